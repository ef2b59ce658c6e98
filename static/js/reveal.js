"use strict";

// Lets a person see the password that they are typing, and hide one that the page shows.
const words = document.querySelector("[data-reveal]").dataset;

function addButton(secret, isShown, turn) {
  const button = document.createElement("button");
  const said = document.createElement("span");
  const name = secret.labels ? ` ${secret.labels[0].textContent}` : "";
  button.type = "button";
  button.className = "text-button reveal";
  said.className = "visually-hidden";
  said.setAttribute("aria-live", "polite");

  function put(shown) {
    isShown = shown;
    turn(shown);
    button.textContent = shown ? words.hide : words.show;
    button.setAttribute("aria-label", button.textContent + name);
  }

  button.addEventListener("click", () => {
    put(!isShown);
    said.textContent = isShown ? words.isShown : words.isHidden;
  });
  put(isShown);
  secret.after(button, said);
  return () => put(false);
}

for (const field of document.querySelectorAll('input[type="password"]')) {
  const cover = addButton(field, false, (shown) => (field.type = shown ? "text" : "password"));
  field.form.addEventListener("submit", cover); // A browser keeps what was typed as plain text.
}

for (const digits of document.querySelectorAll("[data-reveal-shown]")) {
  const text = digits.textContent;
  addButton(digits, true, (shown) => (digits.textContent = shown ? text : "••••"));
}

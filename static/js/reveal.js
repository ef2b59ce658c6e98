"use strict";

// Lets a person see the password that they are typing, and hide one that the page shows.
const words = document.querySelector("[data-reveal]").dataset;

function addButton(secret, name, isShown, turn) {
  const button = document.createElement("button");
  const said = document.createElement("span");
  button.type = "button";
  button.className = "text-button reveal";
  said.className = "visually-hidden";
  said.setAttribute("aria-live", "polite");

  function put(shown) {
    isShown = shown;
    turn(shown);
    button.textContent = shown ? words.hide : words.show;
    button.setAttribute("aria-label", `${button.textContent} ${name}`);
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
  const name = field.labels[0].textContent.toLocaleLowerCase();
  const cover = addButton(field, name, false, (shown) => (field.type = shown ? "text" : "password"));
  field.form.addEventListener("submit", cover); // A browser keeps what was typed as plain text.
  window.addEventListener("pagehide", cover);
}

for (const box of document.querySelectorAll("[data-reveal-shown]")) {
  const parts = [...box.children]; // to be seen, and to be heard
  const texts = parts.map((part) => part.textContent);
  addButton(box.lastElementChild, box.dataset.revealShown, true, (shown) => {
    parts.forEach((part, place) => (part.textContent = shown ? texts[place] : ["••••"][place] ?? ""));
  });
}

"use strict";

// Adds a button that shows a typed password, and one that hides a password on the page.
const labels = document.querySelector("[data-reveal]").dataset;

function addButton(secret, name, isShown, toggle) {
  const button = document.createElement("button");
  const announcement = document.createElement("span");
  button.type = "button";
  button.className = "text-button reveal";
  announcement.className = "visually-hidden";
  announcement.setAttribute("aria-live", "polite");

  function setShown(shown) {
    isShown = shown;
    toggle(shown);
    button.textContent = shown ? labels.hide : labels.show;
    button.setAttribute("aria-label", `${button.textContent} ${name}`);
  }

  button.addEventListener("click", () => {
    setShown(!isShown);
    announcement.textContent = isShown ? labels.isShown : labels.isHidden;
  });
  setShown(isShown);
  secret.after(button, announcement);
  return () => setShown(false);
}

for (const field of document.querySelectorAll('input[type="password"]')) {
  const name = field.dataset.revealName ?? field.labels[0].textContent.toLocaleLowerCase();
  const hide = addButton(field, name, false, (shown) => (field.type = shown ? "text" : "password"));
  field.form.addEventListener("submit", hide); // Browsers remember the value of a text field.
  window.addEventListener("pagehide", hide);
}

for (const box of document.querySelectorAll("[data-reveal-shown]")) {
  const parts = [...box.children]; // the visible text, and the text for screen readers
  const texts = parts.map((part) => part.textContent);
  addButton(box.lastElementChild, box.dataset.revealShown, true, (shown) => {
    parts.forEach((part, index) => (part.textContent = shown ? texts[index] : ["••••"][index] ?? ""));
  });
}

"use strict";

// A kodbox that can be pressed: shows a display, and turns clicks and keys into presses.
const KEYBOARD = { m: "MENU", Enter: "OK" };
const PRESSED_MILLISECONDS = 120;

function showOnKodbox(form, display) {
  write(form.querySelector(".kodbox__text"), display.text);
  write(form.querySelector(".kodbox__spoken"), display.spoken);
  form.querySelector(".kodbox__digits").replaceChildren(...[...display.digits].map(digitElement));
  form.querySelector(".kodbox").classList.toggle("kodbox--dark", !display.text && !display.digits);
}

// Unchanged text is not rewritten: a screen reader would read it again.
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function digitElement(digit) {
  const element = document.createElement("span");
  element.className = "kodbox__digit";
  element.dataset.digit = digit;
  element.textContent = digit;
  return element;
}

function showPressed(form, key) {
  const button = form.querySelector(`.kodbox__key[value="${key}"]`);
  button.classList.add("kodbox__key--pressed");
  setTimeout(() => button.classList.remove("kodbox__key--pressed"), PRESSED_MILLISECONDS);
}

function onKodboxPress(form, press) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    press(event.submitter.value);
  });

  // A click moves the focus from the button to the device, so that Enter means OK again.
  form.addEventListener("click", (event) => {
    if (event.detail > 0) form.focus({ preventScroll: true });
  });

  form.addEventListener("keydown", (event) => {
    const key = /^[0-9]$/.test(event.key) ? event.key : KEYBOARD[event.key] ?? KEYBOARD[event.key.toLowerCase()];
    const onButton = event.key === "Enter" && event.target.matches("button");
    if (!key || onButton || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (event.repeat) return;
    showPressed(form, key);
    press(key);
  });
}

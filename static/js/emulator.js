"use strict";

// Sends key presses to the kodbox one at a time, without reloading the page.
const device = document.querySelector(".emulator");
const KEYBOARD = { m: "MENU", Enter: "OK" };
const PRESSED_MILLISECONDS = 120;
let presses = Promise.resolve();
let darkenTimer;

function request(options) {
  return fetch(device.action, { headers: { Accept: "application/json" }, ...options });
}

function send(key) {
  const body = new FormData(device);
  body.set("key", key);
  return request({ method: "POST", body });
}

async function press(key) {
  show(await (await send(key)).json());
}

async function refresh() {
  show(await (await request()).json());
}

function enqueue(action) {
  presses = presses.then(action).catch(() => location.reload());
}

function show(display) {
  device.dataset.screen = display.screen;
  write(".emulator__text", display.text);
  write(".emulator__spoken", display.spoken);
  write(".emulator__next", display.next_step);
  write(".emulator__correction", display.correction);
  device.querySelector(".emulator__digits").replaceChildren(...[...display.digits].map(digitElement));
  darkenAfter(display.seconds_left);
}

// Unchanged text is not rewritten: a screen reader would read it again.
function write(selector, text) {
  const element = document.querySelector(selector);
  if (element.textContent !== text) element.textContent = text;
}

function digitElement(digit) {
  const element = document.createElement("span");
  element.className = "emulator__digit";
  element.dataset.digit = digit;
  element.textContent = digit;
  return element;
}

function darkenAfter(seconds) {
  clearTimeout(darkenTimer);
  if (seconds > 0) darkenTimer = setTimeout(() => enqueue(refresh), seconds * 1000 + 500);
}

function showPressed(key) {
  const button = device.querySelector(`.emulator__key[value="${key}"]`);
  button.classList.add("emulator__key--pressed");
  setTimeout(() => button.classList.remove("emulator__key--pressed"), PRESSED_MILLISECONDS);
}

device.addEventListener("submit", (event) => {
  event.preventDefault();
  event.stopPropagation();
  enqueue(() => press(event.submitter.value));
});

// A click moves the focus from the button to the device, so that Enter means OK again.
device.addEventListener("click", (event) => {
  if (event.detail > 0) device.focus({ preventScroll: true });
});

device.addEventListener("keydown", (event) => {
  const key = /^[0-9]$/.test(event.key) ? event.key : KEYBOARD[event.key] ?? KEYBOARD[event.key.toLowerCase()];
  const onButton = event.key === "Enter" && event.target.matches("button");
  if (!key || onButton || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  if (event.repeat) return;
  showPressed(key);
  enqueue(() => press(key));
});

window.addEventListener("pageshow", (event) => event.persisted && enqueue(refresh));
document.querySelector(".emulator__keyboard").hidden = false;
darkenAfter(Number(device.dataset.secondsLeft));

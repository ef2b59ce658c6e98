"use strict";

// Presses the kodbox's keys without loading the page anew, one press after the other.
const device = document.querySelector(".emulator");
const KEYBOARD = { m: "MENU", Enter: "OK" };
const PRESSED_MILLISECONDS = 120;
let presses = Promise.resolve();
let darkens;

function ask(options) {
  return fetch(device.action, { headers: { Accept: "application/json" }, ...options });
}

function send(key) {
  const body = new FormData(device);
  body.set("key", key);
  return ask({ method: "POST", body });
}

async function press(key) {
  show(await (await send(key)).json());
}

async function look() {
  show(await (await ask()).json());
}

function inTurn(action) {
  presses = presses.then(action).catch(() => location.reload());
}

function show(shown) {
  device.dataset.screen = shown.screen;
  write(".emulator__text", shown.text);
  write(".emulator__spoken", shown.spoken);
  write(".emulator__next", shown.next_step);
  device.querySelector(".emulator__digits").replaceChildren(...[...shown.digits].map(drawn));
  darkenAfter(shown.seconds_left);
}

// Written only when it differs, or else a screen reader would say it again.
function write(selector, text) {
  const place = document.querySelector(selector);
  if (place.textContent !== text) place.textContent = text;
}

function drawn(digit) {
  const place = document.createElement("span");
  place.className = "emulator__digit";
  place.dataset.digit = digit;
  place.textContent = digit;
  return place;
}

function darkenAfter(seconds) {
  clearTimeout(darkens);
  if (seconds > 0) darkens = setTimeout(() => inTurn(look), seconds * 1000 + 500);
}

function sink(key) {
  const button = device.querySelector(`.emulator__key[value="${key}"]`);
  button.classList.add("emulator__key--pressed");
  setTimeout(() => button.classList.remove("emulator__key--pressed"), PRESSED_MILLISECONDS);
}

device.addEventListener("submit", (event) => {
  event.preventDefault();
  event.stopPropagation();
  inTurn(() => press(event.submitter.value));
});

// After a click the keyboard belongs to the whole device, so that Enter means OK again.
device.addEventListener("click", (event) => {
  if (event.detail > 0) device.focus({ preventScroll: true });
});

device.addEventListener("keydown", (event) => {
  const key = /^[0-9]$/.test(event.key) ? event.key : KEYBOARD[event.key] ?? KEYBOARD[event.key.toLowerCase()];
  const onButton = event.key === "Enter" && event.target.matches("button");
  if (!key || onButton || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  if (event.repeat) return;
  sink(key);
  inTurn(() => press(key));
});

window.addEventListener("pageshow", (event) => event.persisted && inTurn(look));
document.querySelector(".emulator__keyboard").hidden = false;
darkenAfter(Number(device.dataset.secondsLeft));

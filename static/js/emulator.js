"use strict";

// Sends key presses to the emulated kodbox one at a time, without reloading the page.
const device = document.querySelector(".emulator");
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

function enqueue(ask) {
  presses = presses.then(async () => show(await (await ask()).json())).catch(() => location.reload());
}

function show(display) {
  showOnKodbox(device, display);
  write(document.querySelector(".emulator__next"), display.next_step);
  write(document.querySelector(".emulator__correction"), display.correction);
  darkenAfter(display.seconds_left);
}

function darkenAfter(seconds) {
  clearTimeout(darkenTimer);
  if (seconds > 0) darkenTimer = setTimeout(() => enqueue(request), seconds * 1000 + 500);
}

onKodboxPress(device, (key) => enqueue(() => send(key)));
window.addEventListener("pageshow", (event) => event.persisted && enqueue(request));
document.querySelector(".emulator__keyboard").hidden = false;
darkenAfter(Number(device.dataset.secondsLeft));

"use strict";

// Warns before the session times out, and leaves the page once the server has ended the session.
const WARNING_SECONDS = 65; // at least 60, with a margin for the network and the timer
const ASK_AGAIN_SECONDS = 10;
const ANNOUNCED_SECONDS = [10, 30];
const ANSWER_MILLISECONDS = 5000;
const TICK_MILLISECONDS = 1000;

const dialog = document.querySelector("[data-idle]");
const part = (name) => dialog.querySelector(`[data-idle-${name}]`);
let endsAt = 0;
let askedAt = 0;
let announced = 0;
let isAsking = false;

function secondsLeft() {
  return Math.max(0, Math.ceil((endsAt - Date.now()) / 1000));
}

function setTimeLeft({ seconds, extendable }) {
  askedAt = Date.now();
  endsAt = askedAt + seconds * 1000;
  part("unheard").textContent = "";
  part("stay").hidden = !extendable;
  part("whole").hidden = extendable;
}

// The server's clock decides, because another tab may have been used. Asking does not extend the session.
async function ask(path, options) {
  askedAt = Date.now();
  const control = new AbortController();
  const timeout = setTimeout(() => control.abort(), ANSWER_MILLISECONDS);
  try {
    const { signal } = control;
    const answer = await fetch(path, { cache: "no-store", redirect: "error", signal, ...options });
    setTimeLeft(await answer.json());
  } catch {
    return false;
  } finally {
    clearTimeout(timeout);
  }
  return true;
}

function leave() {
  clearInterval(ticking);
  location.replace(dialog.dataset.leave);
}

function show(seconds) {
  const text = seconds > 1 ? dialog.dataset.countdown.replace("#", seconds) : dialog.dataset.lastSecond;
  part("countdown").textContent = text;
  const due = ANNOUNCED_SECONDS.find((each) => seconds <= each) ?? 0;
  if (due !== announced) part("said").textContent = due ? text : "";
  announced = due;
  if (dialog.open) return;
  dialog.showModal(); // It focuses Fortsätt or else the heading, never the button that logs out.
}

function hide() {
  if (dialog.open) dialog.close();
}

// Hides the page as soon as the session has timed out: after sleep, the server may answer slowly.
function cover() {
  document.documentElement.hidden = secondsLeft() === 0;
}

function update() {
  const seconds = secondsLeft();
  if (seconds > WARNING_SECONDS) hide();
  else show(seconds);
}

function isTimeToAsk() {
  const seconds = secondsLeft();
  const isLate = seconds <= WARNING_SECONDS && Date.now() - askedAt >= ASK_AGAIN_SECONDS * 1000;
  return seconds === 0 || isLate;
}

async function tick() {
  cover();
  if (!isTimeToAsk()) return update();
  if (isAsking) return;
  isAsking = true;
  await ask(dialog.dataset.ask);
  isAsking = false;
  cover();
  if (secondsLeft() === 0) leave();
  else update();
}

async function stay(event) {
  event.preventDefault();
  const form = part("stay");
  const isExtended = await ask(form.action, { method: "POST", body: new FormData(form) });
  if (isExtended || (await ask(dialog.dataset.ask))) return tick();
  part("unheard").textContent = dialog.dataset.unheard;
}

async function comeBack() {
  if (document.visibilityState !== "visible") return;
  cover();
  await ask(dialog.dataset.ask);
  await tick();
}

setTimeLeft({ seconds: Number(dialog.dataset.seconds), extendable: dialog.dataset.extendable === "true" });
const ticking = setInterval(tick, TICK_MILLISECONDS);
part("stay").addEventListener("submit", stay);
dialog.addEventListener("cancel", (event) => (part("stay").hidden ? event.preventDefault() : stay(event)));
document.addEventListener("visibilitychange", comeBack);
window.addEventListener("pageshow", (event) => event.persisted && comeBack());

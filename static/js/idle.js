"use strict";

// Warns before the session times out, and leaves the page once the server has ended the session.
// A page from the back-forward cache stays covered until the server has answered for its session.
const WARNING_SECONDS = 65; // at least 60, with a margin for the network and the timer
const ASK_AGAIN_SECONDS = 10;
const ANNOUNCED_SECONDS = [10, 30];
const ANSWER_MILLISECONDS = 5000;
const TICK_MILLISECONDS = 1000;
const NO_TIME = { seconds: 0, extendable: false };

const dialog = document.querySelector("[data-idle]");
const covering = document.querySelector("[data-covering]");
const part = (name) => dialog.querySelector(`[data-idle-${name}]`);
let endsAt = 0;
let askedAt = 0;
let announced = 0;
let isAsking = false;
let isUnsure = false; // whether the session may be over, or somebody else's

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
// The token of the page is refused after another login: then no time is left for this page.
async function ask(path) {
  askedAt = Date.now();
  const control = new AbortController();
  const timeout = setTimeout(() => control.abort(), ANSWER_MILLISECONDS);
  const body = new FormData(part("stay"));
  try {
    const { signal } = control;
    const answer = await fetch(path, { method: "POST", body, cache: "no-store", redirect: "manual", signal });
    if (answer.status >= 500) return false;
    setTimeLeft(answer.ok ? await answer.json() : NO_TIME);
    isUnsure = false;
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
  const isCovered = isUnsure || secondsLeft() === 0;
  document.documentElement.classList.toggle("covered", isCovered);
  if (!isCovered) covering.textContent = "";
}

// Covers the page before the browser freezes it, so that it is covered when it comes back.
function freeze() {
  isUnsure = true;
  cover();
}

function update() {
  if (isUnsure) return;
  const seconds = secondsLeft();
  if (seconds > WARNING_SECONDS) hide();
  else show(seconds);
}

function isTimeToAsk() {
  const seconds = secondsLeft();
  const isLate = (isUnsure || seconds <= WARNING_SECONDS) && Date.now() - askedAt >= ASK_AGAIN_SECONDS * 1000;
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
  if ((await ask(part("stay").action)) || (await ask(dialog.dataset.ask))) return tick();
  part("unheard").textContent = dialog.dataset.unheard;
}

async function comeBack() {
  if (document.visibilityState !== "visible") return;
  cover();
  const isAnswered = await ask(dialog.dataset.ask);
  if (isUnsure && !isAnswered) covering.textContent = covering.dataset.unheard;
  await tick();
}

async function thaw(event) {
  if (!event.persisted) return;
  freeze();
  covering.textContent = covering.dataset.asking;
  await comeBack();
}

setTimeLeft({ seconds: Number(dialog.dataset.seconds), extendable: dialog.dataset.extendable === "true" });
const ticking = setInterval(tick, TICK_MILLISECONDS);
part("stay").addEventListener("submit", stay);
dialog.addEventListener("cancel", (event) => (part("stay").hidden ? event.preventDefault() : stay(event)));
document.addEventListener("visibilitychange", comeBack);
window.addEventListener("online", comeBack);
window.addEventListener("pagehide", freeze);
window.addEventListener("pageshow", thaw);

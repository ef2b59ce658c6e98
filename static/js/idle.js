"use strict";

// Asks in time whether somebody is there, and leaves the page once the server has ended the session.
const WARNING_SECONDS = 65; // at least 60, whatever the network and the ticking take
const ASK_AGAIN_SECONDS = 10;
const SAID_ALOUD = [10, 30];
const ANSWER_MILLISECONDS = 5000;
const TICK_MILLISECONDS = 1000;

const dialog = document.querySelector("[data-idle]");
const part = (name) => dialog.querySelector(`[data-idle-${name}]`);
let endsAt = 0;
let askedAt = 0;
let said = 0;
let isAsking = false;

function secondsLeft() {
  return Math.max(0, Math.ceil((endsAt - Date.now()) / 1000));
}

function learn({ seconds, extendable }) {
  askedAt = Date.now();
  endsAt = askedAt + seconds * 1000;
  part("unheard").textContent = "";
  part("stay").hidden = !extendable;
  part("whole").hidden = extendable;
}

// The server's clock decides: another tab may have been used, and asking is no activity.
async function ask(path, options) {
  askedAt = Date.now();
  const control = new AbortController();
  const patience = setTimeout(() => control.abort(), ANSWER_MILLISECONDS);
  try {
    const { signal } = control;
    const answer = await fetch(path, { cache: "no-store", redirect: "error", signal, ...options });
    learn(await answer.json());
  } catch {
    return false;
  } finally {
    clearTimeout(patience);
  }
  return true;
}

function leave() {
  clearInterval(ticking);
  location.replace(dialog.dataset.leave);
}

function show(seconds) {
  const told = seconds > 1 ? dialog.dataset.countdown.replace("#", seconds) : dialog.dataset.lastSecond;
  part("countdown").textContent = told;
  const due = SAID_ALOUD.find((each) => seconds <= each) ?? 0;
  if (due !== said) part("said").textContent = due ? told : "";
  said = due;
  if (dialog.open) return;
  dialog.showModal(); // It gives the focus to Fortsätt, else to its heading: never to what ends.
}

function hide() {
  if (dialog.open) dialog.close();
}

// Covers the page at once when its time is out, since asking may take a while after a sleep.
function cover() {
  document.documentElement.hidden = secondsLeft() === 0;
}

function look() {
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
  if (!isTimeToAsk()) return look();
  if (isAsking) return;
  isAsking = true;
  await ask(dialog.dataset.ask);
  isAsking = false;
  cover();
  if (secondsLeft() === 0) leave();
  else look();
}

async function stay(event) {
  event.preventDefault();
  const form = part("stay");
  const isHeard = await ask(form.action, { method: "POST", body: new FormData(form) });
  if (isHeard || (await ask(dialog.dataset.ask))) return tick();
  part("unheard").textContent = dialog.dataset.unheard;
}

async function comeBack() {
  if (document.visibilityState !== "visible") return;
  cover();
  await ask(dialog.dataset.ask);
  await tick();
}

learn({ seconds: Number(dialog.dataset.seconds), extendable: dialog.dataset.extendable === "true" });
const ticking = setInterval(tick, TICK_MILLISECONDS);
part("stay").addEventListener("submit", stay);
dialog.addEventListener("cancel", (event) => (part("stay").hidden ? event.preventDefault() : stay(event)));
document.addEventListener("visibilitychange", comeBack);
window.addEventListener("pageshow", (event) => event.persisted && comeBack());

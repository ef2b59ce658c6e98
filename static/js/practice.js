"use strict";

// Puts a kodbox to practise with in place of a help topic's pictures.
const START_PIN = "1379";
const PINS = { new: null, code: "4826" };
const LIT_MILLISECONDS = 30_000;
const DONE_MILLISECONDS = 3_000;
const template = document.querySelector("#ovningskodbox");

function place(topic) {
  const practice = template.content.cloneNode(true).firstElementChild;
  const form = practice.querySelector("form");
  const start = () => new PracticeDevice({ startPin: START_PIN, pin: PINS[topic.dataset.practice] });
  let kodbox = start();
  let timer;

  function show() {
    showOnKodbox(form, { text: kodbox.text, digits: kodbox.digits, spoken: spoken() });
    write(practice.querySelector(".emulator__next"), words(screenToExplain()));
    clearTimeout(timer);
    if (kodbox.screen !== "dark") timer = setTimeout(darken, kodbox.screen === "done" ? DONE_MILLISECONDS : LIT_MILLISECONDS);
  }

  function darken() {
    kodbox.show("dark");
    show();
  }

  function words(screen) {
    return practice.querySelector(`[data-screen="${screen}"]`).textContent;
  }

  function screenToExplain() {
    return kodbox.screen === "enter-pin" && !kodbox.pin ? "start-pin" : kodbox.screen;
  }

  function spoken() {
    if (kodbox.screen === "dark") return words("spoken-dark");
    if (kodbox.screen === "code") return [...kodbox.code.replace(" ", "")].join(" ");
    return kodbox.typed ? `${kodbox.text}, ${words("spoken-typed").replace("#", kodbox.typed.length)}` : kodbox.text;
  }

  practice.querySelectorAll(`[data-for]:not([data-for="${topic.dataset.practice}"])`).forEach((each) => each.remove());
  onKodboxPress(form, (key) => { kodbox.press(key); show(); });
  practice.querySelector("[data-again]").addEventListener("click", () => { kodbox = start(); show(); });
  topic.classList.add("practised");
  topic.append(practice);
  show();
}

document.querySelectorAll("[data-practice]").forEach(place);

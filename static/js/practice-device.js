"use strict";

// The kodbox of the help: the states of a real one, with invented codes. Nothing is sent.
const TEXTS = {
  "enter-pin": "ANGE PIN", "wrong-pin": "FEL PIN", "new-pin": "NY PIN", "too-easy": "NY PIN", different: "NY PIN",
  verify: "VERIFIERA", done: "OK", "change-pin": "BYT PIN", locked: "SPÄRRAD",
};
const AFTER_NOTICE = { "wrong-pin": "enter-pin", "too-easy": "new-pin", different: "new-pin" };
const AFTER_OK = { ...AFTER_NOTICE, "change-pin": "new-pin", done: "enter-pin", code: "dark", locked: "dark" };
const ASKING = ["enter-pin", "new-pin", "verify"];
const PIN_LENGTH = 4;
const MAX_WRONG_PINS = 5;

class PracticeDevice {
  constructor({ startPin, pin = null }) {
    Object.assign(this, { startPin, pin, wrongPins: 0, locked: false });
    this.show("dark");
  }

  get text() { return TEXTS[this.screen] ?? ""; }
  get digits() { return this.screen === "code" ? this.code : "•".repeat(this.typed.length); }

  show(screen) {
    Object.assign(this, { screen, typed: "", chosen: "", enteredByDigit: false });
  }

  press(key) {
    const enteredByDigit = this.enteredByDigit;
    this.enteredByDigit = false;
    if (this.screen === "dark") this.pressDark(key);
    else if (key === "MENU") this.pressMenu();
    else if (key !== "OK") this.type(key);
    else if (!enteredByDigit) this.pressOk();
  }

  pressDark(key) {
    if (key === "OK") this.show(this.locked ? "locked" : "enter-pin");
  }

  pressMenu() {
    this.typed = "";
    if (this.screen === "code") this.show("change-pin");
  }

  pressOk() {
    if (AFTER_OK[this.screen]) this.show(AFTER_OK[this.screen]);
    else if (this.typed.length === PIN_LENGTH) this.enter(this.typed);
  }

  type(digit) {
    if (AFTER_NOTICE[this.screen]) this.show(AFTER_NOTICE[this.screen]);
    if (ASKING.includes(this.screen)) this.typed = (this.typed + digit).slice(0, PIN_LENGTH);
    if (this.screen !== "enter-pin" || this.pin || this.typed.length < PIN_LENGTH) return;
    this.enter(this.typed);
    this.enteredByDigit = true;
  }

  enter(pin) {
    if (this.screen === "new-pin") this.choose(pin);
    else if (this.screen === "verify") this.confirm(pin);
    else if (pin === (this.pin ?? this.startPin)) this.unlock();
    else this.refuse();
  }

  unlock() {
    this.wrongPins = 0;
    const digits = String(Math.floor(Math.random() * 1e8)).padStart(8, "0");
    this.code = `${digits.slice(0, 4)} ${digits.slice(4)}`;
    this.show(this.pin ? "code" : "new-pin");
  }

  refuse() {
    this.wrongPins += 1;
    this.locked = this.wrongPins >= MAX_WRONG_PINS;
    this.show(this.locked ? "locked" : "wrong-pin");
  }

  choose(pin) {
    const steps = new Set([...pin].slice(1).map((digit, index) => digit - pin[index]));
    this.show(steps.size === 1 && Math.abs([...steps][0]) <= 1 ? "too-easy" : "verify");
    this.chosen = pin;
  }

  confirm(pin) {
    const isSame = pin === this.chosen;
    if (isSame) this.pin = pin;
    this.show(isSame ? "done" : "different");
  }
}

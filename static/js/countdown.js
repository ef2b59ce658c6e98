"use strict";

// Counts down to the moment when the bank accepts an attempt again, and then says so.
const countdown = document.querySelector("[data-countdown]");
const over = document.querySelector("[data-countdown-over]");
const opensAt = Date.now() + Number(countdown.dataset.seconds) * 1000;

function clock(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [first, ...rest] = parts[0] ? parts : parts.slice(1);
  return [first, ...rest.map((part) => String(part).padStart(2, "0"))].join(":");
}

function tick() {
  const seconds = Math.max(0, Math.ceil((opensAt - Date.now()) / 1000));
  countdown.hidden = seconds === 0;
  countdown.textContent = countdown.dataset.countdown.replace("#", clock(seconds));
  if (seconds > 0) return;
  clearInterval(ticking);
  over.textContent = over.dataset.countdownOver;
}

const ticking = setInterval(tick, 1000);
tick();

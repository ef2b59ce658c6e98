"use strict";

// Ignores a duplicate submission of a form within a few seconds.
const PAUSE_MILLISECONDS = 5000;
const sentAt = new WeakMap();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  const now = Date.now();
  if (now - (sentAt.get(form) ?? 0) < PAUSE_MILLISECONDS) {
    event.preventDefault();
  } else {
    sentAt.set(form, now);
  }
});

// An edited form may be submitted again.
document.addEventListener("input", (event) => sentAt.delete(event.target.form));

// A page from the back-forward cache may submit its forms again.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) sentAt.delete(form);
});

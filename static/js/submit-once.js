"use strict";

// Sends a form once: a second press within a few seconds is ignored, not refused for good.
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

// What is sent once it was mended is another form.
document.addEventListener("input", (event) => sentAt.delete(event.target.form));

// Back to a page that the browser kept: everything may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) sentAt.delete(form);
});

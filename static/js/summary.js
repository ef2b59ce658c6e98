"use strict";

// Moves the focus to the error summary, so that a screen reader begins there.
document.querySelector("[data-summary]")?.focus();

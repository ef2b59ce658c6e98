"use strict";

// Groups a code while it is typed, 1234 5678, as the kodbox is read; never while it is mended.
document.querySelector('input[autocomplete="one-time-code"]')?.addEventListener("input", (event) => {
  const field = event.target;
  const isAtEnd = field.selectionEnd === field.value.length;
  const isAdded = event.inputType?.startsWith("insert") && !event.isComposing;
  if (isAtEnd && isAdded && /^[\d\s]{5,}$/.test(field.value)) {
    field.value = field.value.replace(/\s/g, "").replace(/^(\d{4})(?=\d)/, "$1 ");
  }
});

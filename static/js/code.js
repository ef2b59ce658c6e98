"use strict";

// Groups a code while it is typed, 1234 5678, as the kodbox shows it; never while it is mended.
const codeField = document.querySelector('input[autocomplete="one-time-code"]');
let isGrouping = false;

function group(event) {
  const isAtEnd = codeField.selectionEnd === codeField.value.length;
  const isAdded = event.inputType?.startsWith("insert") && !event.isComposing && !isGrouping;
  if (!isAtEnd || !isAdded || !/^[\d\s]{5,}$/.test(codeField.value)) return;
  const grouped = codeField.value.replace(/\s/g, "").replace(/^(\d{4})(?=\d)/, "$1 ");
  if (grouped === codeField.value) return;
  isGrouping = true;
  codeField.select();
  document.execCommand("insertText", false, grouped); // the only way that can be undone
  isGrouping = false;
}

codeField?.addEventListener("input", group);

"use strict";

// Groups a code like the kodbox does, 1234 5678, while it is typed. An edit in the middle is left alone.
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
  document.execCommand("insertText", false, grouped); // keeps the browser's undo history
  isGrouping = false;
}

codeField?.addEventListener("input", group);

"use strict";

// Shows the help topics that have all the words of a search; nothing of it leaves the page.
const box = document.querySelector("[data-search]");
const field = box.querySelector("input");
const status = box.querySelector("[role=status]");
const wordsOf = (text) => text.toLocaleLowerCase().match(/[\p{L}\d]+/gu) ?? [];
const small = new Set(wordsOf(box.dataset.small));

const topics = [...document.querySelectorAll("[data-words]")].map((section) => ({
  section,
  link: document.querySelector(`.contents a[href="#${section.id}"]`).parentElement,
  words: wordsOf([...section.querySelectorAll("h2, p, .howto li, .frame__text")]
    .map((each) => each.textContent).concat(section.dataset.words).join(" ")),
}));

// A word is found by how it begins, without its ending: byter finds byta, personnr finds personnummer.
function isIn(topic, word) {
  if (word.length < 3) return topic.words.includes(word);
  const stem = word.length > 4 ? word.slice(0, -2) : word;
  return topic.words.some((each) => each.startsWith(stem));
}

function search() {
  const words = wordsOf(field.value).filter((word) => !small.has(word));
  for (const topic of topics) {
    topic.section.hidden = topic.link.hidden = !words.every((word) => isIn(topic, word));
  }
  const found = topics.filter((topic) => !topic.section.hidden).length;
  const told = found ? box.dataset.found.replace("#", found) : box.dataset.none;
  status.textContent = words.length ? told : "";
}

// A link from one topic to another leads there, also when the search has left that one out.
function showAll(event) {
  const section = document.querySelector(event.target.closest('a[href^="#"]')?.hash || null);
  if (!section?.hidden) return;
  field.value = "";
  search();
  section.scrollIntoView();
}

box.hidden = false;
field.addEventListener("input", search);
field.addEventListener("keydown", (event) => event.key === "Enter" && field.blur());
document.addEventListener("click", showAll);
search();

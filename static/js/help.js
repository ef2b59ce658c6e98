"use strict";

// Shows the help topics that contain every word of a search. The search is never sent to the server.
const box = document.querySelector("[data-search]");
const field = box.querySelector("input");
const status = box.querySelector("[role=status]");
const wordsOf = (text) => text.toLocaleLowerCase().match(/[\p{L}\d]+/gu) ?? [];
const stopwords = new Set(wordsOf(box.dataset.stopwords));

const topics = [...document.querySelectorAll("[data-keywords]")].map((section) => ({
  section,
  link: document.querySelector(`.contents a[href="#${section.id}"]`).parentElement,
  words: wordsOf([...section.querySelectorAll("h2, p, .howto li, .frame__text")]
    .map((each) => each.textContent).concat(section.dataset.keywords).join(" ")),
}));

// Words match by their stem: byter finds byta, personnr finds personnummer.
function matches(topic, word) {
  if (word.length < 3) return topic.words.includes(word);
  const stem = word.length > 4 ? word.slice(0, -2) : word;
  return topic.words.some((each) => each.startsWith(stem));
}

function search() {
  const words = wordsOf(field.value).filter((word) => !stopwords.has(word));
  for (const topic of topics) {
    topic.section.hidden = topic.link.hidden = !words.every((word) => matches(topic, word));
  }
  const found = topics.filter((topic) => !topic.section.hidden).length;
  const result = found ? box.dataset.found.replace("#", found) : box.dataset.none;
  status.textContent = words.length ? result : "";
}

// A link to a topic that the search has hidden clears the search first.
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

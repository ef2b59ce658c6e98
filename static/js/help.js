"use strict";

// Shows the help topics that have all the words of a search; nothing of it leaves the page.
const box = document.querySelector("[data-search]");
const field = box.querySelector("input");
const status = box.querySelector("[role=status]");
const lower = (text) => text.toLocaleLowerCase();

const topics = [...document.querySelectorAll("[data-words]")].map((section) => ({
  section,
  link: document.querySelector(`.contents a[href="#${section.id}"]`).parentElement,
  text: lower([...section.querySelectorAll("h2, p, .howto li, .frame__text")]
    .map((each) => each.textContent).join(" ") + section.dataset.words),
}));

function search() {
  const words = lower(field.value).split(/\s+/).filter(Boolean);
  for (const topic of topics) {
    const isFound = words.every((word) => topic.text.includes(word));
    topic.section.hidden = topic.link.hidden = !isFound;
  }
  const found = topics.filter((topic) => !topic.section.hidden).length;
  const told = found ? box.dataset.found.replace("#", found) : box.dataset.none;
  status.textContent = words.length ? told : "";
}

// A link from one topic to another leads there, also when the search has left that one out.
function showTarget() {
  const section = document.getElementById(location.hash.slice(1));
  if (!section?.hidden) return;
  field.value = "";
  search();
  section.scrollIntoView();
}

box.hidden = false;
field.addEventListener("input", search);
window.addEventListener("hashchange", showTarget);
search();

"use strict";

// Shows the help topics that answer a search best. The search is never sent to the server.
const box = document.querySelector("[data-search]");
const field = box.querySelector("input");
const status = box.querySelector("[role=status]");
const wordsOf = (text) => text.toLocaleLowerCase().match(/[\p{L}\d]+/gu) ?? [];
const stopwords = new Set(wordsOf(box.dataset.stopwords));
const suffix = new RegExp(`(?<=.{3})(${wordsOf(box.dataset.suffixes).join("|")})$`);
const instead = box.querySelector("template");
let opened;

const topics = [...document.querySelectorAll("[data-keywords]")].map((section) => ({
  section,
  link: document.querySelector(`.contents a[href="#${section.querySelector("[id]").id}"]`).parentElement,
  subject: wordsOf(`${section.querySelector("h2").textContent} ${section.dataset.keywords}`),
  text: wordsOf([...section.querySelectorAll("p, .howto li, .frame__text")]
    .map((each) => each.textContent).join(" ")),
}));

// Words match by their stem: byter finds byta.
function has(words, word) {
  if (word.length < 3) return words.includes(word);
  return words.some((each) => each.startsWith(word.replace(suffix, "")));
}

// A word in the heading or the keywords counts for more than one in the text.
function score(topic, words) {
  return words.reduce((sum, word) => sum + (has(topic.subject, word) ? 2 : has(topic.text, word) ? 1 : 0), 0);
}

// A question about another way to log in, such as BankID, has an answer of its own.
function isAboutAnother(text) {
  const asked = wordsOf(text).join("");
  return wordsOf(instead.dataset.instead).some((name) => asked.includes(name));
}

function search() {
  const words = wordsOf(field.value).filter((word) => !stopwords.has(word));
  const another = isAboutAnother(field.value);
  const scores = topics.map((topic) => another ? 0 : score(topic, words));
  const best = Math.max(...scores);
  topics.forEach((topic, index) => {
    topic.section.hidden = topic.link.hidden = words.length > 0 && !(best && scores[index] === best);
  });
  openOnly(words.length ? topics.filter((topic) => !topic.section.hidden) : []);
  document.querySelector(".contents").hidden = topics.every((topic) => topic.section.hidden);
  status.replaceChildren(words.length ? result(another) : "");
}

// The only topic that a search finds is open, until the next search.
function openOnly(found) {
  if (opened) opened.open = false;
  opened = found.length === 1 ? found[0].section : null;
  if (opened) opened.open = true;
}

function result(another) {
  if (another) return instead.content.cloneNode(true);
  const found = topics.filter((topic) => !topic.section.hidden).length;
  return found ? box.dataset.found.replace("#", found) : box.dataset.none;
}

// A link to a topic opens it, and clears a search that has hidden it.
function openTopic(hash) {
  const topic = document.querySelector(hash || null)?.closest(".topic");
  if (!topic) return;
  if (topic.hidden) {
    field.value = "";
    search();
  }
  topic.open = true;
  document.querySelector(hash).scrollIntoView();
}

box.hidden = false;
field.addEventListener("input", search);
field.addEventListener("keydown", (event) => event.key === "Enter" && field.blur());
document.addEventListener("click", (event) => openTopic(event.target.closest('a[href^="#"]')?.hash));
search();
if (/^#[a-z-]+$/.test(location.hash)) openTopic(location.hash);

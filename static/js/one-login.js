"use strict";

// Leads a tab whose login has been replaced in another tab to the choice between the two.
const { login, begin, choice } = document.querySelector("script[data-login]").dataset;
const STORED = "login";

function check() {
  const mine = sessionStorage.getItem(STORED);
  if (!login || location.pathname === begin || location.pathname === choice) sessionStorage.removeItem(STORED);
  else if (mine && mine !== login) location.replace(choice);
  else sessionStorage.setItem(STORED, login);
}

window.addEventListener("pageshow", check); // also when the page comes from the back-forward cache

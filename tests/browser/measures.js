// Returns the faults of a page's layout that axe does not find.
({ language }) => {
  const faults = [];
  const complain = (fault, elements) => elements.forEach((each) => faults.push(`${fault}: ${each.outerHTML.slice(0, 120)}`));
  const all = (selector) => [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility({ visibilityProperty: true }));
  const text = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const styleOf = (element) => getComputedStyle(element);

  const root = document.documentElement;
  if (root.lang !== language) faults.push(`speaks ${root.lang}`);
  if (root.scrollWidth > root.clientWidth) faults.push(`scrolls sideways: ${root.scrollWidth} px`);
  if (all("h1").length !== 1) faults.push(`has ${all("h1").length} headings of level 1`);

  if (!document.body.matches(".page")) return faults; // The staff's pages have Django's own layout.

  // Help is in the same place on each page (WCAG 3.2.6).
  const contact = "body > .footer > .footer__inner";
  for (const place of [".footer__contact > a.footer__phone[href^='tel:']", ".footer__links > a[href='/hjalp/']:first-child"]) {
    if (all(`${contact} > ${place}`).length !== 1) faults.push(`does not have ${place}`);
  }

  // Targets (WCAG 2.5.8), except links in running text; the label of a checkbox belongs to it.
  const isInText = (each) => styleOf(each).display === "inline" && text(each.parentElement) !== text(each);
  const isHidden = (each) => each.matches(".skip-link:not(:focus)");
  complain("is no target of 44 px", all("a[href], button, input, select, textarea, summary").filter((each) => {
    const height = Math.max(...[each, ...(each.labels ?? [])].map((part) => part.getBoundingClientRect().height));
    return !isInText(each) && !isHidden(each) && (height < 43.9 || each.getBoundingClientRect().width < 24);
  }));

  // Links of the same name have the same target, except links in running text.
  const ways = Object.groupBy(all("a[href]").filter((each) => !isInText(each)), (each) => each.ariaLabel ?? text(each));
  for (const [name, links] of Object.entries(ways)) {
    if (!name || new Set(links.map((each) => each.href)).size > 1) complain("leads elsewhere by the same name", links);
  }

  // Nothing is outside the page (WCAG 1.4.10), and no text is cut off (1.4.12).
  complain("sticks out", all("header *, main *, footer *").filter((each) => {
    const box = each.getBoundingClientRect();
    return !each.closest("svg, .visually-hidden") && (box.left < -1 || box.right > root.clientWidth + 1);
  }));
  complain("is cut off", all("body *").filter((each) =>
    ["hidden", "clip"].includes(styleOf(each).overflowY) && styleOf(each).clipPath === "none"
    && text(each) && !each.closest("[aria-hidden], svg") && (each.scrollHeight > each.clientHeight || each.scrollWidth > each.clientWidth)));
  return faults;
}

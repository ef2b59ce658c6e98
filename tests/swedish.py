"""Finds Swedish words on an English page."""

import re
from html.parser import HTMLParser

from kodbox.emulator.display import TEXTS
from tests import catalogue

NAMES = ("Astrid Avtal", "Bo Glömsk", "Cecilia Ny", "Post- och telestyrelsen")
TEXT_ATTRIBUTES = {"alt", "aria-label", "title", "placeholder"} | {
    f"data-{name}"
    for name in (
        *("countdown", "last-second", "unheard", "found", "none", "keywords", "stopwords"),
        *("show", "hide", "is-shown", "is-hidden", "reveal-shown"),
    )
}
VOID_ELEMENTS = {"br", "hr", "img", "input", "link", "meta", "path", "rect", "use", "circle"}
IGNORED_ELEMENTS = {"script", "style", "code"}
WORD = re.compile(r"[^\W\d_]+")
SWEDISH_LETTER = re.compile("[åäö]")


def vocabulary():
    """Return the words of the site's Swedish texts that no English text has."""
    texts = catalogue.texts_of(catalogue.po())
    swedish = {form for _context, text in texts for form in text}
    english = {form for text in texts.values() for form in text}
    return catalogue.words(swedish) - catalogue.words(english)


VOCABULARY = vocabulary()


def texts_of_attributes(attributes):
    """Return the values of attributes that users read or hear."""
    names = TEXT_ATTRIBUTES | ({"value"} if attributes.get("type") == "submit" else set())
    return [attributes[name] or "" for name in names & set(attributes)]


class English(HTMLParser):
    """Collects the text of a page, except what is marked as Swedish."""

    def __init__(self):
        super().__init__()
        self.texts, self.open_elements = [], []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        is_left_out = (attributes.get("lang") == "sv" and tag != "html") or tag in IGNORED_ELEMENTS
        if tag not in VOID_ELEMENTS:
            self.open_elements.append((tag, is_left_out or self.is_left_out))
        if not is_left_out and not self.is_left_out:
            self.texts += texts_of_attributes(attributes)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.open_elements = self.open_elements if tag in VOID_ELEMENTS else self.open_elements[:-1]

    def handle_endtag(self, tag):
        while self.open_elements and self.open_elements.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not self.is_left_out:
            self.texts.append(data)

    @property
    def is_left_out(self):
        return bool(self.open_elements) and self.open_elements[-1][1]


def swedish_in(page):
    """Return the Swedish words of a page, except names and the kodbox's display."""
    parser = English()
    parser.feed(page)
    text = " ".join(parser.texts)
    for name in (*NAMES, *TEXTS.values()):
        text = text.replace(name, " ")
    found = {word.lower() for word in WORD.findall(text)}
    return sorted(word for word in found if word in VOCABULARY or SWEDISH_LETTER.search(word))

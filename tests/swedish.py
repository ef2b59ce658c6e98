"""Finding what is left of Swedish on a page in English."""

import re
from html.parser import HTMLParser

from kodbox.emulator.display import TEXTS
from tests import catalogue

NAMES = ("Astrid Avtal", "Bo Glömsk", "Cecilia Ny", "Post- och telestyrelsen")
READ = (
    {"alt", "aria-label", "title", "placeholder", "data-countdown", "data-last-second"}
    | {"data-reveal-shown"}
    | {
        f"data-{name}"
        for name in (
            "show",
            "hide",
            "is-shown",
            "is-hidden",
            "found",
            "none",
            "words",
            "small",
            "unheard",
        )
    }
)
WITHOUT_END = {"br", "hr", "img", "input", "link", "meta", "path", "rect", "use", "circle"}
WITHOUT_WORDS = {"script", "style", "code"}
WORD = re.compile(r"[^\W\d_]+")
SWEDISH_LETTER = re.compile("[åäö]")


def vocabulary():
    """Return the words that the site has in Swedish and in no English text."""
    texts = catalogue.texts_of(catalogue.po())
    swedish = {form for _context, text in texts for form in text}
    english = {form for text in texts.values() for form in text}
    return catalogue.words(swedish) - catalogue.words(english)


VOCABULARY = vocabulary()


class English(HTMLParser):
    """Collects what a page says in its own language, without what is marked as Swedish."""

    def __init__(self):
        super().__init__()
        self.said, self.open = [], []

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        is_left_out = (told.get("lang") == "sv" and tag != "html") or tag in WITHOUT_WORDS
        if tag not in WITHOUT_END:
            self.open.append((tag, is_left_out or self.is_left_out))
        if not is_left_out and not self.is_left_out:
            names = READ | ({"value"} if told.get("type") == "submit" else set())
            self.said += [told[name] or "" for name in names & set(told)]

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.open = self.open if tag in WITHOUT_END else self.open[:-1]

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not self.is_left_out:
            self.said.append(data)

    @property
    def is_left_out(self):
        return bool(self.open) and self.open[-1][1]


def swedish_in(page):
    """Return the Swedish words of a page that are neither names nor words on a display."""
    parser = English()
    parser.feed(page)
    said = " ".join(parser.said)
    for name in (*NAMES, *TEXTS.values()):
        said = said.replace(name, " ")
    found = {word.lower() for word in WORD.findall(said)}
    return sorted(word for word in found if word in VOCABULARY or SWEDISH_LETTER.search(word))

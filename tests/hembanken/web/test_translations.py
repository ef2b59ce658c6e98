"""Nothing that a person reads is left out of the translation, and the catalogues are up to date."""

import ast
import re
from html.parser import HTMLParser

import pytest
from django.template.base import Lexer, TokenType

from hembanken.management.commands.makemessages import without_volatile_headers
from tests import catalogue, readability
from tests.catalogue import CODE, FOLDER, ROOT, TEMPLATES, forms
from tests.swedish import READ

NAMES = {"Hembanken", "OK", "MENU", "English", "Svenska"}  # alike in every language
MARKING = {"_", *catalogue.KEYWORDS}
SWEDISH_BY_ITSELF = {
    "hembanken/demonstration/people.py",  # names
    "hembanken/demonstration/texts.py",  # terms and agreements are the bank's own content
    "kodbox/emulator/display.py",  # what the device shows
    "hembanken/request_context.py",  # how rows of the audit log name a browser
}
UNKIND = re.compile(r"\b(invalid|sorry|please)\b", re.IGNORECASE)
FILLED_IN = re.compile(r"%\(\w+\)s|%[sd]|#(?= s)|<[^>]+>")
DEVICE_SPEAKS = re.compile(r'<span lang="sv">.*?</span>| lang="sv"')
LETTERS = re.compile(r"[^\W\d_]+")


def test_the_catalogue_holds_what_is_marked_and_nothing_else():
    assert set(catalogue.texts_of(catalogue.po())) == set(catalogue.marked())


def test_the_catalogue_has_no_header_that_two_branches_would_conflict_about():
    catalogue_file = (FOLDER / "django.po").read_text(encoding="utf-8")
    assert without_volatile_headers(catalogue_file) == catalogue_file


def test_making_the_catalogue_anew_leaves_no_date():
    told = '"Language: en\\n"\n'
    dated = f'msgid ""\nmsgstr ""\n"POT-Creation-Date: 2026-11-25 18:17+0100\\n"\n{told}'
    text = '\nmsgid "x"\nmsgstr "y"\n'
    assert without_volatile_headers(dated + text) == f'msgid ""\nmsgstr ""\n{told}{text}'


def test_every_text_is_translated_and_none_is_a_guess():
    po = catalogue.po()
    assert [each.id for each in po if each.id and not all(forms(each.string))] == []
    assert [each.id for each in po if each.id and each.fuzzy] == []
    assert list(po.obsolete) == []


def test_what_is_compiled_is_what_is_written():
    assert catalogue.texts_of(catalogue.mo()) == catalogue.texts_of(catalogue.po())


def filled_in(text):
    """Return what a page fills in and how it is marked up, but for what tells the language."""
    return sorted(FILLED_IN.findall(DEVICE_SPEAKS.sub("", text)))


def test_a_translation_has_the_places_and_the_marks_of_its_text():
    for (_context, text), translation in catalogue.texts_of(catalogue.po()).items():
        for swedish, english in zip(text, translation, strict=True):
            assert filled_in(english) == filled_in(swedish), english


def test_the_english_is_kind():
    english = [form for text in catalogue.texts_of(catalogue.po()).values() for form in text]
    assert [text for text in english if UNKIND.search(text)] == []


@pytest.mark.row("G15")
def test_what_a_customer_reads_is_short_and_easy():
    found = readability.sentences("sv")
    assert len(found) > 300
    assert [each.text for each in found if each.is_long] == []
    assert readability.lix(found) < readability.EASY


def test_a_long_sentence_is_found():
    words = " ".join(["ord"] * readability.MANY_WORDS)
    assert [each.is_long for each in readability.of_text(f"{words}. {words} till.")] == [
        False,
        True,
    ]


class Unmarked(HTMLParser):
    """Collects what a template says by itself, in text or in an attribute that is read aloud."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        names = READ | ({"value"} if told.get("type") == "submit" else set())
        for name in names & set(told):
            self.handle_data(told[name] or "")

    def handle_data(self, data):
        self.found += set(LETTERS.findall(data)) - NAMES


def unmarked(text):
    parser, is_marked = Unmarked(), False
    kept = []
    for token in Lexer(text).tokenize():
        if token.token_type == TokenType.BLOCK and "blocktranslate" in token.contents:
            is_marked = not token.contents.startswith("end")
        elif token.token_type == TokenType.TEXT and not is_marked:
            kept.append(token.contents)
    parser.feed("".join(kept))
    return parser.found


def offenders(wrong, paths):
    """Return each file with the words in it that nobody translates."""
    found = {path.relative_to(ROOT).as_posix(): wrong(path.read_text("utf-8")) for path in paths}
    return {name: words for name, words in found.items() if words}


def test_a_template_says_nothing_that_is_not_marked():
    assert offenders(unmarked, TEMPLATES) == {}


@pytest.mark.parametrize(
    "text",
    ["<p>Hej</p>", '<a title="Hej"></a>', '<input type="submit" value="Hej">', "Hej {{ x }}"],
)
def test_an_unmarked_word_in_a_template_is_found(text):
    assert unmarked(text) == ["Hej"]


def swedish_by_itself(tree):
    """Yield the texts with Swedish letters that no call marks; a docstring may quote a page."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if re.search("[åäöÅÄÖ]", node.value):
                yield node.value
        elif not (is_marking(node) or is_docstring(node)):
            yield from swedish_by_itself(node)


def is_marking(node):
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKING


def is_docstring(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def test_no_swedish_in_the_code_is_unmarked():
    found = offenders(lambda text: list(swedish_by_itself(ast.parse(text))), CODE)
    assert set(found) == SWEDISH_BY_ITSELF, found

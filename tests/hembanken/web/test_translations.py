"""Every text is marked and translated, and the catalogues are up to date."""

import ast
import re
from html.parser import HTMLParser

import pytest
from django.template.base import Lexer, TokenType

from hembanken.management.commands.makemessages import without_volatile_headers
from tests import catalogue, readability
from tests.catalogue import CODE, FOLDER, ROOT, TEMPLATES, forms
from tests.swedish import texts_of_attributes

NAMES = {"Hembanken", "OK", "MENU", "English", "Svenska"}  # not translated
MARKING_FUNCTIONS = {"_", *catalogue.KEYWORDS}
SWEDISH_ONLY = {
    "hembanken/demonstration/people.py",  # names
    "kodbox/emulator/display.py",  # what the device shows
    "hembanken/request_context.py",  # how rows of the audit log name a browser
}
UNFRIENDLY = re.compile(r"\b(invalid|sorry|please)\b", re.IGNORECASE)
PLACEHOLDER = re.compile(r"%\(\w+\)s|%[sd]|#(?= s)|<[^>]+>")
SWEDISH_MARK = re.compile(r'<span lang="sv">.*?</span>| lang="sv"')
LETTERS = re.compile(r"[^\W\d_]+")


def test_the_catalogue_holds_exactly_the_marked_texts():
    assert set(catalogue.texts_of(catalogue.po())) == set(catalogue.marked())


def test_the_catalogue_has_no_volatile_header():
    catalogue_file = (FOLDER / "django.po").read_text(encoding="utf-8")
    assert without_volatile_headers(catalogue_file) == catalogue_file


def test_makemessages_removes_the_creation_date():
    language = '"Language: en\\n"\n'
    dated = f'msgid ""\nmsgstr ""\n"POT-Creation-Date: 2026-11-25 18:17+0100\\n"\n{language}'
    text = '\nmsgid "x"\nmsgstr "y"\n'
    assert without_volatile_headers(dated + text) == f'msgid ""\nmsgstr ""\n{language}{text}'


def test_every_text_is_translated_and_none_is_fuzzy():
    po = catalogue.po()
    assert [each.id for each in po if each.id and not all(forms(each.string))] == []
    assert [each.id for each in po if each.id and each.fuzzy] == []
    assert list(po.obsolete) == []


def test_the_compiled_catalogue_is_up_to_date():
    assert catalogue.texts_of(catalogue.mo()) == catalogue.texts_of(catalogue.po())


def placeholders(text):
    """Return the placeholders and the markup of a text, except language marks."""
    return sorted(PLACEHOLDER.findall(SWEDISH_MARK.sub("", text)))


def test_a_translation_has_the_placeholders_and_the_markup_of_its_text():
    for (_context, text), translation in catalogue.texts_of(catalogue.po()).items():
        for swedish, english in zip(text, translation, strict=True):
            assert placeholders(english) == placeholders(swedish), english


def test_a_number_is_shown_without_a_hyphen_everywhere():
    texts = [
        form for pair in catalogue.texts_of(catalogue.po()).items() for form in str(pair).split()
    ]
    shown = {text.strip("',.()").lower() for text in texts if "mmdd" in text.lower()}
    assert shown == {"ååmmddxxxx", "yymmddxxxx"}


def test_the_english_texts_avoid_unfriendly_words():
    english = [form for text in catalogue.texts_of(catalogue.po()).values() for form in text]
    assert [text for text in english if UNFRIENDLY.search(text)] == []


@pytest.mark.row("G15")
def test_sentences_for_customers_are_short_and_easy():
    found = readability.sentences("sv")
    assert len(found) > 300
    assert [each.text for each in found if each.is_long] == []
    assert readability.lix(found) < readability.MAX_LIX


def test_a_long_sentence_is_detected():
    words = " ".join(["ord"] * readability.MAX_WORDS)
    assert [each.is_long for each in readability.of_text(f"{words}. {words} till.")] == [
        False,
        True,
    ]


class Unmarked(HTMLParser):
    """Collects the unmarked words of a template, in text and in attributes."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        for text in texts_of_attributes(dict(attrs)):
            self.handle_data(text)

    def handle_data(self, data):
        self.found += set(LETTERS.findall(data)) - NAMES


def unmarked(text):
    parser, is_marked, outside = Unmarked(), False, []
    for token in Lexer(text).tokenize():
        if token.token_type == TokenType.BLOCK and "blocktranslate" in token.contents:
            is_marked = not token.contents.startswith("end")
        elif token.token_type == TokenType.TEXT and not is_marked:
            outside.append(token.contents)
    parser.feed("".join(outside))
    return parser.found


def offenders(untranslated, paths):
    """Return the untranslated words of each file that has some."""
    found = {
        path.relative_to(ROOT).as_posix(): untranslated(path.read_text("utf-8")) for path in paths
    }
    return {name: words for name, words in found.items() if words}


def test_templates_have_no_unmarked_words():
    assert offenders(unmarked, TEMPLATES) == {}


@pytest.mark.parametrize(
    "text",
    ["<p>Hej</p>", '<a title="Hej"></a>', '<input type="submit" value="Hej">', "Hej {{ x }}"],
)
def test_an_unmarked_word_in_a_template_is_detected(text):
    assert unmarked(text) == ["Hej"]


def unmarked_swedish(tree):
    """Yield unmarked strings with Swedish letters; docstrings may quote a page."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if re.search("[åäöÅÄÖ]", node.value):
                yield node.value
        elif not (is_marking(node) or is_docstring(node)):
            yield from unmarked_swedish(node)


def is_marking(node):
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKING_FUNCTIONS


def is_docstring(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def test_the_code_has_no_unmarked_swedish():
    found = offenders(lambda text: list(unmarked_swedish(ast.parse(text))), CODE)
    assert set(found) == SWEDISH_ONLY, found

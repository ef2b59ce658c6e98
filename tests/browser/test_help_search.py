"""The search of the help: what customers ask, and the topic that answers it."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
MOST_TOPICS = 4  # A question that finds more topics has not been answered.

FIRST_LOGIN = "Logga in första gången"
FIRST_USE = "Använda kodboxen första gången"
CODE = "Skapa en behörighetskod"
WRONG_CODE = "Felaktig behörighetskod"
CHANGE_PIN = "Byta pinkod"
WRONG_PASSWORD = "Felaktigt personnummer eller lösenord"
FORGOTTEN = "Glömt lösenord"
CHANGE_PASSWORD = "Byta lösenord"
ORDER = "Beställa kodbox"
LOST = "Borttappad kodbox"

QUESTIONS = {
    "spärrat avtal": WRONG_PASSWORD,
    "mitt avtal är spärrat": WRONG_PASSWORD,
    "jag kommer inte in": WRONG_PASSWORD,
    "kundnr": WRONG_PASSWORD,
    "eSafeID": FIRST_LOGIN,
    "ny kund": FIRST_LOGIN,
    "Posten": ORDER,
    "har posten skickat min kodbox": ORDER,
    "batteriet är slut": ORDER,
    "dosan är trasig": ORDER,
    "hämta på kontoret": ORDER,
    "tappat bort dosan": LOST,
    "hittar inte kodboxen": LOST,
    "min kodbox är stulen": LOST,
    "spärra kodboxen själv": LOST,
    "pausa kodboxen": LOST,
    "spärra kodboxen på natten": LOST,
    "glömt pinkod": CHANGE_PIN,
    "ny PIN-kod": CHANGE_PIN,
    "låst kodbox": CHANGE_PIN,
    "start-pin": FIRST_USE,
    "VERIFIERA": FIRST_USE,
    "engångskod": CODE,
    "göra en kod": CODE,
    "displayen är mörk": CODE,
    "koden fungerar inte": WRONG_CODE,
    "fel kod": WRONG_CODE,
    "jag minns inte mitt lösenord": FORGOTTEN,
    "tillfälligt lösenord": FORGOTTEN,
    "återställa lösenordet": FORGOTTEN,
    "byta lösenordet": CHANGE_PASSWORD,
    "någon vet mitt lösenord": CHANGE_PASSWORD,
}
ENGLISH_QUESTIONS = {
    "blocked agreement": WRONG_PASSWORD,
    "I cannot get in": WRONG_PASSWORD,
    "eSafeID": FIRST_LOGIN,
    "post": ORDER,
    "lost device": LOST,
    "block it myself": LOST,
    "pause the device": LOST,
    "forgot my PIN": CHANGE_PIN,
    "forgot my password": FORGOTTEN,
    "code is not accepted": WRONG_CODE,
    "one-time code": CODE,
}
OTHER_WAYS = [
    "bankid",
    "BankID",
    "bank-id",
    "logga in med mobilt BankID",
    "e-legitimation",
    "Freja",
]


@pytest.fixture(scope="module", params=["sv", "en"])
def language(request):
    return request.param


@pytest.fixture
def helped(bank, visit, language):
    astrid = visit("Astrid", language=language)
    astrid.page.goto(f"{bank.url}/hjalp/")
    return astrid


def ask(visitor, question):
    visitor.page.get_by_role("searchbox").fill(question)
    return visitor.page.locator(".topic h2:visible").all_inner_texts()


def test_every_question_finds_its_topic(helped, language):
    questions = QUESTIONS if language == "sv" else ENGLISH_QUESTIONS
    found = {question: ask(helped, question) for question in questions}
    missed = {
        question: topics
        for question, topics in found.items()
        if helped.translate(questions[question]) not in topics or len(topics) > MOST_TOPICS
    }
    assert missed == {}


def test_a_question_about_another_login_says_what_helps_instead(helped):
    for question in OTHER_WAYS:
        assert ask(helped, question) == []
        expect(helped.page.get_by_role("status")).to_contain_text("BankID")
    link = helped.page.get_by_role("status").get_by_role("link").first
    link.click()
    expect(helped.page.locator("#forsta-inloggningen")).to_be_in_viewport()


def test_what_no_topic_is_about_finds_nothing(helped):
    for question in ("fotboll", "xyzzy"):
        assert ask(helped, question) == []
        nothing = helped.translate("Vi hittade inget. Prova ett annat ord, eller ring Kundservice.")
        expect(helped.page.get_by_role("status")).to_have_text(nothing)

"""The scripts: a code in groups, a password shown or hidden, a search of the help."""

import pytest
from playwright.sync_api import expect

from tests.browser.walks import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def code(visit):
    """The field of the code page."""
    astrid = visit("Astrid")
    astrid.types_password()
    astrid.arrives("Ange behörighetskod")
    return astrid.field("code")


@pytest.mark.row("G3")
def test_a_code_is_grouped_while_it_is_typed(code):
    code.press_sequentially("1234")
    expect(code).to_have_value("1234")
    code.press_sequentially("5678")
    expect(code).to_have_value("1234 5678")


def test_a_code_that_is_corrected_is_not_changed(code):
    code.press_sequentially("1234567")
    for _time in range(3):
        code.press("Backspace")
    expect(code).to_have_value("1234 ")
    code.press("Backspace")
    expect(code).to_have_value("1234")
    code.press("Home")
    code.press_sequentially("99")
    expect(code).to_have_value("991234")


def test_typing_can_be_undone(code):
    code.press_sequentially("12345678")
    for _time in range(20):
        code.press("Control+Z")
    expect(code).to_have_value("")


def test_text_that_is_no_code_is_not_changed(code):
    code.press_sequentially("12345-678")
    expect(code).to_have_value("1234 5-678")


def test_a_password_is_shown_and_hidden_by_its_button(visit):
    astrid = visit("Astrid")
    password = astrid.field("password")
    password.fill("4071")
    astrid.presses("Visa lösenord")
    expect(password).to_have_attribute("type", "text")
    expect(astrid.page.get_by_text("Lösenordet syns.")).to_be_attached()
    astrid.presses("Dölj lösenord")
    expect(password).to_have_attribute("type", "password")
    expect(password).to_have_value("4071")


def test_each_button_that_shows_a_password_has_a_name_of_its_own(visit):
    astrid = visit("Astrid")
    astrid.logs_in(astrid.takes_kodbox())
    astrid.follows("Byt lösenord")
    buttons = astrid.page.get_by_role("button", name="Visa ")
    names = [button.get_attribute("aria-label") for button in buttons.all()]
    assert names == [
        "Visa nuvarande lösenord",
        "Visa nytt lösenord",
        "Visa det upprepade lösenordet",
    ]


def test_a_shown_password_is_hidden_when_it_is_sent(visit):
    astrid = visit("Astrid")
    astrid.presses("Visa lösenord")
    astrid.page.evaluate(
        "document.forms[1].addEventListener('submit', (event) => {"
        " event.preventDefault(); document.title = document.forms[1].password.type; })"
    )
    astrid.presses("Fortsätt")
    expect(astrid.page).to_have_title("password")


def test_a_temporary_password_is_hidden_and_shown_by_its_button(visit):
    hassan = visit("Hassan")
    hassan.asks_for_new_password(visit("Hassan").takes_kodbox().make_code())
    temporary = hassan.shows_temporary_password()
    hassan.presses("Dölj lösenordet")
    expect(hassan.page.get_by_text(temporary)).to_have_count(0)
    hassan.presses("Visa lösenordet")
    assert hassan.reads_temporary_password() == temporary


@pytest.fixture
def help_page(bank, visit) -> Visitor:
    astrid = visit("Astrid")
    astrid.page.goto(f"{bank.url}/hjalp/")
    return astrid


def topics(visitor):
    shown = visitor.page.locator(".topic h2:visible")
    return shown.all_inner_texts()


def test_the_help_is_searched_on_the_page(help_page):
    assert len(topics(help_page)) == 10
    field = help_page.page.get_by_label("Sök i hjälpen")
    field.press_sequentially("tappat")
    assert topics(help_page) == ["Borttappad kodbox"]
    expect(help_page.page.get_by_role("status")).to_have_text("Hittade ämnen: 1")
    expect(help_page.page.get_by_role("link", name="Glömt lösenord")).to_have_count(0)
    field.fill("FUNKAR inte")
    assert topics(help_page) == ["Felaktig behörighetskod", "Felaktigt personnummer eller lösenord"]
    field.fill("fotboll")
    assert topics(help_page) == []
    expect(help_page.page.get_by_role("status")).to_contain_text("ring Kundservice")
    field.fill("")
    assert len(topics(help_page)) == 10


def test_a_search_is_never_sent(help_page):
    help_page.page.wait_for_load_state("networkidle")
    requests = []
    help_page.page.on("request", lambda request: requests.append(request.url))
    help_page.page.get_by_label("Sök i hjälpen").press_sequentially("hemligt")
    help_page.page.keyboard.press("Enter")
    assert requests == []


def test_a_topic_links_to_a_topic_that_the_search_hides(help_page):
    help_page.page.get_by_label("Sök i hjälpen").fill("byta pinkod")
    help_page.page.locator("#byta-pinkod").get_by_role("link", name="Beställa kodbox").click()
    expect(help_page.page.locator("#bestalla-kodbox")).to_be_in_viewport()
    assert len(topics(help_page)) == 10


def test_a_link_scrolls_to_its_topic_also_when_the_url_names_it_already(bank, help_page):
    help_page.page.goto(f"{bank.url}/hjalp/#glomt-losenord")
    help_page.page.get_by_label("Sök i hjälpen").fill("kundnumret")
    assert topics(help_page) == ["Felaktigt personnummer eller lösenord"]
    help_page.page.locator(".topic").get_by_role("link", name="Glömt lösenord").click()
    expect(help_page.page.locator("#glomt-losenord")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("query", "topic"),
    [
        ("jag har glömt min pin", "Byta pinkod"),
        ("hur byter jag pinkod", "Byta pinkod"),
        ("kodboxen är spärrad", "Byta pinkod"),
        ("min dosa är stulen", "Borttappad kodbox"),
        ("personnr", "Logga in första gången"),
    ],
)
def test_the_help_understands_how_people_ask(help_page, query, topic):
    help_page.page.get_by_label("Sök i hjälpen").fill(query)
    assert topic in topics(help_page)
    assert len(topics(help_page)) < 9


def test_without_scripts_all_topics_are_shown_and_no_useless_control(bank, visit):
    astrid = visit("Astrid", javascript=False)
    expect(astrid.page.get_by_role("button", name="Visa")).to_have_count(0)
    astrid.page.goto(f"{bank.url}/hjalp/")
    assert len(topics(astrid)) == 10
    expect(astrid.page.get_by_label("Sök i hjälpen")).to_be_hidden()


@pytest.mark.row("F9")
def test_an_error_links_to_its_topic_of_the_help(visit):
    astrid = visit("Astrid")
    astrid.types_password("1111")
    astrid.errors()
    astrid.follows("Läs mer i hjälpen")
    expect(astrid.page.locator("#fel-personnummer-eller-losenord")).to_be_in_viewport()

"""What the scripts add: a code in groups, a password shown or hidden, a search of the help."""

import pytest
from playwright.sync_api import expect

from tests.browser.walks import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def code(visit):
    """The field of the code, on the way into Hembanken."""
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


@pytest.mark.row("G1")
def test_a_code_that_is_pasted_is_grouped(code):
    code.focus()
    code.page.keyboard.insert_text("12345678")
    expect(code).to_have_value("1234 5678")


def test_who_mends_a_code_is_left_alone(code):
    code.press_sequentially("1234567")
    for _time in range(3):
        code.press("Backspace")
    expect(code).to_have_value("1234 ")
    code.press("Backspace")
    expect(code).to_have_value("1234")
    code.press("Home")
    code.press_sequentially("99")
    expect(code).to_have_value("991234")


def test_what_was_typed_can_be_undone(code):
    code.press_sequentially("12345678")
    for _time in range(20):
        code.press("Control+Z")
    expect(code).to_have_value("")


def test_what_is_no_code_is_left_alone(code):
    code.press_sequentially("12345-678")
    expect(code).to_have_value("1234 5-678")


def test_a_grouped_code_opens_the_bank(visit):
    astrid = visit("Astrid")
    kodbox = astrid.takes_kodbox()
    astrid.types_password()
    astrid.arrives("Ange behörighetskod")
    made = kodbox.make_code()
    astrid.page.bring_to_front()
    astrid.field("code").press_sequentially(made)
    expect(astrid.field("code")).to_have_value(f"{made[:4]} {made[4:]}")
    astrid.presses("Logga in")
    astrid.comes_home()


def test_a_password_is_seen_while_its_button_says_so(visit):
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


def test_a_password_that_is_seen_is_covered_when_it_is_sent(visit):
    astrid = visit("Astrid")
    astrid.presses("Visa lösenord")
    astrid.page.evaluate(
        "document.forms[1].addEventListener('submit', (event) => {"
        " event.preventDefault(); document.title = document.forms[1].password.type; })"
    )
    astrid.presses("Fortsätt")
    expect(astrid.page).to_have_title("password")


def test_a_temporary_password_is_hidden_and_shown_by_a_press(visit):
    hassan = visit("Hassan")
    hassan.asks_for_new_password(visit("Hassan").takes_kodbox().make_code())
    temporary = hassan.draws_temporary_password()
    hassan.presses("Dölj lösenordet")
    expect(hassan.page.get_by_text(temporary)).to_have_count(0)
    hassan.presses("Visa lösenordet")
    assert hassan.reads_temporary_password() == temporary


@pytest.fixture
def helped(bank, visit) -> Visitor:
    astrid = visit("Astrid")
    astrid.page.goto(f"{bank.url}/hjalp/")
    return astrid


def topics(visitor):
    shown = visitor.page.locator(".topic h2:visible")
    return shown.all_inner_texts()


def test_the_help_is_searched_on_the_page(helped):
    assert len(topics(helped)) == 10
    field = helped.page.get_by_label("Sök i hjälpen")
    field.press_sequentially("tappat")
    assert topics(helped) == ["Borttappad kodbox"]
    expect(helped.page.get_by_role("status")).to_have_text("Hittade ämnen: 1")
    expect(helped.page.get_by_role("link", name="Glömt lösenord")).to_have_count(0)
    field.fill("FUNKAR inte")
    assert topics(helped) == ["Felaktig behörighetskod", "Felaktigt personnummer eller lösenord"]
    field.fill("fotboll")
    assert topics(helped) == []
    expect(helped.page.get_by_role("status")).to_contain_text("ring Kundservice")
    field.fill("")
    assert len(topics(helped)) == 10


def test_a_search_is_never_sent(helped):
    helped.page.wait_for_load_state("networkidle")
    sent = []
    helped.page.on("request", lambda request: sent.append(request.url))
    helped.page.get_by_label("Sök i hjälpen").press_sequentially("hemligt")
    helped.page.keyboard.press("Enter")
    assert sent == []


def test_a_topic_leads_to_another_one_that_the_search_left_out(helped):
    helped.page.get_by_label("Sök i hjälpen").fill("byta pinkod")
    helped.page.locator("#byta-pinkod").get_by_role("link", name="Beställa kodbox").click()
    expect(helped.page.locator("#bestalla-kodbox")).to_be_in_viewport()
    assert len(topics(helped)) == 10


def test_a_link_leads_to_its_topic_also_when_the_address_has_it_already(bank, helped):
    helped.page.goto(f"{bank.url}/hjalp/#glomt-losenord")
    helped.page.get_by_label("Sök i hjälpen").fill("kundnumret")
    assert topics(helped) == ["Felaktigt personnummer eller lösenord"]
    helped.page.locator(".topic").get_by_role("link", name="Glömt lösenord").click()
    expect(helped.page.locator("#glomt-losenord")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("jag har glömt min pin", "Byta pinkod"),
        ("hur byter jag pinkod", "Byta pinkod"),
        ("kodboxen är spärrad", "Byta pinkod"),
        ("min dosa är stulen", "Borttappad kodbox"),
        ("personnr", "Logga in första gången"),
    ],
)
def test_the_help_understands_how_people_ask(helped, asked, first):
    helped.page.get_by_label("Sök i hjälpen").fill(asked)
    assert first in topics(helped)
    assert len(topics(helped)) < 9


def test_without_scripts_all_topics_stand_there_and_nothing_useless(bank, visit):
    astrid = visit("Astrid", javascript=False)
    expect(astrid.page.get_by_role("button", name="Visa")).to_have_count(0)
    astrid.page.goto(f"{bank.url}/hjalp/")
    assert len(topics(astrid)) == 10
    expect(astrid.page.get_by_label("Sök i hjälpen")).to_be_hidden()


@pytest.mark.row("F9")
def test_a_refusal_leads_to_the_very_topic(visit):
    astrid = visit("Astrid")
    astrid.types_password("1111")
    astrid.is_told()
    astrid.follows("Läs mer i hjälpen")
    expect(astrid.page.locator("#fel-personnummer-eller-losenord")).to_be_in_viewport()

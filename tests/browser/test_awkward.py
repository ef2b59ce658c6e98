"""Detours: go back, reload, click twice, block cookies."""

import pytest
from playwright.sync_api import expect

from tests.browser.walks import NOTED, TERMS, Visitor

pytestmark = pytest.mark.browser
both = pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])


def test_a_customer_who_double_clicks_every_button_arrives_home(own_bank, new_page):
    cecilia = Visitor(new_page(), own_bank.person("Cecilia"))
    cecilia.opens(own_bank)
    kodbox = open_kodbox(own_bank, new_page, cecilia.person)
    kodbox.choose_pin("2580")
    cecilia.asks_for_new_password(kodbox.make_code())
    temporary = cecilia.shows_temporary_password()
    cecilia.clicks = 2
    cecilia.ticks(NOTED, TERMS)
    cecilia.arrives("Logga in med Kodbox")
    cecilia.replaces_password(kodbox, temporary, "4071")
    cecilia.connects("4071")
    cecilia.arrives_home()


def open_kodbox(bank, new_page, person):
    """Open the person's kodbox in another browser."""
    holder = Visitor(new_page(), person)
    holder.opens(bank)
    return holder.takes_kodbox()


@both
def test_two_clicks_on_skapa_nytt_losenord_use_one_code(visit, javascript):
    hassan = visit("Hassan", javascript=javascript)
    code = visit("Hassan").takes_kodbox().make_code()
    hassan.clicks = 2
    hassan.asks_for_new_password(code)


def test_two_clicks_generate_one_temporary_password_and_show_it(visit):
    hassan = visit("Hassan")
    hassan.asks_for_new_password(visit("Hassan").takes_kodbox().make_code())
    hassan.clicks = 2
    temporary = hassan.shows_temporary_password()
    hassan.clicks = 1
    hassan.ticks(NOTED)
    hassan.arrives("Logga in med Kodbox")
    hassan.types_password(temporary)
    hassan.arrives("Välj ett personligt lösenord")


@both
def test_back_from_home_and_a_reload_stay_home(visit, javascript):
    astrid = visit("Astrid", javascript=javascript)
    astrid.logs_in(astrid.takes_kodbox())
    astrid.page.reload()
    astrid.arrives_home()
    astrid.page.go_back()
    astrid.arrives_home()


def test_a_customer_can_go_back_from_the_code_page_and_forward_again(visit):
    astrid = visit("Astrid")
    kodbox = astrid.takes_kodbox()
    astrid.types_password()
    astrid.arrives("Ange behörighetskod")
    astrid.page.go_back()
    astrid.arrives("Logga in med Kodbox")
    astrid.page.go_forward()
    astrid.page.reload()
    astrid.types_code(kodbox.make_code())
    astrid.arrives_home()


def test_a_refused_page_can_be_reloaded(visit):
    astrid = visit("Astrid")
    astrid.types_password("1111")
    errors = astrid.errors()
    astrid.page.reload()
    assert astrid.errors() == errors


def test_back_after_logging_out_shows_nothing(visit):
    astrid = visit("Astrid")
    astrid.logs_in(astrid.takes_kodbox())
    astrid.follows("Om Hembanken")
    astrid.logs_out()
    astrid.page.go_back()
    astrid.arrives("Logga in med Kodbox")


def test_without_cookies_the_page_says_what_to_do(visit, console):
    astrid = visit("Astrid")
    astrid.page.context.clear_cookies()
    astrid.types_password()
    astrid.arrives("Börja om från inloggningen")
    expect(astrid.page.get_by_text("tillåt kakor")).to_be_visible()
    assert ["403" in message for message in console] == [True]
    console.clear()
    astrid.follows("Till inloggningen")
    astrid.types_password()
    astrid.arrives("Ange behörighetskod")


def test_a_code_in_the_password_field_gives_a_hint(visit):
    astrid = visit("Astrid")
    astrid.types_password("12345678")
    hint = (
        "Det här är åtta siffror, som en behörighetskod. Här skriver du lösenordet, fyra siffror."
    )
    assert astrid.errors() == ["Felaktigt personnummer eller lösenord"]
    assert astrid.hints() == [hint]

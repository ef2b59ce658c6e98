"""What people do besides the straight road: jump, go back, click twice, block cookies."""

import pytest
from playwright.sync_api import expect

from tests.browser.walks import NOTED, TERMS, Visitor

pytestmark = pytest.mark.browser
STEPS = (
    "/logga-in/nytt-losenord/",
    "/logga-in/behorighetskod/",
    "/hem/",
    "/villkor/",
    "/anslut/",
    "/avtal/",
    "/avtal/godkann/",
)
both = pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])


@pytest.mark.row("D8")
def test_after_the_code_every_step_leads_to_the_terms_that_wait(bank, visit):
    farid = visit("Farid")
    code = farid.takes_kodbox().make_code()
    farid.types_password()
    farid.types_code(code)
    farid.arrives("Villkor för eSafeID")
    for path in STEPS:
        farid.page.goto(bank.url + path)
        farid.arrives("Villkor för eSafeID")


def test_whoever_is_logged_in_is_led_home_from_every_step(bank, visit):
    astrid = visit("Astrid")
    astrid.logs_in(astrid.takes_kodbox())
    for path in (*STEPS, "/", "/logga-in/"):
        astrid.page.goto(bank.url + path)
        astrid.comes_home()


def test_a_customer_who_clicks_everything_twice_comes_home(own_bank, new_page):
    cecilia = Visitor(new_page(), own_bank.person("Cecilia"))
    cecilia.comes_to(own_bank)
    kodbox = in_hand(own_bank, new_page, cecilia.person)
    kodbox.choose_pin("2580")
    cecilia.asks_for_new_password(kodbox.make_code())
    temporary = cecilia.draws_temporary_password()
    cecilia.clicks = 2
    cecilia.ticks(NOTED, TERMS)
    cecilia.arrives("Logga in med Kodbox")
    cecilia.replaces_password(kodbox, temporary, "4071")
    cecilia.connects()
    cecilia.agrees("4071")
    cecilia.comes_home()


def in_hand(bank, new_page, person):
    """Open the person's kodbox in a browser of its own."""
    holder = Visitor(new_page(), person)
    holder.comes_to(bank)
    return holder.takes_kodbox()


@both
def test_two_clicks_on_skapa_nytt_losenord_spend_one_code(visit, javascript):
    hassan = visit("Hassan", javascript=javascript)
    code = visit("Hassan").takes_kodbox().make_code()
    hassan.clicks = 2
    hassan.asks_for_new_password(code)


def test_two_clicks_draw_one_temporary_password_and_show_it(visit):
    hassan = visit("Hassan")
    hassan.asks_for_new_password(visit("Hassan").takes_kodbox().make_code())
    hassan.clicks = 2
    temporary = hassan.draws_temporary_password()
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
    astrid.comes_home()
    astrid.page.go_back()
    astrid.comes_home()


def test_back_from_the_code_begins_anew_and_nothing_is_lost(visit):
    astrid = visit("Astrid")
    kodbox = astrid.takes_kodbox()
    astrid.types_password()
    astrid.arrives("Ange behörighetskod")
    astrid.page.go_back()
    astrid.arrives("Logga in med Kodbox")
    astrid.page.go_forward()
    astrid.page.reload()
    astrid.types_code(kodbox.make_code())
    astrid.comes_home()


def test_a_refused_page_can_be_reloaded(visit):
    astrid = visit("Astrid")
    astrid.types_password("1111")
    told = astrid.is_told()
    astrid.page.reload()
    assert astrid.is_told() == told


def test_back_after_logging_out_shows_nothing(visit):
    astrid = visit("Astrid")
    astrid.logs_in(astrid.takes_kodbox())
    astrid.follows("Om Hembanken")
    astrid.logs_out()
    astrid.page.go_back()
    astrid.arrives("Logga in med Kodbox")


def test_without_cookies_the_page_says_what_to_do(visit, complaints):
    astrid = visit("Astrid")
    astrid.page.context.clear_cookies()
    astrid.types_password()
    astrid.arrives("Börja om från inloggningen")
    expect(astrid.page.get_by_text("tillåt kakor")).to_be_visible()
    assert ["403" in each for each in complaints.heard] == [True]
    complaints.heard.clear()
    astrid.follows("Till inloggningen")
    astrid.types_password()
    astrid.arrives("Ange behörighetskod")


def test_a_code_in_the_passwords_field_is_told(visit):
    astrid = visit("Astrid")
    astrid.types_password("12345678")
    told = (
        "Det här är åtta siffror, som en behörighetskod. Här skriver du lösenordet, fyra siffror."
    )
    assert astrid.is_told() == ["Felaktigt personnummer eller lösenord", told]


def test_a_password_in_the_codes_field_is_told(visit):
    astrid = visit("Astrid")
    astrid.types_password()
    astrid.types_code("4071")
    told = "Det här är fyra siffror, som ett lösenord eller en pinkod. Koden har åtta siffror."
    assert astrid.is_told() == ["Felaktigt behörighetskod", told]

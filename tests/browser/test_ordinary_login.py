"""The ordinary login: number, password, code, and the errors when one of them is wrong."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
WRONG_PASSWORD = "Felaktigt personnummer eller lösenord"
ENTER_PASSWORD = "Skriv lösenordet igen. Har du glömt det? Välj Skapa nytt lösenord."
WRONG_CODE = "Felaktigt behörighetskod"
ENTER_CODE = "Skapa en ny kod och skriv den. Blir det också fel? Skriv genast nästa kod."


@pytest.mark.smoke
def test_astrid_logs_in_and_out(visit):
    astrid = visit("Astrid")
    astrid.logs_in(astrid.takes_kodbox())
    astrid.logs_out()


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_the_code_field_has_the_focus_when_its_page_opens(visit, javascript):
    astrid = visit("Astrid", javascript=javascript)
    astrid.types_password()
    astrid.arrives("Ange behörighetskod")
    expect(astrid.field("code")).to_be_focused()


def test_a_wrong_password_gives_a_summary_and_only_the_number_is_kept(visit):
    astrid = visit("Astrid")
    astrid.types_password("1111")
    assert (astrid.errors(), astrid.hints()) == ([WRONG_PASSWORD], [ENTER_PASSWORD])
    expect(astrid.page).to_have_title("Fel: Logga in med Kodbox – Hembanken")
    focused = astrid.page.evaluate("document.activeElement.innerText")
    assert focused.startswith(WRONG_PASSWORD)
    expect(astrid.field("number")).to_have_value(astrid.person.number)
    expect(astrid.field("password")).to_have_value("")


def test_the_summary_leads_to_the_field_and_to_help(visit):
    astrid = visit("Astrid")
    astrid.types_password("1111")
    astrid.follows(WRONG_PASSWORD)
    expect(astrid.field("password")).to_be_focused()
    astrid.follows("Läs mer i hjälpen")
    expect(astrid.page.get_by_role("heading", name=WRONG_PASSWORD)).to_be_in_viewport()


def test_after_a_wrong_code_the_right_one_is_accepted(visit):
    astrid = visit("Astrid")
    kodbox = astrid.takes_kodbox()
    astrid.types_password()
    astrid.types_code("12345678")
    assert (astrid.errors(), astrid.hints()) == ([WRONG_CODE], [ENTER_CODE])
    assert astrid.page.evaluate("document.activeElement.className") == "summary"
    expect(astrid.field("code")).to_have_value("")
    astrid.fills(code=kodbox.make_code())
    astrid.presses("Logga in")
    astrid.arrives_home()


@pytest.mark.row("G1")
def test_a_pasted_code_is_grouped_and_accepted(visit):
    astrid = visit("Astrid")
    code = astrid.takes_kodbox().make_code()
    astrid.types_password()
    astrid.arrives("Ange behörighetskod")
    astrid.fills(code=code)
    for keys in ("Control+A", "Control+X", "Control+V"):
        astrid.field("code").press(keys)
    expect(astrid.field("code")).to_have_value(f"{code[:4]} {code[4:]}")
    astrid.presses("Logga in")
    astrid.arrives_home()

"""A forgotten password: the flow to a new one, and the temporary one that is shown once."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import in_each_way
from tests.browser.walks import NOTED, Visitor

pytestmark = pytest.mark.browser
SHOWN_ALREADY = "Lösenordet har redan visats, och det visas bara en gång."
TICK = "Skriv upp lösenordet och kryssa sedan i rutan."


@pytest.mark.row("D6")
def test_the_temporary_password_is_not_shown_again(visit):
    astrid = visit("Astrid")
    astrid.asks_for_new_password(astrid.takes_kodbox().make_code())
    url = astrid.page.url
    temporary = astrid.shows_temporary_password()
    for go_again in (astrid.page.reload, astrid.page.go_back, lambda: astrid.page.goto(url)):
        go_again()
        expect(astrid.page.get_by_text(SHOWN_ALREADY)).to_be_visible()
        expect(astrid.page.get_by_role("main")).not_to_contain_text(temporary)


@pytest.mark.row("D8")
@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_a_missing_tick_is_an_error_and_the_same_password_is_still_shown(visit, javascript):
    astrid = visit("Astrid", javascript=javascript)
    astrid.asks_for_new_password(astrid.takes_kodbox().make_code())
    temporary = astrid.shows_temporary_password()
    astrid.ticks()
    assert astrid.errors() == [TICK]
    expect(astrid.page.get_by_role("checkbox", name=NOTED)).not_to_be_checked()
    expect(astrid.page.get_by_text(temporary, exact=True)).to_be_visible()
    astrid.ticks(NOTED)
    astrid.arrives("Logga in med Kodbox")


@in_each_way
def test_a_forgotten_password_is_one_count_to_the_end(own_bank, new_page, size, javascript):
    page = new_page(size, javascript=javascript)
    astrid = Visitor(page, own_bank.person("Astrid"))
    astrid.opens(own_bank)
    kodbox = astrid.takes_kodbox()
    astrid.asks_for_new_password(kodbox.make_code())
    expect(page.get_by_text("Nytt lösenord, steg 2 av 5")).to_be_visible()
    temporary = astrid.shows_temporary_password()
    expect(page.get_by_text("Nytt lösenord, steg 2 av 5")).to_be_visible()
    astrid.ticks(NOTED)
    expect(page.get_by_text("Nytt lösenord, steg 3 av 5")).to_be_visible()
    astrid.types_password(temporary)
    expect(page.get_by_text("Nytt lösenord, steg 4 av 5")).to_be_visible()
    astrid.chooses_password("6172")
    expect(page.get_by_text("Nytt lösenord, steg 5 av 5")).to_be_visible()
    astrid.types_code(kodbox.make_code())
    astrid.arrives_home()
    expect(page.get_by_role("heading", name="Nu är du klar")).to_be_visible()

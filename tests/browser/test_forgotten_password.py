"""A forgotten password: the road to a new one, and the temporary one that is shown once."""

import pytest
from playwright.sync_api import expect

from tests.browser.walks import NOTED, see

pytestmark = pytest.mark.browser
SHOWN_ALREADY = "Lösenordet har redan visats, och det visas bara en gång."
TICK = "Skriv upp lösenordet och kryssa sedan i rutan."


def test_hassan_forgets_and_comes_back_with_a_new_password(visit):
    hassan = visit("Hassan")
    kodbox = hassan.takes_kodbox()
    temporary = hassan.gets_temporary_password(kodbox)
    hassan.replaces_password(kodbox, temporary, "6172")
    hassan.comes_home()
    hassan.logs_out()
    hassan.follows("Logga in igen")
    hassan.logs_in(kodbox, "6172")


@pytest.mark.row("D6")
def test_no_way_back_shows_the_temporary_password_again(visit):
    astrid = visit("Astrid")
    astrid.asks_for_new_password(astrid.takes_kodbox().make_code())
    drawn_at = astrid.page.url
    temporary = astrid.draws_temporary_password()
    for again in (astrid.page.reload, astrid.page.go_back, lambda: astrid.page.goto(drawn_at)):
        again()
        expect(astrid.page.get_by_text(SHOWN_ALREADY)).to_be_visible()
        expect(astrid.page.get_by_role("main")).not_to_contain_text(temporary)


@pytest.mark.row("D6")
def test_after_the_ticks_the_temporary_password_is_gone(visit):
    astrid = visit("Astrid")
    astrid.asks_for_new_password(astrid.takes_kodbox().make_code())
    drawn_at = astrid.page.url
    temporary = astrid.draws_temporary_password()
    astrid.ticks(NOTED)
    astrid.arrives("Logga in med Kodbox")
    astrid.page.goto(drawn_at)
    see(astrid.page, "Skapa nytt lösenord")
    expect(astrid.page.get_by_role("main")).not_to_contain_text(temporary)


@pytest.mark.row("D8")
@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_a_missing_tick_is_told_and_the_same_password_is_still_there(visit, javascript):
    astrid = visit("Astrid", javascript=javascript)
    astrid.asks_for_new_password(astrid.takes_kodbox().make_code())
    temporary = astrid.draws_temporary_password()
    astrid.ticks()
    assert astrid.is_told() == [TICK]
    expect(astrid.page.get_by_role("checkbox", name=NOTED)).not_to_be_checked()
    expect(astrid.page.get_by_text(temporary, exact=True)).to_be_visible()
    astrid.ticks(NOTED)
    astrid.arrives("Logga in med Kodbox")

"""A forgotten password: the flow to a new one, and the temporary one that is shown once."""

import pytest
from playwright.sync_api import expect

from tests.browser.walks import NOTED

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

"""A refused form can be reloaded and gone back to, and says on a phone what to do in one place."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WAYS, in_each_way
from tests.browser.test_ordinary_login import ENTER_PASSWORD, WRONG_PASSWORD

pytestmark = pytest.mark.browser
FIRST_SCREEN = 844  # the height of a common phone
PEOPLE = ["Bo", "David", "Elsa", "Farid"]  # each is refused twice, so that none is locked out


@pytest.mark.parametrize(("name", "way"), [*zip(PEOPLE, WAYS, strict=False)])
def test_back_and_reload_after_a_refusal_ask_nothing(visit, name, way):
    person = visit(name, size=way[0], javascript=way[1])
    for _ in range(2):
        person.types_password("1111")
        person.is_refused("Logga in med Kodbox")
    person.page.reload()
    assert (person.errors(), person.hints()) == ([WRONG_PASSWORD], [ENTER_PASSWORD])
    person.goes_to("Hjälp")
    assert person.page.go_back().request.method == "GET"
    assert person.errors() == [WRONG_PASSWORD]


@in_each_way
def test_every_step_of_a_login_that_is_refused_can_be_reloaded(visit, size, javascript):
    astrid = visit("Astrid", size=size, javascript=javascript)
    kodbox = astrid.takes_kodbox()
    astrid.types_password()
    astrid.types_code("12345678")
    astrid.is_refused("Ange behörighetskod")
    assert astrid.page.reload().request.method == "GET"
    assert astrid.errors() == ["Felaktigt behörighetskod"]
    astrid.fills(code=kodbox.make_code())
    astrid.presses("Logga in")
    astrid.arrives_home()
    for link in ("Om Hembanken", "Om din säkerhetslösning", "Byt lösenord"):
        astrid.goes_to(link)
    astrid.fills(current="1111", new="9513", again="9514")
    astrid.presses("OK")
    astrid.is_refused("Byt lösenord")
    assert astrid.page.reload().request.method == "GET"
    assert astrid.errors() == ["Lösenorden är inte lika. Skriv samma fyra siffror i båda fälten."]


@pytest.mark.parametrize(("name", "javascript"), [("Cecilia", True), ("Greta", False)])
def test_a_phone_shows_the_message_once_and_the_field_on_its_first_screen(visit, name, javascript):
    person = visit(name, size=(390, FIRST_SCREEN), javascript=javascript)
    for _ in range(3):
        person.types_password("1111")
        person.is_refused("Logga in med Kodbox")
    assert "Efter 5 felaktiga försök i rad" in person.page.get_by_role("alert").inner_text()
    text = person.page.get_by_role("main").inner_text()
    assert [text.count(each) for each in (WRONG_PASSWORD, ENTER_PASSWORD)] == [1, 1]
    box = person.field("password").bounding_box()
    assert box["y"] + box["height"] <= FIRST_SCREEN


def test_the_time_until_the_next_attempt_counts_down(visit):
    hassan = visit("Hassan")
    hassan.page.clock.install()
    for _ in range(6):
        hassan.types_password("1111")
        hassan.is_refused("Logga in med Kodbox")
    alert = hassan.page.get_by_role("alert")
    expect(alert).to_contain_text("Försök igen om 5 minuter (kl. ")
    line = hassan.page.locator("[data-countdown]")
    expect(line).to_contain_text("Du kan försöka igen om 4:")
    hassan.page.clock.fast_forward(301_000)
    expect(line).to_be_hidden()
    expect(hassan.page.get_by_text("Nu kan du försöka igen.")).to_be_visible()

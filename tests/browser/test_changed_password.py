"""Byt lösenord, from the page about the customer's security."""

import pytest

from tests.browser.test_ordinary_login import REFUSED

pytestmark = pytest.mark.browser


def changes_password(visitor, old, new):
    visitor.follows("Om Hembanken")
    visitor.arrives("Om Hembanken")
    visitor.follows("Om din säkerhetslösning")
    visitor.arrives("Om din säkerhetslösning")
    visitor.follows("Byt lösenord")
    visitor.arrives("Byt lösenord")
    visitor.fills(current=old, new=new, again=new)
    visitor.presses("OK")


def test_astrid_changes_her_password_and_only_the_new_one_holds(visit):
    astrid = visit("Astrid")
    kodbox = astrid.takes_kodbox()
    astrid.logs_in(kodbox)
    changes_password(astrid, astrid.person.password, "6172")
    astrid.arrives("Lösenordet är bytt")
    astrid.logs_out()
    astrid.follows("Logga in igen")
    astrid.types_password()
    assert astrid.is_told() == REFUSED
    astrid.logs_in(kodbox, "6172")


def test_a_second_browser_is_thrown_out_at_its_next_click(visit):
    here, there = visit("Hassan"), visit("Hassan")
    kodbox = here.takes_kodbox()
    here.logs_in(kodbox)
    there.logs_in(kodbox)
    changes_password(here, here.person.password, "6172")
    here.arrives("Lösenordet är bytt")
    there.follows("Om Hembanken")
    there.arrives("Logga in med Kodbox")
    here.follows("Till Hembanken")
    here.comes_home()


def test_a_wrong_current_password_changes_nothing(visit):
    greta = visit("Greta")
    kodbox = greta.takes_kodbox()
    greta.logs_in(kodbox)
    changes_password(greta, "1111", "6172")
    assert greta.is_told() == ["Felaktigt lösenord", "Skriv ditt nuvarande lösenord igen."]
    greta.logs_out()
    greta.follows("Logga in igen")
    greta.logs_in(kodbox)


def test_two_different_new_passwords_are_told_at_the_second(visit):
    greta = visit("Greta")
    greta.logs_in(greta.takes_kodbox())
    greta.follows("Byt lösenord")
    greta.fills(current=greta.person.password, new="6172", again="6173")
    greta.presses("OK")
    told = "Lösenorden är inte lika. Skriv samma fyra siffror i båda fälten."
    assert greta.is_told() == [told]

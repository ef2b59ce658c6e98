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

"""The members of staff in the tests of the accounts."""

import pytest

from tests import staff


@pytest.fixture
def karin(db):
    """Karin of Kundservice, logged in."""
    return staff.hire_and_log_in("karin", "kundservice")


@pytest.fixture
def samir(db):
    """Samir of Säkerhet, logged in."""
    return staff.hire_and_log_in("samir", "sakerhet")

"""Fixtures for the staff's lists."""

import pytest

from accounts.sessions import timeouts
from hembanken.staff import lists
from hembanken.staff.rows import StaffAdmin
from tests import staff
from tests.admin_pages import more_rows


@pytest.fixture
def samir(texts, monkeypatch):
    """A client of Säkerhet, with a row in every list; each request counts as activity."""
    monkeypatch.setattr(timeouts, "ACTIVITY_RESOLUTION_SECONDS", 0)
    client = staff.hire_and_log_in("samir", "sakerhet")
    more_rows(1)
    return client


@pytest.fixture
def three_rows_per_list(monkeypatch):
    """Limit lists to three rows, one on each page."""
    monkeypatch.setattr(lists, "MAX_ROWS", 3)
    monkeypatch.setattr(StaffAdmin, "list_per_page", 1)

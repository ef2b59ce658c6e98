"""Who reads the staff's lists, and lists that are short enough to end in a test."""

import pytest

from accounts.sessions import timeouts
from hembanken.staff import lists
from hembanken.staff.rows import StaffAdmin
from tests import staff
from tests.admin_pages import more_rows


@pytest.fixture
def samir(texts, monkeypatch):
    """He may open every list, each of which has a row; each page is an activity of its own."""
    monkeypatch.setattr(timeouts, "ACTIVITY_RESOLUTION_SECONDS", 0)
    client = staff.hire_and_log_in("samir", "sakerhet")
    more_rows(1)
    return client


@pytest.fixture
def reach_three(monkeypatch):
    """Let a list reach three rows, one on a page."""
    monkeypatch.setattr(lists, "MAX_ROWS", 3)
    monkeypatch.setattr(StaffAdmin, "list_per_page", 1)

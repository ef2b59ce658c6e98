"""An order, a member of staff, and a counter of HMACs."""

from contextlib import contextmanager

import pytest

from accounts import ordering
from hembanken.request_context import RequestContext
from kodbox import hotp
from kodbox.models import Order
from tests import staff


@pytest.fixture
def samir(db):
    return staff.at_work("samir", "sakerhet")


@pytest.fixture
def order(astrid, kodbox):
    """An order that Astrid made while logged in."""
    ordering.order(astrid, "post", RequestContext(), identified=True)
    return Order.objects.get()


@pytest.fixture
def count_hmacs(monkeypatch):
    """Return a context manager that lists the counters of the HMACs in its block."""

    @contextmanager
    def counting():
        real, counters = hotp._truncated, []

        def counted(keyed, counter):
            counters.append(counter)
            return real(keyed, counter)

        with monkeypatch.context() as patch:
            patch.setattr(hotp, "_truncated", counted)
            yield counters

    return counting

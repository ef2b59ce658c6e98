"""Count the HMACs of a check."""

from contextlib import contextmanager

import pytest

from kodbox import hotp


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

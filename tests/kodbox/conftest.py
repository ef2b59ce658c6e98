"""Counting what a check costs."""

from contextlib import contextmanager

import pytest

from kodbox import hotp


@pytest.fixture
def count_hmacs(monkeypatch):
    """Count the HMACs of a block: the real function, with a counter in front."""

    class Counter:
        calls = 0

    @contextmanager
    def counting():
        real = hotp._truncated

        def counted(keyed, counter):
            Counter.calls += 1
            return real(keyed, counter)

        monkeypatch.setattr(hotp, "_truncated", counted)
        yield Counter
        monkeypatch.setattr(hotp, "_truncated", real)

    return counting

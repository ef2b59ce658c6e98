"""A box and the bank over random lives: presses, mistypes, replays, resynchronisations."""

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kodbox import verification
from kodbox.verification import CodeRefused
from tests import people

WINDOW, RESYNC = 10, 1_000


class LifeOfABox(RuleBasedStateMachine):
    """The simple model: a counter, and the successor that is remembered."""

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.owner = people.new_customer(people.CECILIA, "Cecilia Ny")
        self.kodbox = people.give(self.owner, active=True)
        self.counter, self.remembered, self.accepted = 0, None, set()

    def teardown(self):
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    def enter(self, counter):
        code = self.kodbox.code_at(counter)
        try:
            verification.use_code(self.owner.pk, code, replacement_allowed=False)
        except CodeRefused:
            assert not self.model_accepts(counter)
        else:
            assert self.model_accepts(counter)
            assert counter not in self.accepted
            self.accepted.add(counter)
            self.counter, self.remembered = counter + 1, None
            return
        ahead = self.counter + WINDOW <= counter < self.counter + RESYNC
        self.remembered = counter + 1 if ahead else None

    def model_accepts(self, counter):
        near = self.counter <= counter < self.counter + WINDOW
        return near or (counter == self.remembered and counter >= self.counter)

    @rule(times=st.integers(1, 1_100))
    def press_without_the_bank(self, times):
        self.kodbox.counter += times

    @rule()
    def press_and_enter(self):
        shown = self.kodbox.counter
        self.kodbox.counter += 1
        self.enter(shown)

    @rule(back=st.integers(1, 30))
    def replay(self, back):
        self.enter(max(0, self.kodbox.counter - back))

    @rule()
    def mistype(self):
        with pytest.raises(CodeRefused):
            verification.use_code(self.owner.pk, "00000000", replacement_allowed=False)
        self.remembered = None

    @precondition(lambda self: self.accepted)
    @rule()
    def enter_the_last_used_once_more(self):
        self.enter(max(self.accepted))

    @invariant()
    def the_bank_stands_where_the_model_does(self):
        self.kodbox.device.refresh_from_db()
        stored = self.kodbox.device
        assert (stored.counter, stored.resync_counter) == (self.counter, self.remembered)


class TestLifeOfABox(LifeOfABox.TestCase, TestCase):
    settings = settings(max_examples=25, stateful_step_count=25)

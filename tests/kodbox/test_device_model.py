"""A stateful model of a device: presses, wrong codes, replays and resynchronisations."""

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kodbox import verification
from kodbox.verification import CodeRefused
from tests import people

LOOK_AHEAD, RESYNC = 10, 1_000


class DeviceMachine(RuleBasedStateMachine):
    """The model: a counter, and the counter that would resynchronise the device."""

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.owner = people.new_customer(people.CECILIA, "Cecilia Ny")
        self.kodbox = people.give(self.owner, active=True)
        self.counter, self.resync_counter, self.accepted = 0, None, set()

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
            self.counter, self.resync_counter = counter + 1, None
            return
        is_ahead = self.counter + LOOK_AHEAD <= counter < self.counter + RESYNC
        self.resync_counter = counter + 1 if is_ahead else None

    def model_accepts(self, counter):
        is_near = self.counter <= counter < self.counter + LOOK_AHEAD
        return is_near or (counter == self.resync_counter and counter >= self.counter)

    @rule(times=st.integers(1, 1_100))
    def press_without_entering(self, times):
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
        self.resync_counter = None

    @precondition(lambda self: self.accepted)
    @rule()
    def enter_the_last_code_again(self):
        self.enter(max(self.accepted))

    @invariant()
    def the_bank_agrees_with_the_model(self):
        self.kodbox.device.refresh_from_db()
        device = self.kodbox.device
        assert (device.counter, device.resync_counter) == (self.counter, self.resync_counter)


class TestDevice(DeviceMachine.TestCase, TestCase):
    settings = settings(max_examples=25, stateful_step_count=25)

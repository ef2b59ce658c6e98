"""Leaving a road, or finishing one, opens nothing and takes nothing away."""

from contextlib import contextmanager

import pytest
from django.db import transaction

from accounts.login.steps import Step
from accounts.models import Account
from tests.accounts import roads
from tests.accounts.walker import can_log_in

pytestmark = pytest.mark.django_db
LEAVES_THE_PASSWORD = [roads.start_reset, roads.order_kodbox]


@contextmanager
def rolled_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def credentials(walker):
    return Account.objects.values("password", "temporary_until", "session_epoch").get(
        pk=walker.account.pk
    )


@pytest.mark.row("S11")
@pytest.mark.parametrize("walk", LEAVES_THE_PASSWORD)
def test_leaving_before_the_password_is_shown_leaves_the_old_login(walk, texts):
    walker = roads.settled()
    before = credentials(walker)
    for _stop in walk(walker):
        assert credentials(walker) == before
        with rolled_back():
            assert can_log_in(walker, walker.code)


@pytest.mark.row("S11")
@pytest.mark.parametrize("mode", ["separate", "joint"])
def test_leaving_before_the_choice_takes_effect_leaves_the_temporary_password(
    mode, texts, settings
):
    settings.REFUSALS = mode
    walker = roads.newcomer()
    before = credentials(walker)
    stops = roads.first_login(walker)
    while next(stops) != Step.TERMS:
        assert credentials(walker) == before


@pytest.mark.row("S10")
def test_a_reset_ends_logged_in_only_with_a_fresh_code(texts):
    walker = roads.settled()
    list(roads.reset(walker))
    assert walker.user_id is None
    with rolled_back():
        assert not any(can_log_in(walker, spent) for spent in walker.used_codes)
    assert can_log_in(walker, walker.code)

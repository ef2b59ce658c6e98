"""Leaving a flow before its end changes no credentials, and finishing a reset logs nobody in."""

import pytest

from accounts.login.steps import Step
from accounts.models import Account
from tests.accounts import roads
from tests.accounts.walker import can_log_in, rolled_back

pytestmark = pytest.mark.django_db


def credentials(walker):
    return Account.objects.values("password", "temporary_until", "session_epoch").get(
        pk=walker.account.pk
    )


@pytest.mark.row("S11")
@pytest.mark.parametrize("walk", [roads.start_reset, roads.order_kodbox])
def test_the_old_password_works_until_the_temporary_one_is_shown(walk, texts):
    walker = roads.settled()
    before = credentials(walker)
    for _stop in walk(walker):
        assert credentials(walker) == before
        with rolled_back():
            assert can_log_in(walker, walker.code)


@pytest.mark.row("S11")
@pytest.mark.parametrize("mode", ["separate", "joint"])
def test_the_temporary_password_works_until_the_new_one_takes_effect(mode, texts, settings):
    settings.REFUSALS = mode
    walker = roads.newcomer()
    before = credentials(walker)
    stops = roads.first_login(walker)
    while next(stops) != Step.TERMS:
        assert credentials(walker) == before


@pytest.mark.row("S10")
def test_a_password_reset_logs_nobody_in_and_a_login_after_it_needs_a_new_code(texts):
    walker = roads.settled()
    list(roads.reset(walker))
    assert walker.user_id is None
    with rolled_back():
        assert not any(can_log_in(walker, spent) for spent in walker.used_codes)
    assert can_log_in(walker, walker.code)

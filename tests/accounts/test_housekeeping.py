"""Housekeeping removes expired rows once, and nothing else."""

import pytest
from django.core.management import call_command

from accounts.credentials import lockout, rate_limits
from accounts.models import Account, FailedAttempts
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.audit.models import UnknownFailures
from hembanken.sessions.models import Session

pytestmark = pytest.mark.django_db
DAY = 86_400
TESTED_ELSEWHERE = {
    "kodboxes of retired batches, taken out of use",
    "closed customers after their retention time, erased",
}
UNKNOWN = lockout.Attempt((b"u" * 32,))


def removed(capsys):
    """Run the command, and return the numbers of removed rows that it prints."""
    call_command("housekeeping")
    counts = dict(line.rsplit(": ") for line in capsys.readouterr().out.splitlines())
    return [int(count) for kind, count in counts.items() if kind not in TESTED_ELSEWHERE]


def test_expired_rows_are_removed_once_and_no_others(logged_in, bo, capsys, pass_time):
    lockout.spend(UNKNOWN)
    lockout.spend(lockout.Attempt((bytes(bo.identifier.index),)))
    audit_log.append_failure([Event.CODE_REFUSED], None)
    rate_limits.count_failure(rate_limits.keys_for("192.0.2.1"))
    assert removed(capsys) == [0, 0, 0, 0, 0, 0]
    assert logged_in.get("/hem/").status_code == 200
    pass_time(91 * DAY)
    assert removed(capsys) == [1, 1, 1, 2, 1, 1]
    assert removed(capsys) == [0, 0, 0, 0, 0, 0]
    assert FailedAttempts.objects.filter(failures=1).count() == 1
    assert not UnknownFailures.objects.exists()
    assert not Session.objects.exists()


def test_the_password_from_before_a_reset_is_removed_after_its_days(bo, capsys, pass_time):
    pass_time(7 * DAY - 1)
    removed(capsys)
    assert Account.objects.get(pk=bo.pk).earlier_password
    pass_time(2)
    removed(capsys)
    stored = Account.objects.get(pk=bo.pk)
    assert (stored.earlier_password, stored.earlier_until) == ("", None)


def test_an_expired_temporary_password_is_removed(bo, capsys, pass_time):
    pass_time(1_801)
    removed(capsys)
    stored = Account.objects.get(pk=bo.pk)
    assert not stored.check_password(bo.temporary)
    assert not stored.password_is_temporary


def test_a_permanent_lockout_stays(capsys, pass_time, settings):
    settings.ATTEMPTS_BEFORE_PERMANENT_LOCKOUT = 1
    lockout.spend(UNKNOWN)
    pass_time(365 * DAY)
    removed(capsys)
    with pytest.raises(lockout.TooManyAttempts):
        lockout.spend(UNKNOWN)


def test_a_rate_limited_address_stays_limited(capsys, pass_time, settings):
    settings.ADDRESS_FAILURES, settings.ADDRESS_SECONDS = 2, 40 * DAY
    keys = rate_limits.keys_for("192.0.2.1")
    rate_limits.count_failure(keys)
    pass_time(31 * DAY)
    rate_limits.count_failure(keys)
    removed(capsys)
    assert rate_limits.limited_until(keys)

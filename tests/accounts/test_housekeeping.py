"""Housekeeping: what has had its time goes, everything else stays, also when it runs twice."""

import pytest
from django.core.management import call_command

from accounts.credentials import lockout, rate_limits
from accounts.models import Account, FailedAttempts
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.audit.models import UnknownFailures
from hembanken.sessions.models import Session
from tests import people

pytestmark = pytest.mark.django_db
DAY = 86_400
TESTED_ELSEWHERE = {
    "kodboxes of retired batches, taken out of use",
    "customers whose retention time was over",
}


def removed(capsys):
    call_command("housekeeping")
    lines = capsys.readouterr().out.splitlines()
    told = dict(line.rsplit(": ") for line in lines)
    return [int(count) for what, count in told.items() if what not in TESTED_ELSEWHERE]


def test_nothing_goes_before_its_time(logged_in, bo, capsys):
    lockout.spend(lockout.Attempt((b"u" * 32,)))
    audit_log.append_failure([Event.CODE_REFUSED], None)
    rate_limits.count_failure(rate_limits.keys_for("192.0.2.1"))
    assert removed(capsys) == [0, 0, 0, 0, 0]
    assert logged_in.get("/hem/").status_code == 200


def test_what_is_over_goes_once(logged_in, bo, capsys, pass_time):
    lockout.spend(lockout.Attempt((b"u" * 32,)))
    lockout.spend(lockout.Attempt((bytes(bo.identifier.index),)))
    audit_log.append_failure([Event.CODE_REFUSED], None)
    rate_limits.count_failure(rate_limits.keys_for("192.0.2.1"))
    pass_time(91 * DAY)
    assert removed(capsys) == [1, 1, 2, 1, 1]
    assert removed(capsys) == [0, 0, 0, 0, 0]
    assert FailedAttempts.objects.filter(failures=1).count() == 1
    assert not UnknownFailures.objects.exists()
    assert not Session.objects.exists()


def test_an_expired_temporary_password_is_gone(bo, capsys, pass_time):
    pass_time(1_801)
    removed(capsys)
    stored = Account.objects.get(pk=bo.pk)
    assert not stored.check_password(bo.temporary)
    assert not stored.password_is_temporary


def test_a_number_that_is_stopped_for_good_stays_so(capsys, pass_time, settings):
    settings.ATTEMPTS_BEFORE_BLOCK = 1
    lockout.spend(lockout.Attempt((b"u" * 32,)))
    pass_time(365 * DAY)
    removed(capsys)
    with pytest.raises(lockout.TooManyAttempts):
        lockout.spend(lockout.Attempt((b"u" * 32,)))


def test_an_address_that_is_stopped_stays_so(capsys, pass_time, settings):
    settings.ADDRESS_FAILURES, settings.ADDRESS_SECONDS = 2, 40 * DAY
    keys = rate_limits.keys_for("192.0.2.1")
    rate_limits.count_failure(keys)
    pass_time(31 * DAY)
    rate_limits.count_failure(keys)
    removed(capsys)
    assert rate_limits.limited_until(keys)


def test_a_personal_password_stays(astrid, capsys, pass_time):
    pass_time(5 * 365 * DAY)
    removed(capsys)
    assert Account.objects.get(pk=astrid.pk).check_password(people.PASSWORD)

"""Rate limits by address and for the site refuse unknown browsers, and not known ones."""

import pytest
from django.test import Client

from accounts.credentials import lockout, rate_limits
from accounts.models import RateLimitCount
from tests import people
from tests.forms import submit

pytestmark = pytest.mark.django_db
HOUR = 3_600
LOGIN = {"number": people.ASTRID, "password": people.PASSWORD}
NUMBERS = [people.ASTRID, people.BO, people.CECILIA, people.NOBODY]


@pytest.fixture(autouse=True)
def low_limit(settings):
    settings.ADDRESS_FAILURES = 6


def fail(client, number=people.NOBODY, **options):
    return submit(client, "/logga-in/", {"number": number, "password": "9513"}, **options)


def fail_often(times=6, **options):
    """Fail with several numbers, so that none of them is locked out."""
    for count in range(times):
        fail(Client(), NUMBERS[count % 4], **options)


def attack():
    """Fail from many addresses, until every part of the site's count is full."""
    for count in range(80):
        rate_limits.count_failure(rate_limits.keys_for(f"192.0.2.{count}"))


def is_refused(response):
    return response.context["form"].has_error("__all__", "locked_out")


def test_one_failure_fewer_does_not_limit_the_address(astrid, client):
    fail_often(5)
    assert submit(client, "/logga-in/", LOGIN).status_code == 302


def test_the_limit_of_an_address_ends_after_an_hour_and_may_begin_again(client, pass_time):
    fail_often()
    pass_time(HOUR - 5)
    assert is_refused(fail(client))
    pass_time(10)
    assert not is_refused(fail(client))
    fail_often()
    assert is_refused(fail(client))


def test_failures_that_are_far_apart_do_not_limit_the_address(pass_time):
    for count in range(12):
        assert not is_refused(fail(Client(), NUMBERS[count % 4]))
        pass_time(HOUR / 4)


@pytest.mark.row("D13")
def test_a_limited_address_cannot_reset_a_password(astrid, kodbox, client):
    fail_often()
    values = {"number": people.ASTRID, "code": kodbox.press()}
    assert is_refused(submit(client, "/nytt-losenord/", values))
    assert kodbox.bank_counter() == 0


@pytest.mark.row("S6")
def test_a_right_login_does_not_lower_the_count(astrid, kodbox):
    fail_often(5)
    people.log_in(Client(), people.ASTRID, people.PASSWORD, kodbox)
    of_address, _of_site = rate_limits.keys_for("127.0.0.1")
    assert RateLimitCount.objects.get(key=of_address).failures == 5


def test_another_address_is_not_limited(client):
    fail_often()
    assert not is_refused(fail(client, REMOTE_ADDR="192.0.2.7"))


@pytest.mark.row("S7")
def test_a_forwarded_header_from_the_client_is_ignored():
    for count in range(6):
        fail(Client(), NUMBERS[count % 4], headers={"x-forwarded-for": f"192.0.2.{count}"})
    assert is_refused(fail(Client(), headers={"x-forwarded-for": "192.0.2.99"}))


@pytest.mark.row("S7")
@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
    ],
)
def test_an_ipv6_network_counts_as_one_address(one, other, is_same):
    assert (rate_limits.keys_for(one)[0] == rate_limits.keys_for(other)[0]) is is_same


def test_no_address_is_stored_in_plain_text():
    fail_often()
    assert all(b"127.0.0.1" not in bytes(row.key) for row in RateLimitCount.objects.all())


def test_the_limit_of_the_site_is_logged_ends_and_may_begin_again(settings, pass_time, caplog):
    settings.SITE_FAILURES, settings.ADDRESS_FAILURES = 32, 10_000
    for _attack in range(2):
        attack()
        response = fail(Client(), REMOTE_ADDR="198.51.100.1")
        assert is_refused(response)
        assert "Just nu" in response.text
        assert "Unknown browsers are refused for 300 s" in caplog.text
        caplog.clear()
        pass_time(301)
        assert not is_refused(fail(Client(), REMOTE_ADDR="198.51.100.1"))


def test_a_known_browser_is_not_limited(logged_in, kodbox):
    submit(logged_in, "/logga-ut/")
    fail_often()
    people.log_in(logged_in, people.ASTRID, people.PASSWORD, kodbox)


def test_a_limited_attempt_is_not_spent():
    fail_often()
    attempt = lockout.Attempt((b"k" * 32,), rate_limit_keys=rate_limits.keys_for("127.0.0.1"))
    with pytest.raises(lockout.TooManyAttempts) as refusal:
        lockout.spend(attempt)
    assert refusal.value.is_rate_limited
    with pytest.raises(lockout.TooManyAttempts):
        lockout.spend(attempt)


@pytest.mark.row("I5")
def test_an_error_in_the_rate_limits_refuses_the_login(astrid, client, monkeypatch):
    def broken(*args):
        raise RuntimeError

    monkeypatch.setattr(rate_limits, "keys_for", broken)
    client.raise_request_exception = False
    assert submit(client, "/logga-in/", LOGIN).status_code == 500
    assert "pending_login" not in client.session

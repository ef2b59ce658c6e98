"""Many failures from one address, or on the whole site: strangers wait, known browsers don't."""

import logging

import pytest
from django.test import Client

from accounts.credentials import lockout, rate_limits
from accounts.models import RateLimitCount
from tests import people

pytestmark = pytest.mark.django_db
HOUR = 3_600
NUMBERS = [people.ASTRID, people.BO, people.CECILIA, people.NOBODY]


@pytest.fixture(autouse=True)
def few(settings):
    settings.ADDRESS_FAILURES = 6


def fail(client, number=people.NOBODY, **options):
    return client.post("/logga-in/", {"number": number, "password": "9513"}, **options)


def fail_often(times=6, **options):
    """Fail with several numbers, so that none of them is stopped by itself."""
    for place in range(times):
        fail(Client(), NUMBERS[place % 4], **options)


def is_stopped(response):
    return response.context["form"].has_error("__all__", "locked_out")


def test_an_address_is_stopped_whatever_number_it_tries(astrid, client):
    fail_often()
    assert is_stopped(client.post("/logga-in/", {"number": people.ASTRID, "password": "4071"}))


def test_one_failure_fewer_does_not_stop_it(astrid, client):
    fail_often(5)
    told = {"number": people.ASTRID, "password": people.PASSWORD}
    assert client.post("/logga-in/", told).status_code == 302


def test_the_stop_ends_after_an_hour(client, pass_time):
    fail_often()
    pass_time(HOUR - 5)
    assert is_stopped(fail(client))
    pass_time(10)
    assert not is_stopped(fail(client))


def test_failures_of_an_earlier_hour_do_not_count(client, pass_time):
    fail_often(5)
    pass_time(HOUR + 1)
    fail_often(5)
    assert not is_stopped(fail(client))


def test_an_address_that_goes_on_after_its_stop_is_stopped_again(client, pass_time):
    fail_often()
    pass_time(HOUR + 1)
    fail_often()
    assert is_stopped(fail(client))


def test_failures_that_are_far_apart_stop_nobody(pass_time):
    for place in range(12):
        assert not is_stopped(fail(Client(), NUMBERS[place % 4]))
        pass_time(HOUR / 4)


@pytest.mark.row("D13")
def test_a_stopped_address_resets_no_password_either(astrid, kodbox, client):
    fail_often()
    told = {"number": people.ASTRID, "code": kodbox.press()}
    assert is_stopped(client.post("/nytt-losenord/", told))
    assert kodbox.bank_counter() == 0


@pytest.mark.row("S6")
def test_a_right_login_does_not_lower_the_count(astrid, kodbox):
    fail_often(5)
    people.log_in(Client(), people.ASTRID, people.PASSWORD, kodbox)
    of_address, _of_site = rate_limits.keys_for("127.0.0.1")
    assert RateLimitCount.objects.get(key=of_address).failures == 5


def test_another_address_goes_on(client):
    fail_often()
    assert not is_stopped(fail(client, REMOTE_ADDR="192.0.2.7"))


@pytest.mark.row("S7")
def test_a_header_of_the_clients_own_changes_nothing():
    for place in range(6):
        fail(Client(), NUMBERS[place % 4], headers={"x-forwarded-for": f"192.0.2.{place}"})
    assert is_stopped(fail(Client(), headers={"x-forwarded-for": "192.0.2.99"}))


@pytest.mark.row("S7")
def test_a_configured_proxy_tells_the_address(settings):
    settings.HEMBANKEN_TRUSTED_PROXIES = ["127.0.0.1"]
    fail_often(headers={"x-forwarded-for": "192.0.2.1"})
    assert not is_stopped(fail(Client(), headers={"x-forwarded-for": "192.0.2.2"}))
    assert is_stopped(fail(Client(), headers={"x-forwarded-for": "192.0.2.1"}))


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


def test_no_address_is_kept_readable():
    fail_often()
    assert all(b"127.0.0.1" not in bytes(row.key) for row in RateLimitCount.objects.all())


def test_the_whole_site_brakes_and_an_alarm_can_see_it(settings, caplog):
    settings.SITE_FAILURES, settings.ADDRESS_FAILURES = 32, 10_000
    with caplog.at_level(logging.ERROR, "accounts.credentials.rate_limits"):
        for place in range(80):
            rate_limits.count_failure(rate_limits.keys_for(f"192.0.2.{place}"))
    assert "Unknown browsers are refused for 300 s" in caplog.text
    response = fail(Client(), REMOTE_ADDR="198.51.100.1")
    assert is_stopped(response)
    assert "Just nu" in response.text


def test_the_brake_loosens_by_itself(settings, pass_time):
    settings.SITE_FAILURES, settings.ADDRESS_FAILURES = 32, 10_000
    for place in range(80):
        rate_limits.count_failure(rate_limits.keys_for(f"192.0.2.{place}"))
    pass_time(301)
    assert not is_stopped(fail(Client(), REMOTE_ADDR="198.51.100.1"))


def test_a_site_that_is_attacked_after_its_stop_is_stopped_again(settings, pass_time):
    settings.SITE_FAILURES, settings.ADDRESS_FAILURES = 32, 10_000
    for _attack in range(2):
        for place in range(80):
            rate_limits.count_failure(rate_limits.keys_for(f"192.0.2.{place}"))
        assert is_stopped(fail(Client(), REMOTE_ADDR="198.51.100.1"))
        pass_time(301)


def test_a_known_browser_is_left_alone_by_address_and_site(logged_in, kodbox):
    logged_in.post("/logga-ut/")
    fail_often()
    people.log_in(logged_in, people.ASTRID, people.PASSWORD, kodbox)


def test_a_stopped_attempt_is_not_spent():
    fail_often()
    attempt = lockout.Attempt((b"k" * 32,), rate_limit_keys=rate_limits.keys_for("127.0.0.1"))
    with pytest.raises(lockout.TooManyAttempts) as stop:
        lockout.spend(attempt)
    assert stop.value.is_rate_limited
    with pytest.raises(lockout.TooManyAttempts):
        lockout.spend(attempt)


@pytest.mark.row("I5")
def test_a_check_that_fails_refuses(astrid, client, monkeypatch):
    def broken(*args):
        raise RuntimeError

    monkeypatch.setattr(rate_limits, "keys_for", broken)
    client.raise_request_exception = False
    told = {"number": people.ASTRID, "password": people.PASSWORD}
    assert client.post("/logga-in/", told).status_code == 500
    assert "pending_login" not in client.session

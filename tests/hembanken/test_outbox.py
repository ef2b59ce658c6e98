"""The outbox: one sender for each message, growing delays, a last try; and the mail server."""

from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from hembanken.audit.events import Event
from hembanken.outbox import mail_server, outbox
from hembanken.outbox.models import Message

ACCOUNT_ID = UUID(int=1)


@pytest.fixture
def waiting(db):
    outbox.enqueue(Event.PASSWORD_CHANGED, ACCOUNT_ID)
    return Message.objects.get()


def test_only_one_of_two_senders_claims_a_message(waiting):
    assert outbox.claim(Message.objects.get())
    assert not outbox.claim(waiting)


def test_the_message_that_was_due_first_is_claimed_first(waiting, pass_time):
    pass_time(1)
    outbox.enqueue(Event.PASSWORD_CHOSEN, ACCOUNT_ID)
    assert outbox.claim_next() == waiting


def test_delays_grow_to_four_hours_and_end_after_three_days(waiting, pass_time):
    minutes = []
    while message := outbox.claim_next():
        outbox.defer(message)
        for message in Message.objects.all():
            seconds = (message.due_at - timezone.now()).total_seconds()
            minutes.append(round(seconds / 60))
            pass_time(seconds + 0.1)
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, *[240] * 16]
    assert 2.8 < sum(minutes) / 60 / 24 < 3


def test_a_sender_whose_lease_has_expired_cannot_defer_the_message(waiting, pass_time):
    slow = outbox.claim_next()
    pass_time(601)
    outbox.claim_next()
    before = Message.objects.get().due_at
    outbox.defer(slow)
    assert Message.objects.get().due_at == before


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("smtp://mail.example", {"host": "mail.example", "port": None, "use_tls": True}),
        ("smtps://mail.example:4650", {"port": 4650, "use_ssl": True}),
        ("smtp://u%40x:p%3Aw%2F@mail.example:587", {"username": "u@x", "password": "p:w/"}),
        ("smtp://localhost:25?tls=off", {"host": "localhost", "use_tls": False}),
        ("smtp://[::1]:25?tls=off", {"host": "::1", "use_tls": False}),
    ],
)
def test_a_url_sets_the_mail_server(url, options):
    assert mail_server.mailers(url)["default"]["OPTIONS"].items() >= options.items()


def test_no_url_means_no_mail_server():
    assert mail_server.mailers("") == {}


@pytest.mark.parametrize(
    "url",
    [
        "smtp://mail.example?tls=off",
        "smtps://localhost?tls=off",
        "smtp://mail.example?tls=no",
        "smtp://user:hemligt@mail.example:x",
        "smtp://user:hemligt@[mail.example",
        "smtp://mail.example/path",
        "http://mail.example",
    ],
)
def test_a_url_that_is_malformed_or_without_tls_is_refused_and_not_shown(url):
    with pytest.raises(ImproperlyConfigured, match="HEMBANKEN_EMAIL_URL must be") as refused:
        mail_server.mailers(url)
    assert "hemligt" not in str(refused.value)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None

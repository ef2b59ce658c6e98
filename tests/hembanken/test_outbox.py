"""The outbox: one sender each, growing distances, and an end; and the URL of the mail server."""

from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from hembanken.audit.events import Event
from hembanken.outbox import mail_server, outbox
from hembanken.outbox.models import Message

SOMEBODY = UUID(int=1)


@pytest.fixture
def waiting(db):
    outbox.enqueue(Event.PASSWORD_CHANGED, SOMEBODY)
    return Message.objects.get()


def test_of_two_who_read_the_same_message_one_gets_it(waiting):
    assert outbox.claim(Message.objects.get())
    assert not outbox.claim(waiting)


def test_what_was_due_first_is_claimed_first(waiting, pass_time):
    pass_time(1)
    outbox.enqueue(Event.PASSWORD_CHOSEN, SOMEBODY)
    assert outbox.claim_next() == waiting


def test_the_distances_grow_to_four_hours_and_end_after_three_days(waiting, pass_time):
    minutes = []
    while message := outbox.claim_next():
        outbox.defer(message)
        for message in Message.objects.all():
            seconds = (message.due_at - timezone.now()).total_seconds()
            minutes.append(round(seconds / 60))
            pass_time(seconds + 0.1)
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, *[240] * 16]
    assert 2.8 < sum(minutes) / 60 / 24 < 3


def test_a_sender_who_was_too_slow_does_not_put_off_what_another_has(waiting, pass_time):
    slow = outbox.claim_next()
    pass_time(601)
    outbox.claim_next()
    until = Message.objects.get().due_at
    outbox.defer(slow)
    assert Message.objects.get().due_at == until


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
def test_a_url_names_the_mail_server(url, options):
    found = mail_server.mailers(url)["default"]["OPTIONS"]
    assert {**found, **options} == found


def test_no_url_names_no_server():
    assert mail_server.mailers("") == {}


@pytest.mark.parametrize(
    "url",
    [
        "smtp://mail.example?tls=off",
        "smtps://localhost?tls=off",
        "smtp://mail.example?tls=no",
        "smtp://user:hemligt@mail.example:x",
        "smtp://user:hemligt@[mail.example",
        "smtp://user:hemligt@",
        "smtp://mail.example/path",
        "mail.example",
        "http://mail.example",
    ],
)
def test_a_url_that_is_wrong_or_in_clear_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="HEMBANKEN_EMAIL_URL must be") as refused:
        mail_server.mailers(url)
    assert "hemligt" not in str(refused.value)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None

"""E-mail to customers through a real mail server: recipients, wording, and retries."""

import datetime
import re
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from accounts.customers import agreements, email_sender
from accounts.customers.email_sender import Outcome
from accounts.models import Account
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.outbox import mail_server, outbox
from hembanken.outbox.models import Message, Notification
from hembanken.outbox.notifications import NOTIFICATIONS
from hembanken.request_context import Actor
from kodbox import stock
from kodbox.models import State
from tests import people
from tests.mail_server import MailServer

pytestmark = pytest.mark.django_db
ADDRESS = "astrid@example.com"
CHANGE = "/om-hembanken/sakerhetslosning/byt-losenord/"
INVALID_ADDRESSES = [
    "astrid@",
    "astrid@example.com\r\nBcc: bo@example.com",
    "astrid@example.com,bo@example.com",
    '"astrid\\"@example.com>\r\nRCPT TO:<bo"@example.com',
    "åstrid@example.com",
    f"astrid@{'å' * 60}.example",
    "astrid@[127.0.0.1",
]


def set_address(account, address, language="sv"):
    """Give a customer an address and a language, and empty the outbox."""
    account.encrypt_contact({"email": address})
    account.language = language
    account.save(update_fields=["contact", "language"])
    Message.objects.all().delete()


def send():
    return email_sender.send_due(lambda: False)


def record(account, event=Event.PASSWORD_CHANGED, **details):
    audit_log.append(event, account.pk, **details)


def body(message):
    return message.get_content().replace("\r\n", "\n")


@pytest.fixture
def smtp_server(settings):
    """A mail server that accepts every message."""
    server = MailServer()
    server.start()
    settings.MAILERS = server.mailers
    yield server
    server.stop()


@pytest.fixture
def reachable(astrid):
    """Astrid, with an address and an empty outbox."""
    set_address(astrid, ADDRESS)
    return astrid


@pytest.mark.row("A10", "B8", "C7", "C15", "D11")
@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("event", NOTIFICATIONS)
def test_each_notification_reaches_its_customer(smtp_server, astrid, event, language):
    set_address(astrid, ADDRESS, language)
    record(astrid, event, device_serial="9000001")
    assert send() == {Outcome.SENT: 1}
    assert smtp_server.recipients == [ADDRESS]
    with override(language):
        assert smtp_server.taken[0]["Subject"] == str(NOTIFICATIONS[event].subject)
        assert str(NOTIFICATIONS[event].happened) in body(smtp_server.taken[0])
    assert "0771-00 00 00" in body(smtp_server.taken[0])
    assert not Message.objects.exists()


def test_the_required_events_are_notified():
    assert set(NOTIFICATIONS) >= {
        Event.PASSWORD_CHANGED,
        Event.PASSWORD_CHOSEN,
        Event.TEMPORARY_PASSWORD_ISSUED,
        Event.ATTEMPTS_RUNNING_OUT,
        Event.AGREEMENT_BLOCKED,
        Event.DEVICE_DISPATCHED,
        Event.DEVICE_ACTIVATED,
        Event.DEVICE_BLOCKED,
        Event.DEVICE_LOST,
        Event.DEVICE_RETIRED,
    }


@pytest.mark.parametrize("event", [event for event in Event if event not in NOTIFICATIONS])
def test_no_other_event_is_notified(reachable, event):
    record(reachable, event)
    assert not Message.objects.exists()


@pytest.fixture
def in_summer(pass_time):
    """Move the clock to a day in summer time."""
    summer = datetime.datetime(2026, 7, 1, 7, 5, tzinfo=datetime.UTC)
    pass_time((summer - timezone.now()).total_seconds() + 10)


def test_a_message_in_swedish(smtp_server, reachable, in_summer, settings):
    settings.KUNDSERVICE_HOURS = "vardagar 8–17 & lördagar 10–14"
    record(reachable, Event.DEVICE_BLOCKED, device_serial="9000001")
    send()
    assert body(smtp_server.taken[0]) == (
        "Kodboxen är spärrad, och dess koder gäller inte i Hembanken.\n\n"
        "När: 1 juli 2026 kl. 09.05\n"
        "Kodboxens serienummer: 9000001\n\n"
        "Vet du inte varför? Ring Kundservice på 0771-00 00 00 så snart du kan.\n"
        "Öppettider: vardagar 8–17 & lördagar 10–14.\n\n"
        "Det här är ett meddelande från Hembanken som inte går att svara på.\n"
    )


def test_a_message_in_english(smtp_server, astrid, in_summer):
    set_address(astrid, ADDRESS, "en")
    record(astrid)
    send()
    assert body(smtp_server.taken[0]) == (
        "The password that you log in to Hembanken with has been changed.\n\n"
        "When: 1 July 2026 at 09:05, Swedish time\n\n"
        "Wasn't this you? Call Customer Service on 0771-00 00 00 as soon as you can.\n"
        "Opening hours: every day from 8 to 20.\n\n"
        "This is a message from Hembanken that cannot be replied to.\n"
    )


def test_a_customer_with_another_language_gets_a_message_in_swedish(smtp_server, astrid):
    set_address(astrid, ADDRESS, "fi")
    record(astrid)
    send()
    assert smtp_server.taken[0]["Subject"] == "Ditt lösenord i Hembanken är bytt"


def test_an_event_that_is_rolled_back_sends_no_message(reachable):
    with transaction.atomic():
        record(reachable)
        transaction.set_rollback(True)
    assert not Message.objects.exists()


@pytest.mark.row("A10")
def test_a_password_change_sends_one_message(smtp_server, reachable, kodbox):
    browser = Client()
    people.log_in(browser, people.ASTRID, people.PASSWORD, kodbox)
    Message.objects.all().delete()
    fields = {"current": people.PASSWORD, "choice": "5162", "again": "5162"}
    assert browser.post(CHANGE, fields).status_code == 302
    assert send() == {Outcome.SENT: 1}
    assert smtp_server.taken[0]["Subject"] == "Ditt lösenord i Hembanken är bytt"


@pytest.mark.row("C15", "C7")
def test_the_messages_about_a_kodbox_name_its_serial(smtp_server, reachable):
    device = people.give(reachable).device
    actor = Actor(reachable.pk, "test")
    stock.block(device, actor)
    stock.take_out_of_use(device, State.LOST, actor)
    assert send() == {Outcome.SENT: 3}
    subjects = [message["Subject"] for message in smtp_server.taken]
    assert subjects == [
        "En kodbox är på väg till dig",
        "Din kodbox är spärrad",
        "Din kodbox är anmäld som borttappad",
    ]
    assert all(f"serienummer: {device.serial}\n" in body(message) for message in smtp_server.taken)


@pytest.mark.row("D6", "D11", "F8")
def test_no_message_contains_a_secret_a_number_a_name_or_a_link(smtp_server, reachable, kodbox):
    browser = Client()
    code = kodbox.press()
    browser.post("/nytt-losenord/", {"number": people.ASTRID, "code": code})
    shown = browser.post("/nytt-losenord/temporart/", {"show": "1"}).text
    temporary = re.search(r">\s*([0-9]{4})\s*<", shown)[1]
    browser.post("/logga-in/", {"number": people.ASTRID, "password": temporary})
    browser.post("/logga-in/nytt-losenord/", {"choice": "5162", "again": "5162"})
    second_code = kodbox.press()
    browser.post("/logga-in/behorighetskod/", {"code": second_code})
    people.block(kodbox)
    agreements.block(reachable, Actor(reachable.pk, "because"))
    secrets = {code, temporary, "5162", second_code, kodbox.secret, "1357", "because"}
    assert send() == {Outcome.SENT: 5}  # dispatched, temporary, chosen, and two blocks
    names = {"8505202385", "850520", "2385", people.ASTRID, "Astrid Avtal", people.PASSWORD}
    for message in smtp_server.taken:
        text = f"{message['Subject']}\n{message['From']}\n{body(message)}"
        assert [secret for secret in secrets | names if secret in text] == []
        assert not re.search(r"https?:|www\.|<a\b|Start-PIN|pinkod", text)
        assert message.get_content_type() == "text/plain"
        assert message["Auto-Submitted"] == "auto-generated"


@pytest.mark.row("S12")
def test_a_waiting_message_is_encrypted(reachable):
    record(reachable, Event.DEVICE_BLOCKED, device_serial="9000001")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM outbox_message")
        stored = repr([bytes(v) if isinstance(v, memoryview) else v for v in cursor.fetchone()])
    for readable in ("9000001", "device", "blocked", ADDRESS, "example", "Astrid"):
        assert readable not in stored


def test_a_message_copied_to_another_row_is_not_sent(smtp_server, reachable, settings):
    settings.MESSAGE_TRIES = 1
    record(reachable)
    record(reachable, Event.PASSWORD_CHOSEN)
    first, second = Message.objects.all()
    Message.objects.filter(pk=first.pk).update(encrypted=second.encrypted)
    assert send() == {Outcome.SENT: 1, Outcome.GIVEN_UP: 1}


def test_an_event_of_a_newer_release_is_deferred(smtp_server, reachable):
    message = Message(account_id=reachable.pk, due_at=timezone.now())
    message.encrypt(Notification("kodbox:sang", timezone.now(), ""))
    message.save(force_insert=True)
    record(reachable)
    assert send() == {Outcome.DEFERRED: 1, Outcome.SENT: 1}


def test_a_message_without_an_account_or_an_address_is_dropped(smtp_server, bo, reachable):
    outbox.enqueue(Event.PASSWORD_CHANGED, UUID(int=0))
    record(bo)
    record(reachable)
    assert send() == {Outcome.SENT: 1, Outcome.DROPPED: 2}
    assert not Message.objects.exists()


@pytest.mark.parametrize("address", INVALID_ADDRESSES)
def test_a_message_to_an_invalid_address_is_dropped_and_others_are_sent(
    smtp_server, astrid, cecilia, address
):
    set_address(cecilia, address)
    set_address(astrid, ADDRESS)
    record(cecilia)
    record(astrid)
    assert send() == {Outcome.SENT: 1, Outcome.DROPPED: 1}
    assert smtp_server.recipients == [ADDRESS]


def test_an_international_domain_is_encoded(smtp_server, astrid):
    set_address(astrid, "astrid@exämple.com")
    record(astrid)
    assert send() == {Outcome.SENT: 1}
    assert smtp_server.recipients == ["astrid@xn--exmple-cua.com"]


def test_only_a_temporary_refusal_is_retried(smtp_server, reachable, bo, pass_time):
    set_address(bo, "bo@example.com")
    smtp_server.answers.update({"bo@example.com": "550 unknown", ADDRESS: "451 later"})
    record(bo)
    record(reachable)
    assert send() == {Outcome.DROPPED: 1, Outcome.DEFERRED: 1}
    smtp_server.answers.clear()
    assert send() == {}
    pass_time(61)
    assert send() == {Outcome.SENT: 1}


def test_a_closed_connection_is_opened_again_for_the_next_message(smtp_server, reachable, bo):
    set_address(bo, "bo@example.com")
    smtp_server.answers["bo@example.com"] = "421 hanging up"
    record(bo)
    record(reachable)
    assert send() == {Outcome.DEFERRED: 1, Outcome.SENT: 1}


def test_messages_wait_while_the_server_is_down(smtp_server, reachable, pass_time):
    smtp_server.stop()
    record(reachable)
    assert send() == {Outcome.DEFERRED: 1}
    smtp_server.start()
    pass_time(61)
    assert send() == {Outcome.SENT: 1}


def test_no_message_is_sent_to_a_server_without_the_configured_tls(
    smtp_server, reachable, settings
):
    settings.MAILERS["default"]["OPTIONS"]["use_tls"] = True
    record(reachable)
    assert send() == {Outcome.DEFERRED: 1}
    assert smtp_server.taken == []


def test_a_message_that_is_given_up_is_logged_without_its_customer(
    smtp_server, reachable, settings, caplog
):
    settings.MESSAGE_TRIES = 1
    smtp_server.answers[ADDRESS] = "451 later"
    record(reachable)
    assert send() == {Outcome.GIVEN_UP: 1}
    assert not Message.objects.exists()
    (line,) = [record.getMessage() for record in caplog.records if record.name.startswith("acc")]
    assert re.fullmatch(r"Message [0-9a-f-]{36} is given up: SMTPRecipientsRefused\.", line)
    assert str(reachable.pk) not in line


def test_a_message_of_a_crashed_sender_is_sent_by_the_next(smtp_server, reachable, pass_time):
    record(reachable)
    message = outbox.claim_next()
    assert send() == {}
    pass_time(601)
    assert send() == {Outcome.SENT: 1}
    assert smtp_server.taken[0]["Message-ID"] == f"<{message.pk}@bank.example>"


def test_the_sender_stops_before_the_next_message(smtp_server, reachable):
    record(reachable)
    assert email_sender.send_due(lambda: True) == {}
    assert Message.objects.count() == 1


def test_a_protected_and_a_closed_customer_get_their_messages(smtp_server, reachable):
    Account.objects.filter(pk=reachable.pk).update(is_protected=True, name="", is_active=False)
    record(reachable)
    assert send() == {Outcome.SENT: 1}


def test_the_command_prints_the_number_of_each_outcome(smtp_server, reachable, capsys):
    record(reachable)
    call_command("send_messages")
    output = capsys.readouterr().out
    assert output == "sent: 1; dropped, no recipient: 0; deferred: 0; given up: 0\n"


def test_messages_wait_without_a_configured_server(reachable, settings):
    settings.MAILERS = {}
    record(reachable)
    with pytest.raises(CommandError, match="HEMBANKEN_EMAIL_URL names no mail server"):
        call_command("send_messages")
    assert Message.objects.get().tries == 0


def test_the_demonstration_writes_messages_to_files(reachable, settings, tmp_path):
    settings.MAILERS = mail_server.files(tmp_path)
    record(reachable)
    assert send() == {Outcome.SENT: 1}
    (file,) = tmp_path.iterdir()
    assert ADDRESS in file.read_text()

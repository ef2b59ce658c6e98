"""Messages to customers, through a real mail server: whose, in which words, and how often."""

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
HOSTILE = [
    "astrid",
    "astrid@",
    "Astrid <astrid@example.com>",
    "astrid@example.com\r\nBcc: bo@example.com",
    "astrid@example.com,bo@example.com",
    '"astrid\\"@example.com>\r\nRCPT TO:<bo"@example.com',
    "åstrid@example.com",
    f"astrid@{'x' * 64}.com",
    f"astrid@{'å' * 60}.example",
    "astrid@[127.0.0.1",
]


def write_to(account, address, language="sv"):
    """Give a customer an address, and forget what was queued before."""
    account.encrypt_contact({"email": address})
    account.language = language
    account.save(update_fields=["contact", "language"])
    Message.objects.all().delete()


def send():
    return email_sender.send_due(lambda: False)


def tell(account, event=Event.PASSWORD_CHANGED, **about):
    audit_log.append(event, account.pk, **about)


def body(message):
    return message.get_content().replace("\r\n", "\n")


@pytest.fixture
def post(settings):
    """A mail server that takes everything."""
    server = MailServer()
    server.start()
    settings.MAILERS = server.mailers
    yield server
    server.stop()


@pytest.fixture
def reachable(astrid):
    """Astrid, with an address and nothing in the outbox."""
    write_to(astrid, ADDRESS)
    return astrid


@pytest.mark.row("A10", "B8", "C7", "C15", "D11")
@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("event", NOTIFICATIONS)
def test_each_event_that_is_told_reaches_its_customer(post, astrid, event, language):
    write_to(astrid, ADDRESS, language)
    tell(astrid, event, device_serial="9000001")
    assert send() == {Outcome.SENT: 1}
    assert post.recipients == [ADDRESS]
    with override(language):
        assert post.taken[0]["Subject"] == str(NOTIFICATIONS[event].subject)
        assert str(NOTIFICATIONS[event].happened) in body(post.taken[0])
    assert "0771-00 00 00" in body(post.taken[0])
    assert not Message.objects.exists()


def test_what_has_to_be_told_is_told():
    """A new notification needs no line here."""
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
def test_no_other_event_is_told(reachable, event):
    tell(reachable, event)
    assert not Message.objects.exists()


@pytest.fixture
def in_summer(pass_time):
    moment = datetime.datetime(2026, 7, 1, 7, 5, tzinfo=datetime.UTC)
    pass_time((moment - timezone.now()).total_seconds() + 10)


def test_a_message_reads_as_a_person_would_write_it(post, reachable, in_summer, settings):
    settings.KUNDSERVICE_HOURS = "vardagar 8–17 & lördagar 10–14"
    tell(reachable, Event.DEVICE_BLOCKED, device_serial="9000001")
    send()
    assert body(post.taken[0]) == (
        "Kodboxen är spärrad, och dess koder gäller inte i Hembanken.\n\n"
        "När: 1 juli 2026 klockan 09:05\n"
        "Kodboxens serienummer: 9000001\n\n"
        "Vet du inte varför? Ring Kundservice på 0771-00 00 00 så snart du kan.\n"
        "Öppettider: vardagar 8–17 & lördagar 10–14.\n\n"
        "Det här är ett meddelande från Hembanken som inte går att svara på.\n"
    )


def test_a_message_in_english_is_english_throughout(post, astrid, in_summer):
    write_to(astrid, ADDRESS, "en")
    tell(astrid)
    send()
    assert body(post.taken[0]) == (
        "The password that you log in to Hembanken with has been changed.\n\n"
        "When: 1 July 2026 at 09:05, Swedish time\n\n"
        "Was it not you? Call Customer Service on 0771-00 00 00 as soon as you can.\n"
        "Opening hours: every day from 8 to 20.\n\n"
        "This is a message from Hembanken that cannot be replied to.\n"
    )


def test_a_customer_with_another_language_is_written_to_in_swedish(post, astrid):
    write_to(astrid, ADDRESS, "fi")
    tell(astrid)
    send()
    assert post.taken[0]["Subject"] == "Ditt lösenord i Hembanken är bytt"


def test_what_was_rolled_back_is_never_told(reachable):
    with transaction.atomic():
        tell(reachable)
        transaction.set_rollback(True)
    assert not Message.objects.exists()


@pytest.mark.row("A10")
def test_a_changed_password_is_told_once(post, reachable, kodbox):
    browser = Client()
    people.log_in(browser, people.ASTRID, people.PASSWORD, kodbox)
    Message.objects.all().delete()
    fields = {"current": people.PASSWORD, "choice": "5162", "again": "5162"}
    assert browser.post(CHANGE, fields).status_code == 302
    assert send() == {Outcome.SENT: 1}
    assert post.taken[0]["Subject"] == "Ditt lösenord i Hembanken är bytt"


@pytest.mark.row("C15", "C7")
def test_the_life_of_a_kodbox_is_told_with_its_serial(post, reachable):
    box = people.give(reachable)
    act = Actor(reachable.pk, "test")
    stock.block(box.device, act)
    stock.take_out_of_use(box.device, State.LOST, act)
    assert send() == {Outcome.SENT: 3}
    subjects = [message["Subject"] for message in post.taken]
    assert subjects == [
        "En kodbox är på väg till dig",
        "Din kodbox är spärrad",
        "Din kodbox är anmäld förlorad",
    ]
    assert all(f"serienummer: {box.device.serial}\n" in body(each) for each in post.taken)


@pytest.fixture
def secrets(reachable, kodbox):
    """Walk through a new password, a login and the blocks; return all that was secret in it."""
    browser = Client()
    code = kodbox.press()
    browser.post("/nytt-losenord/", {"number": people.ASTRID, "code": code})
    shown = browser.post("/nytt-losenord/temporart/", {"show": "1"}).text
    temporary = re.search(r">\s*([0-9]{4})\s*<", shown)[1]
    browser.post("/logga-in/", {"number": people.ASTRID, "password": temporary})
    browser.post("/logga-in/nytt-losenord/", {"choice": "5162", "again": "5162"})
    last = kodbox.press()
    browser.post("/logga-in/behorighetskod/", {"code": last})
    people.block(kodbox)
    agreements.block(reachable, Actor(reachable.pk, "because"))
    return {code, temporary, "5162", last, kodbox.secret, "1357", "because"}


@pytest.mark.row("D6", "D11", "F8")
def test_no_message_holds_a_secret_a_number_a_name_or_a_link(post, secrets):
    assert send() == {Outcome.SENT: 5}  # dispatched, temporary, chosen, and two blocks
    told = {
        *secrets,
        "8505202385",
        "850520",
        "2385",
        people.ASTRID,
        "Astrid Avtal",
        people.PASSWORD,
    }
    for message in post.taken:
        written = f"{message['Subject']}\n{message['From']}\n{body(message)}"
        assert [each for each in told if each in written] == []
        assert not re.search(r"https?:|www\.|<a\b|Start-PIN|pinkod", written)
        assert message.get_content_type() == "text/plain"
        assert message["Auto-Submitted"] == "auto-generated"


@pytest.mark.row("S12")
def test_a_waiting_message_reads_as_nothing_without_the_keys(reachable):
    tell(reachable, Event.DEVICE_BLOCKED, device_serial="9000001")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM outbox_message")
        stored = repr([bytes(c) if isinstance(c, memoryview) else c for c in cursor.fetchone()])
    for readable in ("9000001", "device", "blocked", ADDRESS, "example", "Astrid"):
        assert readable not in stored


def test_a_message_moved_to_another_row_is_not_sent(post, reachable, settings):
    settings.MESSAGE_TRIES = 1
    tell(reachable)
    tell(reachable, Event.PASSWORD_CHOSEN)
    one, two = Message.objects.all()
    Message.objects.filter(pk=one.pk).update(encrypted=two.encrypted)
    assert send() == {Outcome.SENT: 1, Outcome.GIVEN_UP: 1}


def test_an_event_of_a_newer_release_waits_for_it(post, reachable):
    message = Message(account_id=reachable.pk, due_at=timezone.now())
    message.encrypt(Notification("kodbox:sang", timezone.now(), ""))
    message.save(force_insert=True)
    tell(reachable)
    assert send() == {Outcome.PUT_OFF: 1, Outcome.SENT: 1}


def test_a_customer_without_an_address_is_dropped_and_counted(post, bo, reachable):
    tell(bo)
    tell(reachable)
    assert send() == {Outcome.SENT: 1, Outcome.DROPPED: 1}
    assert not Message.objects.exists()


def test_an_account_that_is_gone_is_dropped_and_counted(post, reachable):
    outbox.enqueue(Event.PASSWORD_CHANGED, UUID(int=0))
    assert send() == {Outcome.DROPPED: 1}


@pytest.mark.parametrize("address", HOSTILE)
def test_an_odd_address_is_dropped_and_stops_nobody(post, astrid, cecilia, address):
    write_to(cecilia, address)
    write_to(astrid, ADDRESS)
    tell(cecilia)
    tell(astrid)
    assert send() == {Outcome.SENT: 1, Outcome.DROPPED: 1}
    assert post.recipients == [ADDRESS]


def test_a_domain_of_other_letters_is_reached(post, astrid):
    write_to(astrid, "astrid@exämple.com")
    tell(astrid)
    assert send() == {Outcome.SENT: 1}
    assert post.recipients == ["astrid@xn--exmple-cua.com"]


def test_a_recipient_whom_the_server_does_not_know_is_dropped(post, reachable):
    post.answers[ADDRESS] = "550 nobody here"
    tell(reachable)
    assert send() == {Outcome.DROPPED: 1}


def test_a_recipient_who_is_refused_for_now_gets_it_later(post, reachable, pass_time):
    post.answers[ADDRESS] = "451 later"
    tell(reachable)
    assert send() == {Outcome.PUT_OFF: 1}
    post.answers.clear()
    assert send() == {}
    pass_time(61)
    assert send() == {Outcome.SENT: 1}


def test_a_server_that_hangs_up_on_one_is_called_again_for_the_next(post, reachable, bo):
    write_to(bo, "bo@example.com")
    post.answers["bo@example.com"] = "421 hanging up"
    tell(bo)
    tell(reachable)
    assert send() == {Outcome.PUT_OFF: 1, Outcome.SENT: 1}


def test_a_server_that_comes_back_gets_what_waited(post, reachable, pass_time):
    post.stop()
    tell(reachable)
    tell(reachable, Event.PASSWORD_CHOSEN)
    assert send() == {Outcome.PUT_OFF: 2}
    post.start()
    pass_time(61)
    assert send() == {Outcome.SENT: 2}


def test_a_server_without_tls_is_told_nothing(post, reachable, settings):
    settings.MAILERS["default"]["OPTIONS"]["use_tls"] = True
    tell(reachable)
    assert send() == {Outcome.PUT_OFF: 1}
    assert post.taken == []


def test_what_is_given_up_is_logged_and_names_nobody(post, reachable, settings, caplog):
    settings.MESSAGE_TRIES = 1
    post.answers[ADDRESS] = "451 later"
    tell(reachable)
    assert send() == {Outcome.GIVEN_UP: 1}
    assert not Message.objects.exists()
    (line,) = [record.getMessage() for record in caplog.records if record.name.startswith("acc")]
    assert re.fullmatch(r"Message [0-9a-f-]{36} is given up: SMTPRecipientsRefused\.", line)
    assert str(reachable.pk) not in line


def test_a_sender_that_died_leaves_the_message_to_the_next(post, reachable, pass_time):
    tell(reachable)
    message = outbox.claim_next()
    assert send() == {}
    pass_time(601)
    assert send() == {Outcome.SENT: 1}
    assert post.taken[0]["Message-ID"] == f"<{message.pk}@bank.example>"


def test_an_end_stops_before_the_next_message(post, reachable):
    tell(reachable)
    assert email_sender.send_due(lambda: True) == {}
    assert Message.objects.count() == 1


def test_a_protected_customer_and_a_blocked_one_are_told(post, reachable):
    Account.objects.filter(pk=reachable.pk).update(is_protected=True, name="", is_active=False)
    tell(reachable)
    assert send() == {Outcome.SENT: 1}


def test_the_command_prints_what_it_did(post, bo, reachable, capsys):
    tell(bo)
    tell(reachable)
    call_command("send_messages")
    told = capsys.readouterr().out
    assert told == "sent: 1; dropped, nobody to send to: 1; put off: 0; given up: 0\n"


def test_without_a_server_the_messages_wait(reachable, settings):
    settings.MAILERS = {}
    tell(reachable)
    with pytest.raises(CommandError, match="HEMBANKEN_EMAIL_URL names no mail server"):
        call_command("send_messages")
    assert Message.objects.get().tries == 0


def test_the_demonstration_writes_its_messages_into_files(reachable, settings, tmp_path):
    settings.MAILERS = mail_server.files(tmp_path)
    tell(reachable)
    assert send() == {Outcome.SENT: 1}
    (file,) = tmp_path.iterdir()
    assert ADDRESS in file.read_text()

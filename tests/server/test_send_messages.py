"""The command that sends messages, as a process of its own with production's settings."""

import signal
import subprocess
import sys
import time

import pytest

from tests.mail_server import MailServer
from tests.server import database, production, running

pytestmark = pytest.mark.server
TELL = """
import django
django.setup()
from accounts import customers
from hembanken.journal import journal
from hembanken.journal.events import Event
account = customers.register("198505202385", "Astrid Avtal")
account.seal_contact({"email": "astrid@example.com"})
account.save(update_fields=["contact"])
journal.append(Event.PASSWORD_CHANGED, account.pk)
"""


@pytest.fixture
def post():
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def settings(tmp_path, post):
    mail = f"smtp://{running.HOST}:{post.port}?tls=off"
    settings = production.settings(tmp_path, database.new(tmp_path).url)
    settings["HEMBANKEN_EMAIL_URL"] = mail
    running.manage(settings, "migrate", "--verbosity", "0")
    assert running.run(settings, "-c", TELL).returncode == 0
    return settings


def test_it_sends_what_waits_and_ends(settings, post):
    assert "sent: 1;" in running.manage(settings, "send_messages")
    assert post.recipients == ["astrid@example.com"]
    assert post.taken[0]["From"] == "no-reply@bank.example"
    assert "sent: 0;" in running.manage(settings, "send_messages")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stays_until_it_is_ended_and_then_ends_at_once(settings, post, number):
    command = [sys.executable, "manage.py", "send_messages", "--stay", "600"]
    options = {"stdout": subprocess.PIPE, "text": True, "start_new_session": True}
    with subprocess.Popen(command, cwd=running.ROOT, env=settings, **options) as process:
        try:
            assert process.stdout.readline().startswith("sent: 1;")
            time.sleep(0.5)
            assert process.poll() is None
            process.send_signal(number)
            assert process.wait(running.RUN_SECONDS) == 0
        finally:
            process.kill()

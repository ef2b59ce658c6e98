"""The command that sends messages, as a separate process with production settings."""

import signal
import subprocess
import sys
import time

import pytest

from tests.mail_server import MailServer
from tests.server import database, production, running

pytestmark = pytest.mark.server
QUEUE_MESSAGE = """
import django
django.setup()
from accounts.customers import registry
from hembanken.audit import audit_log
from hembanken.audit.events import Event
account = registry.register("198505202385", "Astrid Avtal")
account.encrypt_contact({"email": "astrid@example.com"})
account.save(update_fields=["contact"])
audit_log.append(Event.PASSWORD_CHANGED, account.pk)
"""


@pytest.fixture
def mail_server():
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def settings(tmp_path, mail_server):
    settings = production.settings(tmp_path, database.new(tmp_path).url)
    settings["HEMBANKEN_EMAIL_URL"] = f"smtp://{running.HOST}:{mail_server.port}?tls=off"
    running.manage(settings, "migrate", "--verbosity", "0")
    queued = running.run(settings, "-c", QUEUE_MESSAGE)
    assert queued.returncode == 0, queued.stdout
    return settings


def test_it_sends_the_queued_messages_and_ends(settings, mail_server):
    assert "sent: 1;" in running.manage(settings, "send_messages")
    assert mail_server.recipients == ["astrid@example.com"]
    assert mail_server.taken[0]["From"] == "no-reply@bank.example"
    assert "sent: 0;" in running.manage(settings, "send_messages")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_with_stay_it_runs_until_a_signal_and_then_ends_at_once(settings, mail_server, number):
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

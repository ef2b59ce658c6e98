"""Nothing secret of a customer or a file is logged, even with DEBUG logging for everything."""

import base64
import logging
import re

import pyotp
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.kodbox.pskc.test_reader import PASSPHRASE, written

pytestmark = pytest.mark.django_db
CHANGE = "/om-hembanken/sakerhetslosning/byt-losenord/"
CHANGED, WRONG, WRONG_CODE = "8305", "9513", "13572468"


@pytest.fixture
def debug_log(caplog):
    """Log everything, and record the queries of the database, as with DEBUG."""
    for name in (None, "django", "django.db"):
        caplog.set_level(logging.DEBUG, name)
    with CaptureQueriesContext(connection):
        yield caplog


@pytest.fixture
def kodbox(tmp_path, texts, debug_log):
    """Import a kodbox and the customer who receives it, and return a generator of its codes."""

    def setup(made):
        made.encryption.setup_pbkdf2(PASSPHRASE, iterations=1_000)

    text, secret = written(setup, counter=0)
    (tmp_path / "kodbox.xml").write_text(text)
    passphrase, customers = tmp_path / "passphrase", tmp_path / "customers.csv"
    passphrase.write_text(PASSPHRASE)
    call_command("import_kodboxes", tmp_path / "kodbox.xml", passphrase_file=passphrase)
    row = f"personnummer;name;kodbox\n{people.CECILIA};Cecilia Ny;7000001\n"
    customers.write_text(f"{row}{people.CECILIA};Again;\n")
    with pytest.raises(CommandError, match="refused"):  # The file has the number twice.
        call_command("import_customers", customers)
    customers.write_text(row)
    call_command("import_customers", customers)
    return pyotp.HOTP(base64.b32encode(secret).decode(), digits=8)


def first_login(client, code_at):
    """Log Cecilia in for the first time, and return her temporary password."""
    temporary = "/nytt-losenord/temporart/"
    client.post("/nytt-losenord/", {"number": people.CECILIA, "code": code_at(0)})
    page = client.post(temporary, {"draw": "1"}).context
    ticks = {"noted": "on", "accept_terms": "on", "version": "1"}
    client.post(temporary, {**ticks, "encrypted": page["form"]["encrypted"].value()})
    client.post("/logga-in/", {"number": people.CECILIA, "password": page["password"]})
    choice = {"choice": people.PASSWORD, "again": people.PASSWORD}
    client.post("/logga-in/nytt-losenord/", choice)
    client.post("/logga-in/behorighetskod/", {"code": code_at(1)})
    client.post("/anslut/")
    client.post("/avtal/", {"version": "1"})
    client.post("/avtal/godkann/", {"password": people.PASSWORD})
    assert "Cecilia Ny" in client.get("/hem/").text
    return page["password"]


def change_and_order(client):
    change = {"current": people.PASSWORD, "choice": CHANGED, "again": CHANGED}
    client.post(CHANGE, change | {"current": WRONG})
    assert client.post(CHANGE, change).status_code == 302
    client.post("/bestall-kodbox/", {"delivery": "post"})
    client.post("/logga-ut/")
    order = {"number": people.CECILIA, "password": CHANGED, "delivery": "post"}
    client.post("/bestall-kodbox/", order)
    client.get("/no-such-page/")


def fail_to_log_in(client):
    client.post("/nytt-losenord/", {"number": people.CECILIA, "code": WRONG_CODE})
    for password in (WRONG, CHANGED):
        client.post("/logga-in/", {"number": people.CECILIA, "password": password})
        client.post("/logga-in/behorighetskod/", {"code": WRONG_CODE})


@pytest.mark.row("S19", "I2")
def test_no_secret_is_logged(client, kodbox, debug_log, capsys):
    temporary = first_login(client, kodbox.at)
    change_and_order(client)
    fail_to_log_in(client)
    captured = capsys.readouterr()
    output = f"{debug_log.text}{captured.out}{captured.err}"
    assert "no-such-page" in output
    number, secret = people.CECILIA, kodbox.byte_secret()
    digits = (
        *(temporary, people.PASSWORD, CHANGED, WRONG, WRONG_CODE, kodbox.at(0), kodbox.at(1)),
        *(number, number[2:], f"{number[:8]}-{number[8:]}", f"{number[2:8]}-{number[8:]}"),
    )
    encoded = base64.b64encode(secret).decode()
    texts = (PASSPHRASE, kodbox.secret, secret.hex(), repr(secret), encoded)
    logged = [text for text in digits if re.search(rf"(?<![\w.:]){text}(?![\w.:])", output)]
    assert logged + [text for text in texts if text in output] == []


@pytest.mark.row("S19", "I2")
def test_no_query_is_logged(debug_log, db):
    with CaptureQueriesContext(connection):
        people.new_customer(people.CECILIA, "Cecilia Ny")
    assert "INSERT" not in debug_log.text

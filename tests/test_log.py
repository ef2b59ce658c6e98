"""With DEBUG logging on for everything, nothing that a customer or a file keeps secret is told."""

import base64
import logging
import re

import pyotp
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.kodbox.pskc.test_reader import PASSPHRASE, written

pytestmark = pytest.mark.django_db
TEMPORARY = "/nytt-losenord/temporart/"
CHANGE = "/om-hembanken/sakerhetslosning/byt-losenord/"
CHOSEN, CHANGED, WRONG = "4071", "8305", "9513"
WRONG_CODE = "13572468"


@pytest.fixture
def everything_logged(caplog):
    """Log all that anything says, and let the database count its statements, as DEBUG does."""
    for name in (None, "django", "django.db"):
        caplog.set_level(logging.DEBUG, name)
    with CaptureQueriesContext(connection):
        yield caplog


@pytest.fixture
def box(tmp_path, texts, everything_logged):
    """Import a box and the customer whom it is sent to, and return what makes its codes."""

    def setup(made):
        made.encryption.setup_pbkdf2(PASSPHRASE, iterations=1_000)

    text, secret = written(setup, counter=0)
    (tmp_path / "box.xml").write_text(text)
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    (tmp_path / "customers.csv").write_text(
        f"personnummer;name;kodbox\n{people.CECILIA};Cecilia Ny;7000001\n{people.CECILIA};Again;\n"
    )
    call_command("import_kodboxes", tmp_path / "box.xml", passphrase_file=tmp_path / "passphrase")
    return pyotp.HOTP(base64.b32encode(secret).decode(), digits=8)


@pytest.fixture
def customer(box, tmp_path):
    path = tmp_path / "customers.csv"
    with pytest.raises(Exception, match="refused"):  # The number stands in it twice.
        call_command("import_customers", path)
    path.write_text(path.read_text().rsplit("\n", 2)[0])
    call_command("import_customers", path)


def reset_and_log_in(client, box):
    """Walk the whole first login, and return the temporary password."""
    client.post("/nytt-losenord/", {"number": people.CECILIA, "code": WRONG_CODE})
    client.post("/nytt-losenord/", {"number": people.CECILIA, "code": box.at(0)})
    drawn = client.post(TEMPORARY, {"draw": "1"}).context
    ticks = {"noted": "on", "accept_terms": "on", "version": "1"}
    client.post(TEMPORARY, {**ticks, "encrypted": drawn["form"]["encrypted"].value()})
    client.post("/logga-in/", {"number": people.CECILIA, "password": WRONG})
    client.post("/logga-in/", {"number": people.CECILIA, "password": drawn["password"]})
    client.post("/logga-in/nytt-losenord/", {"choice": CHOSEN, "again": CHOSEN})
    client.post("/logga-in/behorighetskod/", {"code": WRONG_CODE})
    client.post("/logga-in/behorighetskod/", {"code": box.at(1)})
    client.post("/anslut/")
    client.post("/avtal/", {"version": "1"})
    client.post("/avtal/godkann/", {"password": CHOSEN})
    assert client.get("/hem/").status_code == 200
    return drawn["password"]


def change_and_order(client):
    client.post(CHANGE, {"current": WRONG, "choice": CHANGED, "again": CHANGED})
    changed = client.post(CHANGE, {"current": CHOSEN, "choice": CHANGED, "again": CHANGED})
    assert changed.status_code == 302
    client.post("/bestall-kodbox/", {"delivery": "post"})
    client.post("/logga-ut/")
    order = {"number": people.CECILIA, "password": CHANGED, "delivery": "post"}
    client.post("/bestall-kodbox/", order)
    client.get("/no-such-page/")


@pytest.mark.row("S19", "I2")
def test_no_secret_is_logged(client, box, customer, everything_logged, capsys):
    temporary = reset_and_log_in(client, box)
    change_and_order(client)
    out = capsys.readouterr()
    said = f"{everything_logged.text}{out.out}{out.err}"
    assert "no-such-page" in said
    number = people.CECILIA
    secret = box.byte_secret()
    digits = (
        *(temporary, CHOSEN, CHANGED, WRONG, WRONG_CODE, box.at(0), box.at(1)),
        *(number, number[2:], f"{number[:8]}-{number[8:]}", f"{number[2:8]}-{number[8:]}"),
    )
    texts = (PASSPHRASE, box.secret, secret.hex(), repr(secret), base64.b64encode(secret).decode())
    told = [each for each in digits if re.search(rf"(?<![\w.:]){each}(?![\w.:])", said)]
    assert told + [each for each in texts if each in said] == []


@pytest.mark.row("S19", "I2")
def test_no_statement_is_logged(everything_logged, db):
    with CaptureQueriesContext(connection):
        people.new_customer(people.CECILIA, "Cecilia Ny")
    assert "INSERT" not in everything_logged.text

"""From two imported files to a logged-in customer, with the codes of an independent generator."""

import pytest
from django.core.management import call_command

from kodbox.models import Batch
from tests import oathtool, people
from tests.kodbox.pskc.test_reader import written

pytestmark = pytest.mark.django_db
KEY = b"k" * 16


@pytest.fixture
def secret(tmp_path, texts):
    """Import a kodbox and the customer who receives it, and return the secret of the kodbox."""
    text, secret = written(lambda made: made.encryption.setup_preshared_key(key=KEY), counter=0)
    (tmp_path / "kodbox.xml").write_text(text)
    (tmp_path / "kodbox.key").write_text(KEY.hex())
    (tmp_path / "customers.csv").write_text(
        f"personnummer;name;kodbox\n{people.CECILIA};Cecilia Ny;7000001\n"
    )
    call_command("import_kodboxes", tmp_path / "kodbox.xml", key_file=tmp_path / "kodbox.key")
    call_command("import_customers", tmp_path / "customers.csv")
    return secret


def first_login(client, code_at):
    """Log Cecilia in for the first time, and return her temporary password."""
    temporary = "/nytt-losenord/temporart/"
    client.post("/nytt-losenord/", {"number": people.CECILIA, "code": code_at(0)})
    page = client.post(temporary).context
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


def test_a_customer_from_a_file_logs_in_for_the_first_time(client, secret):
    first_login(client, lambda counter: oathtool.code(secret, counter))


def test_the_batch_records_who_imported_it_and_how_many_kodboxes(secret):
    batch = Batch.objects.get()
    assert (batch.devices_count, len(batch.sha256)) == (1, 64)
    assert batch.imported_by
    assert batch.imported_at

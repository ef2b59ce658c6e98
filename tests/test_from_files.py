"""From two files to a customer who is logged in: with codes of a generator no one here wrote."""

import pytest
from django.core.management import call_command

from kodbox.models import Batch
from tests import oathtool, people
from tests.kodbox.pskc.test_reader import written

pytestmark = pytest.mark.django_db
KEY = b"k" * 16
TEMPORARY = "/nytt-losenord/temporart/"


@pytest.fixture
def secret(tmp_path, texts):
    """Import a box and the customer whom it is sent to, and return the box's secret."""
    text, secret = written(lambda made: made.encryption.setup_preshared_key(key=KEY), counter=0)
    (tmp_path / "box.xml").write_text(text)
    (tmp_path / "box.key").write_text(KEY.hex())
    (tmp_path / "customers.csv").write_text(
        f"personnummer;name;kodbox\n{people.CECILIA};Cecilia Ny;7000001\n"
    )
    call_command("import_kodboxes", tmp_path / "box.xml", key_file=tmp_path / "box.key")
    call_command("import_customers", tmp_path / "customers.csv")
    return secret


def test_a_customer_from_a_file_logs_in_for_the_first_time(client, secret):
    client.post("/nytt-losenord/", {"number": people.CECILIA, "code": oathtool.code(secret, 0)})
    drawn = client.post(TEMPORARY, {"draw": "1"}).context
    ticks = {"noted": "on", "accept_terms": "on", "version": "1"}
    client.post(TEMPORARY, {**ticks, "encrypted": drawn["form"]["encrypted"].value()})
    client.post("/logga-in/", {"number": people.CECILIA, "password": drawn["password"]})
    client.post("/logga-in/nytt-losenord/", {"choice": "4071", "again": "4071"})
    client.post("/logga-in/behorighetskod/", {"code": oathtool.code(secret, 1)})
    client.post("/anslut/")
    client.post("/avtal/", {"version": "1"})
    client.post("/avtal/godkann/", {"password": "4071"})
    assert "Cecilia Ny" in client.get("/hem/").text


def test_the_batch_says_who_took_it_and_how_many(secret):
    batch = Batch.objects.get()
    assert (batch.devices_count, len(batch.sha256)) == (1, 64)
    assert batch.imported_by
    assert batch.imported_at

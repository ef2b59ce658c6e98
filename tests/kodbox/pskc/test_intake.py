"""A manufacturer's file is taken into stock: all of its devices or none."""

import secrets

import pytest
from django.core.management import CommandError, call_command
from pskc import PSKC

from kodbox.models import Batch, Device
from kodbox.pskc import intake
from tests import people

pytestmark = pytest.mark.django_db
KEY = bytes(range(16))
HOTP = "urn:ietf:params:xml:ns:keyprov:pskc:hotp"


def add(container, name, **changes):
    fields = {
        "id": name,
        "serial": name,
        "manufacturer": "Maker",
        "algorithm": HOTP,
        "response_encoding": "DECIMAL",
        "response_length": 8,
        "counter": 7,
        "secret": secrets.token_bytes(20),
    }
    return container.add_key(**{**fields, **changes})


@pytest.fixture
def container():
    container = PSKC()
    container.encryption.setup_preshared_key(key=KEY, algorithm="aes128-cbc")
    return container


@pytest.fixture
def take(tmp_path, container):
    def take(edit=lambda text: text, **options):
        path, key = tmp_path / "kodboxes.xml", tmp_path / "kodboxes.key"
        container.write(str(path))
        path.write_text(edit(path.read_text()))
        key.write_text(KEY.hex())
        call_command("import_kodboxes", path, **{"key_file": key, **options})

    return take


def test_a_file_is_taken_into_stock_with_its_seeds(container, take):
    key = add(container, "7000001")
    take()
    device = Device.objects.get()
    assert (device.serial, device.counter, device.secret) == ("7000001", 7, key.secret)
    batch = Batch.objects.get()
    assert (batch.devices_count, len(batch.sha256)) == (1, 64)
    assert batch.imported_by


@pytest.mark.row("S17")
def test_a_known_serial_is_refused_and_its_device_is_unchanged(container, take, capsys):
    known = people.new_kodbox(counter=5)
    add(container, known.device.serial)
    add(container, "7000002")
    with pytest.raises(CommandError, match="nothing was imported"):
        take()
    assert (Device.objects.count(), known.bank_counter()) == (1, 5)
    assert "already known" in capsys.readouterr().err


@pytest.mark.row("S17")
def test_the_same_seed_under_two_serials_is_refused(container, take, capsys):
    seed = secrets.token_bytes(20)
    add(container, "7000001", secret=seed)
    add(container, "7000002", secret=seed)
    with pytest.raises(CommandError, match="1 kodboxes are refused"):
        take()
    assert "7000002: another kodbox has the same seed" in capsys.readouterr().err
    assert not Device.objects.exists()


@pytest.mark.row("C20")
@pytest.mark.parametrize("element", ["MACMethod", "ValueMAC"])
def test_a_secret_without_a_mac_is_refused(container, take, capsys, element):
    add(container, "7000004")
    with pytest.raises(CommandError):
        take(lambda text: text.replace(element, "Nothing"))
    assert "has no MAC" in capsys.readouterr().err


@pytest.mark.row("C20")
def test_unencrypted_secrets_need_the_option(container, take):
    container.encryption.remove_encryption()
    add(container, "7000007")
    with pytest.raises(CommandError):
        take()
    take(allow_plain=True)
    assert Device.objects.count() == 1


def test_the_same_file_is_refused_the_second_time(container, take, tmp_path):
    add(container, "7000008")
    take()
    with pytest.raises(CommandError, match="already imported"):
        call_command(
            "import_kodboxes", tmp_path / "kodboxes.xml", key_file=tmp_path / "kodboxes.key"
        )
    assert Batch.objects.count() == 1


def test_a_dry_run_changes_nothing(container, take, capsys):
    add(container, "7000009")
    take(dry_run=True)
    assert "1 kodboxes could be taken" in capsys.readouterr().out
    assert not Device.objects.exists()


@pytest.mark.row("C22")
@pytest.mark.parametrize("filling", [" " * 100, "<a/>" * 25, "<!--" + "x" * 93 + "-->"])
def test_a_package_that_is_too_large_is_refused_before_it_is_read(tmp_path, filling):
    path = tmp_path / "endless.xml"
    head = '<KeyContainer xmlns="urn:ietf:params:xml:ns:keyprov:pskc" Version="1.0">'
    path.write_text(head + filling * 30_000)
    with pytest.raises(CommandError, match="too large"):
        call_command("import_kodboxes", path)


@pytest.mark.row("C22")
def test_a_file_that_is_too_large_is_not_read(container, take, monkeypatch):
    monkeypatch.setattr(intake, "MAX_FILE_BYTES", 100)
    add(container, "7000010")
    with pytest.raises(CommandError, match="larger than"):
        take()


@pytest.mark.row("C22")
def test_entities_are_not_expanded(tmp_path):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    path = tmp_path / "laughs.xml"
    path.write_text(f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><KeyContainer>&l9;</KeyContainer>')
    with pytest.raises(CommandError, match="entities"):
        call_command("import_kodboxes", path)

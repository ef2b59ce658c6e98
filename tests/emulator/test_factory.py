"""The factory: devices, and their PSKC file."""

import pytest
from pskc import PSKC

from kodbox.emulator import factory, shelf
from kodbox.emulator.keys import parse
from tests import oathtool


@pytest.fixture
def made(tmp_path):
    """The PSKC file of three devices, read with its key."""
    factory.make(3, 1_000_000_001, tmp_path / "kodboxes.pskcxml", tmp_path / "kodboxes.key")
    pskc = PSKC(tmp_path / "kodboxes.pskcxml")
    pskc.encryption.key = bytes.fromhex((tmp_path / "kodboxes.key").read_text())
    return pskc


def otp_keys(pskc):
    return [key for key in pskc.keys if key.algorithm == factory.HOTP]


def test_serials_are_consecutive(made):
    assert shelf.serials() == ["1000000001", "1000000002", "1000000003"]
    assert [key.serial for key in otp_keys(made)] == shelf.serials()


def test_the_file_has_the_secret_and_the_counter_of_each_device(made):
    for key in otp_keys(made):
        device = shelf._load(key.serial)
        assert (key.secret, key.counter) == (device.secret, 0)
        assert len(key.secret) == 20


def test_the_file_has_the_start_pin_of_each_device(made):
    for key in otp_keys(made):
        assert key.policy.pin == shelf.start_pin(key.serial)
        assert key.policy.pin_key.serial == key.serial
        assert key.policy.pin_usage == "Local"
        assert key.policy.may_use("OTP")


def test_the_file_has_the_format_of_the_codes(made):
    for key in otp_keys(made):
        assert (key.response_encoding, key.response_length) == ("DECIMAL", 8)
        assert (key.manufacturer, key.model) == ("Hembanken Demo", "Kodbox")


def test_each_secret_has_a_right_mac(made):
    assert made.mac.algorithm.endswith("hmac-sha256")
    assert made.mac.key != made.encryption.key
    assert all(key._secret.mac_value and key.check() for key in made.keys)


def test_nothing_secret_is_readable_in_the_file(made, tmp_path):
    text = (tmp_path / "kodboxes.pskcxml").read_text()
    assert text.count("PlainValue>0<") == text.count("<pskc:PlainValue>") == 3


@pytest.mark.parametrize("name", ["kodboxes.pskcxml", "kodboxes.key"])
def test_only_the_owner_reads_the_files(made, tmp_path, name):
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


def code_of(serial: str) -> str:
    device = shelf._load(serial)
    device.pin = "4817"
    for key in parse("OK 4817 OK"):
        device.press(key, 1)
    return device.display(1).digits


def test_codes_are_those_of_oathtool(made):
    for key in otp_keys(made):
        assert code_of(key.serial) == oathtool.code(key.secret, 0)


def test_a_start_pin_is_generated_again_while_it_is_too_easy(monkeypatch):
    digits_generated = iter("444423451379")
    monkeypatch.setattr(factory.secrets, "choice", lambda _digits: next(digits_generated))
    assert factory._generate_start_pin() == "1379"


@pytest.mark.parametrize(("count", "first"), [(0, 1), (-1, 1), (1, -1), (2, 9_999_999_999)])
def test_serials_outside_ten_digits_are_refused(tmp_path, count, first):
    with pytest.raises(factory.SerialOutOfRange):
        factory.make(count, first, tmp_path / "b.pskcxml", tmp_path / "b.key")
    assert shelf.serials() == []


def test_a_serial_that_exists_refuses_the_whole_batch(made, tmp_path):
    with pytest.raises(shelf.KodboxExists):
        factory.make(3, 1_000_000_003, tmp_path / "b.pskcxml", tmp_path / "b.key")
    assert len(shelf.serials()) == 3
    assert not (tmp_path / "b.key").exists()


def test_no_file_is_overwritten(made, tmp_path):
    with pytest.raises(FileExistsError):
        factory.make(1, 2_000_000_001, tmp_path / "kodboxes.pskcxml", tmp_path / "kodboxes.key")
    assert len(shelf.serials()) == 3

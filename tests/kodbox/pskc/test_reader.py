"""Files of other tools and the figures of RFC 6030 are read; files with faults are refused."""

import base64
import datetime
import io
import json
import re
import secrets
from pathlib import Path

import pytest
from pskc import PSKC

from kodbox.pskc import reader
from kodbox.pskc.packages import Decryption, DeviceRefused, Package
from kodbox.pskc.reader import FileRefused
from tests.kodbox.pskc.test_intake import add

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "rfc6030.json").read_text())
FIGURE_5, FIGURE_6 = VECTORS["figure5"], VECTORS["figure6"]
XENC = "http://www.w3.org/2001/04/xmlenc#"
CIPHERTEXT = (
    f'<x:EncryptionMethod Algorithm="{XENC}aes128-cbc"/>'
    "<x:CipherData><x:CipherValue>{}</x:CipherValue></x:CipherData>"
)
CIPHERS = ["aes128-cbc", "aes192-cbc", "aes256-cbc", "kw-aes128", "kw-aes192", "kw-aes256"]
MACS = ["hmac-sha1", "hmac-sha256", "hmac-sha512"]
KEY = b"k" * 16
PASSPHRASE = "correct horse battery staple"


def container(data, head="", policy="", algorithm="hotp", digits=8):
    return (
        '<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc" '
        f'xmlns:x="{XENC}">{head}{package("1", data, policy, algorithm, digits)}</KeyContainer>'
    )


def package(name, data, policy="", algorithm="hotp", digits=8):
    return (
        "<KeyPackage><DeviceInfo><SerialNo>987654321</SerialNo></DeviceInfo>"
        f'<Key Id="{name}" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:{algorithm}">'
        f'<AlgorithmParameters><ResponseFormat Length="{digits}" Encoding="DECIMAL"/>'
        f"</AlgorithmParameters><Data>{data}</Data>{policy}</Key></KeyPackage>"
    )


def figure_6(mac_algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1", **changes):
    values = {**FIGURE_6, **changes}
    head = (
        f'<MACMethod Algorithm="{mac_algorithm}"><MACKey>'
        f"{CIPHERTEXT.format(values['mac_key_ciphertext'])}</MACKey></MACMethod>"
    )
    secret = (
        f"<Secret><EncryptedValue>{CIPHERTEXT.format(values['secret_ciphertext'])}"
        f"</EncryptedValue><ValueMAC>{values['value_mac']}</ValueMAC></Secret>"
    )
    return container(secret + "<Counter><PlainValue>0</PlainValue></Counter>", head)


def plain_seed(policy=""):
    secret = f"<Secret><PlainValue>{FIGURE_5['secret']}</PlainValue></Secret>"
    return container(secret + "<Counter><PlainValue>0</PlainValue></Counter>", policy=policy)


def figure_5(pin_id="1-pin"):
    pin = f"<Secret><PlainValue>{FIGURE_5['pin']}</PlainValue></Secret>"
    policy = f'<Policy><PINPolicy MinLength="4" MaxLength="4" PINKeyId="{pin_id}"/></Policy>'
    return plain_seed(policy).replace(
        "</KeyContainer>", package("1-pin", pin, "", "pin", 4) + "</KeyContainer>"
    )


def read(text, **decryption):
    file = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    return list(reader.read(file, Decryption(**decryption)))


def read_figure_6(**changes):
    return read(figure_6(**changes), transport_key=bytes.fromhex(FIGURE_6["key_hex"]))


def encrypt(made):
    made.encryption.setup_preshared_key(key=KEY)


def written(setup=encrypt, **fields):
    """Return a file that python-pskc writes, and the secret in it."""
    made, secret = PSKC(), secrets.token_bytes(20)
    setup(made)
    add(made, "7000001", **{"counter": 3, "secret": secret, **fields})
    text = io.StringIO()
    made.write(text)
    return text.getvalue(), secret


def test_figure_6_is_decrypted_with_its_key():
    (found,) = read_figure_6()
    assert (found.serial, found.counter) == (FIGURE_6["serial"], 0)
    assert found.secret == FIGURE_6["secret_ascii"].encode()


@pytest.mark.row("C12")
def test_figure_5_is_read_with_its_pin_if_plain_secrets_are_allowed():
    (found,) = read(figure_5(), allow_plain=True)
    assert (found.start_pin, found.pin_policy[:13]) == (FIGURE_5["pin_ascii"], "PIN of 4 to 4")
    (refused,) = read(figure_5())
    assert "not encrypted" in str(refused)
    (without_pin,) = read(figure_5(pin_id="another"), allow_plain=True)
    assert "lacks its PIN" in str(without_pin)


@pytest.mark.parametrize("pin", [b"135", b"13579", b"135a"])
def test_a_device_whose_start_pin_is_not_four_digits_is_refused(pin):
    text = figure_5().replace(FIGURE_5["pin"], base64.b64encode(pin).decode())
    (refused,) = read(text, allow_plain=True)
    assert "not four digits" in str(refused)


def flip_bit(text):
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    changed = letters[letters.index(text[5]) ^ 1]
    return text[:5] + changed + text[6:]


@pytest.mark.row("S18")
@pytest.mark.parametrize("field", ["mac_key_ciphertext", "secret_ciphertext", "value_mac"])
def test_one_changed_bit_is_refused(field):
    (refused,) = read_figure_6(**{field: flip_bit(FIGURE_6[field])})
    assert isinstance(refused, DeviceRefused)


@pytest.mark.row("C20")
@pytest.mark.parametrize("name", ["hmac-md5", "hmac-ripemd160"])
def test_a_file_with_a_weak_mac_is_refused(name):
    with pytest.raises(FileRefused, match="MAC method"):
        read_figure_6(mac_algorithm=f"http://www.w3.org/2001/04/xmldsig-more#{name}")


def with_changed_seed(text):
    head, secret = text.split("<pskc:Secret>")
    encrypted = re.search(r"CipherValue>([^<]+)<", secret)[1]
    return f"{head}<pskc:Secret>{secret.replace(encrypted, flip_bit(encrypted))}"


@pytest.mark.row("C20", "S18")
@pytest.mark.parametrize("mac", MACS)
@pytest.mark.parametrize("cipher", CIPHERS)
def test_every_supported_algorithm_is_read(cipher, mac):
    key = secrets.token_bytes(int(re.search(r"aes(\d+)", cipher)[1]) // 8)

    def setup(made):
        made.encryption.setup_preshared_key(key=key, algorithm=cipher)
        if cipher.endswith("cbc"):
            made.mac.setup(algorithm=mac)

    text, secret = written(setup)
    (found,) = read(text, transport_key=key)
    assert (found.secret, found.counter) == (secret, 3)
    (refused,) = read(with_changed_seed(text), transport_key=key)
    assert isinstance(refused, DeviceRefused)


def test_a_file_is_decrypted_with_a_key_derived_from_a_passphrase():
    def setup(made):
        made.encryption.setup_pbkdf2(PASSPHRASE, iterations=1_000)

    text, secret = written(setup)
    (found,) = read(text, passphrase=PASSPHRASE)
    assert found.secret == secret
    (refused,) = read(text, passphrase="another")
    assert isinstance(refused, DeviceRefused)


def test_an_encrypted_counter_is_decrypted():
    def setup(made):
        fields = ["secret", "counter"]
        made.encryption.setup_preshared_key(key=KEY, fields=fields)

    text, _ = written(setup)
    (found,) = read(text, transport_key=KEY)
    assert found.counter == 3
    (refused,) = read(text, transport_key=b"other key of 16!")
    assert "cannot be decrypted" in str(refused)


@pytest.mark.parametrize("iterations", ["0", "-1", "999999999999"])
def test_a_number_of_iterations_that_is_out_of_range_is_refused(iterations):
    text, _ = written(lambda made: made.encryption.setup_pbkdf2(PASSPHRASE, iterations=1_000))
    with pytest.raises(FileRefused, match="passphrase"):
        read(text.replace(">1000<", f">{iterations}<"), passphrase=PASSPHRASE)


@pytest.mark.row("C20")
@pytest.mark.parametrize("cipher", ["tripledes-cbc", "kw-tripledes", "rsa-1_5", "aes128-gcm"])
def test_other_ciphers_are_refused(cipher):
    text, _ = written()
    (refused,) = read(text.replace("#aes128-cbc", f"#{cipher}"), transport_key=KEY)
    assert "is encrypted with" in str(refused)


LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
FAR_AHEAD = datetime.datetime(2090, 1, 1, tzinfo=datetime.UTC)


@pytest.mark.row("C19", "C21")
@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"expiry_date": LONG_AGO}, "expired"),
        ({"start_date": FAR_AHEAD}, "not valid yet"),
        ({"policy.expiry_date": LONG_AGO}, "does not allow codes now"),
        ({"policy.key_usage": ["Encrypt"]}, "does not allow codes now"),
        ({"algorithm_suite": "HMAC-SHA512"}, "HMAC-SHA1"),
        ({"algorithm": "urn:ietf:params:xml:ns:keyprov:pskc:totp"}, "not HOTP"),
        ({"response_length": 6}, "8 decimal digits"),
        ({"response_encoding": "HEXADECIMAL"}, "8 decimal digits"),
        ({"counter": None}, "no counter"),
        ({"counter": -1}, "out of range"),
        ({"counter": 2**63}, "out of range"),
        ({"serial": None}, "serial number"),
        ({"serial": "../../etc"}, "serial number"),
        ({"serial": "9" * 41}, "serial number"),
        ({"secret": b"x" * 15}, "shorter than 16"),
    ],
)
def test_a_key_that_the_bank_cannot_use_is_refused(fields, reason):
    text, _ = written(**fields)
    (refused,) = read(text, transport_key=KEY)
    assert reason in str(refused)


@pytest.mark.row("C21")
def test_an_unknown_policy_is_refused():
    (refused,) = read(plain_seed("<Policy><OnlyOnSundays/></Policy>"), allow_plain=True)
    assert "unknown rules" in str(refused)


@pytest.mark.row("C21")
def test_a_signed_file_is_refused():
    signature = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/></KeyContainer>'
    with pytest.raises(FileRefused, match="signed"):
        read(figure_5().replace("</KeyContainer>", signature), allow_plain=True)


@pytest.mark.row("C19")
@pytest.mark.parametrize("version", ["2.0", "1", ""])
def test_only_version_one_is_read(version):
    with pytest.raises(FileRefused, match="version"):
        read(figure_5().replace('Version="1.0"', f'Version="{version}"'), allow_plain=True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (figure_6()[:-100].encode(), "not well-formed"),
        ("<KeyContainer>å</KeyContainer>".encode("latin-1"), "not"),
        (b"\x00" * 1_000, "not well-formed"),
        (b"<html/>", "root is not"),
        (figure_6().replace('Length="8"', 'Length="eight"').encode(), "not PSKC"),
    ],
)
def test_a_file_with_a_fault_is_refused_with_one_sentence(text, reason):
    with pytest.raises(FileRefused, match=reason):
        read(text)


def test_a_representation_shows_no_secret():
    (found,) = read_figure_6()
    assert isinstance(found, Package)
    assert FIGURE_6["secret_ascii"] not in repr(found)
    assert PASSPHRASE not in repr(Decryption(passphrase=PASSPHRASE, transport_key=b"k"))

"""How fast files come in, and in how much memory.

    python -m tests.benchmarks.imports kodboxes 100000
    python -m tests.benchmarks.imports customers 1000000

Makes a file, imports it on SQLite in a process of its own, and prints what that process took.
"""

import argparse
import base64
import os
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives import hashes, hmac, padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from accounts.personnummer import is_luhn
from hembanken.crypto import keys
from tests.benchmarks.comparing import print_row

ROOT = Path(__file__).parent.parent.parent
KEY = bytes(range(16))
XENC = "http://www.w3.org/2001/04/xmlenc#"
HEAD = (
    '<KeyContainer Version="1.0" xmlns="urn:ietf:params:xml:ns:keyprov:pskc" '
    f'xmlns:x="{XENC}"><MACMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1"/>\n'
)
PACKAGE = (
    "<KeyPackage><DeviceInfo><Manufacturer>Maker</Manufacturer><SerialNo>{serial}</SerialNo>"
    '</DeviceInfo><Key Id="{serial}" Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:hotp">'
    '<AlgorithmParameters><ResponseFormat Length="8" Encoding="DECIMAL"/></AlgorithmParameters>'
    "<Data><Secret><EncryptedValue>"
    f'<x:EncryptionMethod Algorithm="{XENC}aes128-cbc"/>'
    "<x:CipherData><x:CipherValue>{cipher}</x:CipherValue></x:CipherData></EncryptedValue>"
    "<ValueMAC>{mac}</ValueMAC></Secret><Counter><PlainValue>0</PlainValue></Counter></Data>"
    "</Key></KeyPackage>\n"
)


def kodboxes(count: int) -> Iterator[str]:
    """Yield a PSKC file with encrypted seeds, each with its MAC."""
    yield HEAD
    for serial in range(10**9, 10**9 + count):
        pad = padding.PKCS7(128).padder()
        plain = pad.update(secrets.token_bytes(20)) + pad.finalize()
        vector = secrets.token_bytes(16)
        encryptor = Cipher(algorithms.AES(KEY), modes.CBC(vector)).encryptor()
        cipher = vector + encryptor.update(plain) + encryptor.finalize()
        mac = hmac.HMAC(KEY, hashes.SHA1())
        mac.update(cipher)
        yield PACKAGE.format(
            serial=serial,
            cipher=base64.b64encode(cipher).decode(),
            mac=base64.b64encode(mac.finalize()).decode(),
        )
    yield "</KeyContainer>\n"


def customers(count: int) -> Iterator[str]:
    """Yield a CSV file of kundnummer, which no person has."""
    yield "kundnummer;name;street;postcode;city;email;language\n"
    for place in range(count):
        nine = f"{place % 100:02}{13 + place // 100 % 7}{place // 700:05}"
        last = next(digit for digit in "0123456789" if is_luhn(nine + digit))
        yield f"{nine}{last};Kund {place};Gatan {place};111 22;Staden;k{place}@bank.example;sv\n"


def measure(what: str, count: int) -> None:
    """Import a file of so many, and print a row of the README's table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        keys.create(folder / "keys.json")
        path = folder / what
        with path.open("w", encoding="utf-8") as file:
            file.writelines({"kodboxes": kodboxes, "customers": customers}[what](count))
        environment = {**os.environ, "HEMBANKEN_PROFILE": "demo", "HEMBANKEN_VAR": name}
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "migrate", "-v0"], env=environment, check=True)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        begun = time.monotonic()
        options = ["--key-file", str(folder / "key")] if what == "kodboxes" else []
        (folder / "key").write_text(KEY.hex())
        subprocess.run(
            [*manage, f"import_{what}", str(path), *options], env=environment, check=True
        )
        seconds = time.monotonic() - begun
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print_row(
            f"{count:,} {what}",
            f"{path.stat().st_size / 1e6:.0f} MB",
            f"{count / seconds:,.0f} a second",
            f"{(used.ru_utime - before) / count * 1e6:.0f} µs CPU each",
            f"{used.ru_maxrss / 1024:.0f} MB at most",
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["kodboxes", "customers"])
    parser.add_argument("count", type=int)
    measure(**vars(parser.parse_args()))

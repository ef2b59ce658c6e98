"""Measure how fast files are imported, and with how much memory.

    python -m tests.benchmarks.imports kodboxes 100000
    python -m tests.benchmarks.imports customers 1000000

Writes a file, imports it on SQLite in a separate process, and prints what that process used.
"""

import argparse
import base64
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
from tests.benchmarks.comparing import print_head, print_row
from tests.server import running

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
    """Yield a PSKC file of encrypted seeds, each with its MAC."""
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
    """Yield a CSV file of customers with kundnummer that no person has."""
    yield "kundnummer;name;street;postcode;city;email;language\n"
    for index in range(count):
        nine = f"{index % 100:02}{13 + index // 100 % 7}{index // 700:05}"
        last = next(digit for digit in "0123456789" if is_luhn(nine + digit))
        yield f"{nine}{last};Kund {index};Gatan {index};111 22;Staden;k{index}@bank.example;sv\n"


FILES = {"kodboxes": kodboxes, "customers": customers}


def main(kind: str, count: int) -> None:
    """Import a file with so many rows, and print the results."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        keys.create(folder / "keys.json")
        path, key_file = folder / kind, folder / "key"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(FILES[kind](count))
        key_file.write_text(KEY.hex())
        options = ["--key-file", str(key_file)] if kind == "kodboxes" else []
        settings = running.environment(HEMBANKEN_PROFILE="demo", HEMBANKEN_VAR=name)
        running.manage(settings, "migrate", "-v0")
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        started = time.monotonic()
        command = [sys.executable, "manage.py", f"import_{kind}", str(path), *options]
        subprocess.run(command, env=settings, cwd=running.ROOT, check=True)
        seconds = time.monotonic() - started
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print_head("imports", "file", "speed", "CPU each", "memory")
        print_row(
            f"`{kind} {count}`",
            f"{path.stat().st_size / 1e6:.0f} MB",
            f"{count / seconds:,.0f} a second",
            f"{(used.ru_utime - before) / count * 1e6:.0f} µs",
            f"{used.ru_maxrss / 1024:.0f} MB at most",
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=FILES)
    parser.add_argument("count", type=int)
    main(**vars(parser.parse_args()))

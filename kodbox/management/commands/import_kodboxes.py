"""Take a manufacturer's file of devices into stock."""

import gc
import getpass
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kodbox.pskc.intake import Intake
from kodbox.pskc.packages import Decryption
from kodbox.pskc.reader import FileRefused


class Command(BaseCommand):
    help = "Takes a PSKC file (RFC 6030) into stock: all of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        secret = parser.add_mutually_exclusive_group()
        secret.add_argument("--key-file", type=Path, help="holds the transport key, in hex")
        secret.add_argument("--passphrase-file", type=Path, help="holds the passphrase")
        parser.add_argument("--allow-plain", action="store_true", help="accept unencrypted secrets")
        parser.add_argument("--dry-run", action="store_true", help="only report")

    def handle(self, *args: Any, **options: Any) -> None:
        gc.freeze()  # The garbage collector would search all that Django has loaded, repeatedly.
        intake = Intake(self.stderr.write)
        try:
            decryption = _decryption(options)
            intake.take(options["file"], decryption, getpass.getuser(), dry_run=options["dry_run"])
        except FileRefused as reason:
            raise CommandError(f"{reason} Nothing was imported.") from None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from None
        for policy in sorted(intake.pin_policies):
            self.stdout.write(f"PIN policy of the devices in the file: {policy}.")
        if intake.refused:
            raise CommandError(f"{intake.refused} kodboxes are refused; nothing was imported.")
        result = "could be taken into stock" if options["dry_run"] else "are in stock"
        self.stdout.write(f"{intake.taken} kodboxes {result}.")


def _decryption(options: dict[str, Any]) -> Decryption:
    key, passphrase = options["key_file"], options["passphrase_file"]
    try:
        return Decryption(
            transport_key=bytes.fromhex(key.read_text(encoding="ascii").strip()) if key else None,
            passphrase=passphrase.read_text(encoding="utf-8").strip("\r\n") if passphrase else None,
            allow_plain=options["allow_plain"],
        )
    except ValueError:
        raise FileRefused(f"{key or passphrase} is not hexadecimal, or not UTF-8.") from None

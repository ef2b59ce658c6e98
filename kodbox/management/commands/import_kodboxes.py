"""Take a manufacturer's file of kodboxes into stock."""

import gc
import getpass
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kodbox.pskc.intake import Intake
from kodbox.pskc.packages import Secrets
from kodbox.pskc.reader import FileRefused


class Command(BaseCommand):
    """All of the file or nothing, with a line for each device that is refused and why."""

    help = "Takes a PSKC file (RFC 6030) into stock: all of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        secret = parser.add_mutually_exclusive_group()
        secret.add_argument("--key-file", type=Path, help="holds the transport key, in hex")
        secret.add_argument("--passphrase-file", type=Path, help="holds the passphrase")
        parser.add_argument("--allow-plain", action="store_true", help="take unencrypted secrets")
        parser.add_argument("--dry-run", action="store_true", help="only report")

    def handle(self, *args: Any, **options: Any) -> None:
        gc.freeze()  # Else all that Django has loaded is searched for garbage again and again.
        intake = Intake(self.stderr.write)
        try:
            secrets = _secrets(options)
            intake.take(options["file"], secrets, getpass.getuser(), dry_run=options["dry_run"])
        except FileRefused as reason:
            raise CommandError(f"{reason} Nothing was imported.") from None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from None
        for policy in sorted(intake.pin_policies):
            self.stdout.write(f"The file says of the devices: {policy}.")
        if intake.refused:
            raise CommandError(f"{intake.refused} kodboxes are refused; nothing was imported.")
        said = "could be taken into stock" if options["dry_run"] else "are in stock"
        self.stdout.write(f"{intake.taken} kodboxes {said}.")


def _secrets(options: dict[str, Any]) -> Secrets:
    key, passphrase = options["key_file"], options["passphrase_file"]
    try:
        return Secrets(
            key=bytes.fromhex(key.read_text(encoding="ascii").strip()) if key else None,
            passphrase=passphrase.read_text(encoding="utf-8").strip("\r\n") if passphrase else None,
            allow_plain=options["allow_plain"],
        )
    except ValueError:
        raise FileRefused(f"{key or passphrase} does not hold what it should.") from None

"""Make the key file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hembanken.crypto import keys


class Command(BaseCommand):
    """Write a new key file, readable by its owner only; an existing file is never replaced."""

    help = "Makes the key file that HEMBANKEN_KEYS names, or the given file."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="default: what HEMBANKEN_KEYS names")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"] or settings.HEMBANKEN_KEYS
        if not path:
            raise CommandError("Name a file, or set HEMBANKEN_KEYS to one.")
        try:
            keys.create(path)
        except FileExistsError:
            raise CommandError(f"{path} exists; keys are never overwritten.") from None
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
        self.stdout.write(
            f"{path} holds the keys now. Keep a copy of it apart from the database: "
            "without it nobody can log in, and no encrypted value can be read."
        )

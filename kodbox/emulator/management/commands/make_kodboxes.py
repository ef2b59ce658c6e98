"""Make devices for the demonstration."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kodbox.emulator import factory
from kodbox.emulator.shelf import KodboxExists


class Command(BaseCommand):
    help = "Make emulated kodboxes, and the PSKC file from which the bank takes them into stock."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, required=True, help="how many kodboxes to make")
        parser.add_argument("--first", type=int, required=True, help="the first serial number")
        parser.add_argument("--pskc", type=Path, required=True, help="the PSKC file to write")
        parser.add_argument(
            "--key-file", type=Path, required=True, help="where to write the PSKC file's key"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            serials = factory.make(
                options["count"], options["first"], options["pskc"], options["key_file"]
            )
        except (factory.SerialOutOfRange, KodboxExists) as refusal:
            raise CommandError(str(refusal)) from refusal
        except FileExistsError as exists:
            raise CommandError(
                f"{exists.filename} exists already and is not overwritten: name another file."
            ) from exists
        self.stdout.write("\n".join(serials))

"""Register the customers of a CSV file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.customers.csv_file import FileRefused
from accounts.customers.csv_import import Registration


class Command(BaseCommand):
    """All of the file or nothing, with a line for each row that is refused and why."""

    help = "Registers the customers of a CSV file, and dispatches the kodboxes that it names."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        registration = Registration(self.stderr.write)
        try:
            registration.register(options["file"])
        except FileRefused as reason:
            raise CommandError(f"{reason} Nobody was registered.") from None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from None
        if registration.refused:
            raise CommandError(f"{registration.refused} rows are refused; nobody was registered.")
        self.stdout.write(f"{registration.registered} customers are registered.")

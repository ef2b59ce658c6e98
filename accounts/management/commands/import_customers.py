"""Register the customers of a CSV file: all of them, or none if a row is refused."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.customers.csv_file import FileRefused
from accounts.customers.csv_import import CsvImport


class Command(BaseCommand):
    help = "Registers the customers of a CSV file, and dispatches the kodboxes that it names."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        csv_import = CsvImport(self.stderr.write)
        try:
            csv_import.run(options["file"])
        except FileRefused as reason:
            raise CommandError(f"{reason} No customer was registered.") from None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from None
        if csv_import.refused:
            raise CommandError(
                f"{csv_import.refused} rows are refused. No customer was registered."
            )
        self.stdout.write(f"{csv_import.registered} customers are registered.")

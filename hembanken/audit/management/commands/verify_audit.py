"""Verify the audit log, and export its heads or compare it with an earlier export."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hembanken.audit import exports, verification


class Command(BaseCommand):
    """A line for each account whose journal is broken; nothing broken is ever exported."""

    help = "Verifies every row of the audit log, while the site runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--export", type=Path, help="write the heads here, signed")
        parser.add_argument("--against", type=Path, help="an export that nothing may fall behind")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with verification.snapshot():
                self._verify(options["against"])
                if options["export"]:
                    count = exports.write(options["export"], verification.heads(), timezone.now())
                    self.stdout.write(f"{count} heads are in {options['export']}, signed.")
        except exports.ExportRefused as reason:
            raise CommandError(str(reason)) from None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from None

    def _verify(self, against: Path | None) -> None:
        broken, checked = 0, verification.Verification()
        for account_id, fault in checked.faults(exports.read(against) if against else ()):
            broken += 1
            self.stderr.write(f"Account {account_id}: {fault}")
        self.stdout.write(f"{checked.rows} rows of {checked.accounts} accounts were checked.")
        if broken:
            raise CommandError(
                f"The audit log of {broken} accounts is broken; nothing was exported."
            )

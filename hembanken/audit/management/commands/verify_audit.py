"""Verify the audit log; export its heads, or compare it with an earlier export."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hembanken.audit import exports, verification


class Command(BaseCommand):
    """Report each account whose chain is broken; a broken audit log is never exported."""

    help = "Verifies every row of the audit log, while the site runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--export", type=Path, help="write the heads to this file, signed")
        parser.add_argument("--against", type=Path, help="compare with this earlier export")

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
        broken, verified = 0, verification.Verification()
        for account_id, fault in verified.faults(exports.read(against) if against else ()):
            broken += 1
            self.stderr.write(f"Account {account_id}: {fault}")
        self.stdout.write(f"{verified.rows} rows of {verified.accounts} accounts were checked.")
        if broken:
            raise CommandError(
                f"The audit log of {broken} accounts is broken; nothing was exported."
            )

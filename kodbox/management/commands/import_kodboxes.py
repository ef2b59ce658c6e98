"""Take a manufacturer's file of kodboxes into stock."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from kodbox import pskc, stock
from kodbox.models import Batch, Device


class Command(BaseCommand):
    """All of the file or nothing, with a line for each device that is refused and why."""

    help = "Takes a PSKC file (RFC 6030) into stock: all of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--key-file", type=Path, help="the transport key, in hex")
        parser.add_argument("--allow-plain", action="store_true", help="take unencrypted secrets")
        parser.add_argument("--dry-run", action="store_true", help="only report")

    def handle(self, *args: Any, **options: Any) -> None:
        packages = self._packages(options)
        if options["dry_run"]:
            self.stdout.write(f"{len(packages)} kodboxes could be taken into stock.")
            return
        digest = hashlib.sha256(options["file"].read_bytes()).hexdigest()
        if Batch.objects.filter(sha256=digest).exists():
            raise CommandError("This file has been imported before.")
        with transaction.atomic():
            batch = Batch.objects.create(sha256=digest, devices_count=len(packages))
            Device.objects.bulk_create(
                [
                    stock.new_device(
                        package.serial,
                        package.secret,
                        counter=package.counter,
                        start_pin=package.start_pin,
                        batch=batch,
                        manufacturer=package.manufacturer,
                        model=package.model,
                    )
                    for package in packages
                ],
                batch_size=1_000,
            )
        self.stdout.write(f"{len(packages)} kodboxes are in stock.")

    def _packages(self, options: dict[str, Any]) -> list[pskc.Package]:
        allow_plain = options["allow_plain"]
        try:
            keys = pskc.read(options["file"], _key(options["key_file"]), allow_plain=allow_plain)
        except (pskc.FileRefused, OSError, ValueError) as reason:
            raise CommandError(str(reason)) from None
        packages: list[pskc.Package] = []
        refused: list[str] = []
        for found in pskc.packages(keys, allow_plain=allow_plain):
            if isinstance(found, pskc.PackageRefused):
                refused.append(str(found))
            else:
                packages.append(found)
        refused += _known([package.serial for package in packages])
        for line in refused:
            self.stderr.write(line)
        if refused:
            raise CommandError(f"{len(refused)} kodboxes are refused; nothing was imported.")
        return packages


def _key(path: Path | None) -> bytes | None:
    try:
        return bytes.fromhex(path.read_text(encoding="ascii").strip()) if path else None
    except ValueError:
        raise ValueError(f"The key file {path} does not hold a key in hex.") from None


def _known(serials: list[str]) -> list[str]:
    """Return a reason for each serial that is in stock already or stands twice in the file."""
    seen = set(Device.objects.values_list("serial", flat=True))
    reasons = []
    for serial in serials:
        if serial in seen:
            reasons.append(f"{serial}: this serial is known already.")
        seen.add(serial)
    return reasons

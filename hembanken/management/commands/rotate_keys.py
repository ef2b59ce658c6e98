"""Add key versions, bring everything under them, and drop versions that nothing uses."""

import time
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hembanken.crypto import key_file, keys
from hembanken.crypto.key_file import KeyFile
from hembanken.crypto.key_usage import format_time, older_versions
from hembanken.crypto.rotation import Rotation

# Django reads its key only when it starts, so this purpose is rotated only on request.
ROTATED = [purpose for purpose in keys.PURPOSES if purpose != "django"]
GRACE_SECONDS = 5  # until a version is current: every process of this machine reads it by then
MAX_WAIT_SECONDS = 60


class Command(BaseCommand):
    """Rotate keys while the site runs; the next run continues an interrupted one."""

    help = "Adds key versions and brings everything under them, while the site runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "purposes", nargs="*", metavar="PURPOSE", help=f"default: {' '.join(ROTATED)}"
        )
        parser.add_argument(
            "--at",
            type=datetime.fromisoformat,
            metavar="TIME",
            help="only add versions that become current then, such as 2030-01-31T04:00",
        )
        mode = parser.add_mutually_exclusive_group()
        mode.add_argument("--status", action="store_true", help="only say what uses older versions")
        mode.add_argument("--drop", action="store_true", help="drop versions that nothing uses")

    def handle(self, *args: Any, **options: Any) -> None:
        if unknown := set(options["purposes"]) - set(keys.PURPOSES):
            raise CommandError(f"No keys are for {min(unknown)}. Name {', '.join(keys.PURPOSES)}.")
        try:
            with key_file.locked(settings.HEMBANKEN_KEYS) as file:
                self._run(file, options)
        except (keys.KeysMissing, key_file.KeyFileInUse) as reason:
            raise CommandError(str(reason)) from None
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be written: {error.strerror}.") from None

    def _run(self, file: KeyFile, options: dict[str, Any]) -> None:
        faults = 0
        if options["drop"]:
            faults = self._rotate()
            self._drop(file, options["purposes"] or keys.PURPOSES)
        elif not options["status"]:
            self._add(file, options["purposes"], options["at"])
            if options["at"]:
                return
            self._wait(file)
            faults = self._rotate()
            file.finish()
        for version in older_versions():
            self.stdout.write(str(version))
        if faults:
            raise CommandError(f"{faults} values cannot be moved; they are named above.")

    def _add(self, file: KeyFile, purposes: list[str], at: datetime | None) -> None:
        """Add versions, except for purposes whose last rotation is unfinished."""
        if file.rotating:
            self.stdout.write(f"The rotation of {', '.join(file.rotating)} goes on.")
        requested = purposes or ([] if file.rotating else ROTATED)
        new = sorted(set(requested) - set(file.rotating))
        if at and at.timestamp() < time.time():
            raise CommandError("--at names a time that has passed.")
        if new:
            file.add(new, at.timestamp() if at else time.time() + GRACE_SECONDS)
            self.stdout.write(f"{file.path} has new keys for {', '.join(new)}: keep a copy of it.")

    def _wait(self, file: KeyFile) -> None:
        """Wait until the new versions are current, or raise CommandError if that takes too long."""
        seconds = file.current_from - time.time()
        if seconds > MAX_WAIT_SECONDS:
            at = format_time(file.current_from)
            raise CommandError(f"The new keys are current from {at}: run rotate_keys then.")
        time.sleep(max(0, seconds))

    def _rotate(self) -> int:
        rotation = Rotation(self.stdout.write, self.stderr.write)
        rotation.run()
        return rotation.faults

    def _drop(self, file: KeyFile, purposes: Iterable[str]) -> None:
        unused = [old for old in older_versions() if old.is_unused and old.purpose in purposes]
        file.drop((version.purpose, version.number) for version in unused)
        for version in unused:
            self.stdout.write(f"{version.purpose} {version.number} was dropped.")

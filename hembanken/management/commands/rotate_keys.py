"""Make new versions of the keys, bring everything under them, and drop what nothing uses."""

import time
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hembanken.crypto import key_file, keys
from hembanken.crypto.key_file import KeyFile
from hembanken.crypto.key_usage import moment, older_versions
from hembanken.crypto.rotation import Rotation

# Django reads its key when it starts, so that it is rotated only by those who ask for it.
ROTATED = [purpose for purpose in keys.PURPOSES if purpose != "django"]
GRACE_SECONDS = 5  # in which every process of this machine learns of a version before it is current
SOON_SECONDS = 60


class Command(BaseCommand):
    """Rotate keys while the site runs; a run that was ended goes on with the next one."""

    help = "Makes new versions of the keys and brings everything under them, while the site runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "purposes", nargs="*", metavar="PURPOSE", help=f"default: {' '.join(ROTATED)}"
        )
        parser.add_argument(
            "--at",
            type=datetime.fromisoformat,
            metavar="TIME",
            help="only make versions that become current then, such as 2030-01-31T04:00",
        )
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--status", action="store_true", help="only say what uses older versions")
        what.add_argument("--drop", action="store_true", help="drop versions that nothing uses")

    def handle(self, *args: Any, **options: Any) -> None:
        if unknown := set(options["purposes"]) - set(keys.PURPOSES):
            raise CommandError(f"No keys are for {min(unknown)}. Name {', '.join(keys.PURPOSES)}.")
        try:
            with key_file.held(settings.HEMBANKEN_KEYS) as file:
                self._act(file, options)
        except (keys.KeysMissing, key_file.KeyFileInUse) as reason:
            raise CommandError(str(reason)) from None
        except OSError as error:
            raise CommandError(f"{error.filename} can't be written: {error.strerror}.") from None

    def _act(self, file: KeyFile, options: dict[str, Any]) -> None:
        faults = 0
        if options["drop"]:
            faults = self._move()
            self._drop(file, options["purposes"] or keys.PURPOSES)
        elif not options["status"]:
            self._make(file, options["purposes"], options["at"])
            if options["at"]:
                return
            self._wait(file)
            faults = self._move()
            file.finish()
        for version in older_versions():
            self.stdout.write(str(version))
        if faults:
            raise CommandError(f"{faults} values can't be moved; they are named above.")

    def _make(self, file: KeyFile, purposes: list[str], at: datetime | None) -> None:
        """Add versions, but none for a purpose whose last rotation is not finished."""
        if file.rotating:
            self.stdout.write(f"The rotation of {', '.join(file.rotating)} goes on.")
        asked = purposes or ([] if file.rotating else ROTATED)
        new = sorted(set(asked) - set(file.rotating))
        if at and at.timestamp() < time.time():
            raise CommandError("--at names a moment that is over.")
        if new:
            file.add(new, at.timestamp() if at else time.time() + GRACE_SECONDS)
            self.stdout.write(f"{file.path} has new keys for {', '.join(new)}: keep a copy of it.")

    def _wait(self, file: KeyFile) -> None:
        """Wait until the new versions are the current ones, which is soon unless --at was given."""
        seconds = file.current_from - time.time()
        if seconds > SOON_SECONDS:
            at = moment(file.current_from)
            raise CommandError(f"The new keys are current from {at}: run it then.")
        time.sleep(max(0, seconds))

    def _move(self) -> int:
        rotation = Rotation(self.stdout.write, self.stderr.write)
        rotation.run()
        return rotation.faults

    def _drop(self, file: KeyFile, purposes: Iterable[str]) -> None:
        free = [each for each in older_versions() if each.is_free and each.purpose in purposes]
        file.drop((each.purpose, each.number) for each in free)
        for each in free:
            self.stdout.write(f"{each.purpose} {each.number} was dropped.")

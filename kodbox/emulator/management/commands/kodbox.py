"""Use an emulated kodbox in the terminal."""

import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kodbox.emulator import keys, shelf, terminal


class Command(BaseCommand):
    help = "Use an emulated kodbox: digits, Enter for OK, m for MENU, q to quit."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("serial", help="the number on the kodbox")
        once = parser.add_mutually_exclusive_group()
        once.add_argument(
            "--press",
            metavar="KEYS",
            help='press these keys ("OK 1234 OK"), print the display, quit',
        )
        once.add_argument(
            "--show-start-pin", action="store_true", help="print the Start-PIN from its letter"
        )
        once.add_argument(
            "--show-pin", action="store_true", help="print the PIN that was chosen on the kodbox"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.use(**options)
        except shelf.NoSuchKodbox as unknown:
            raise CommandError(_unknown(options["serial"])) from unknown
        except keys.NoSuchKey as wrong:
            raise CommandError(f"No key is called {wrong}: use 0 to 9, OK and MENU.") from wrong

    def use(self, serial: str, press: str | None, **options: Any) -> None:
        if options["show_start_pin"]:
            self.stdout.write(shelf.start_pin(serial))
        elif options["show_pin"]:
            self.stdout.write(shelf.pin(serial))
        elif press is not None:
            self.stdout.write(str(shelf.press(serial, keys.parse(press), time.time())))
        else:
            terminal.use(serial, sys.stdin, self.stdout)


def _unknown(serial: str) -> str:
    known = ", ".join(shelf.serials()[:10])
    if not known:
        return "There are no kodboxes yet: make some with `python manage.py demo`."
    return f"There is no kodbox {serial}. The first ones are: {known}."

"""Create a member of staff from the terminal."""

import getpass
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.staff import members
from hembanken.staff.roles import Role


class Command(BaseCommand):
    help = "Creates a member of staff with a role, a long password and a kodbox from stock."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--kodbox", required=True, help="serial of a kodbox in stock")

    def handle(self, *args: Any, **options: Any) -> None:
        username, serial, role = options["username"], options["kodbox"], Role(options["role"])
        password = _read_password()
        try:
            members.hire(username, options["name"], role, password, serial)
        except members.StaffRefused as refused:
            raise CommandError(str(refused)) from None
        except ValidationError as weak:
            raise CommandError(" ".join(weak.messages)) from None
        self.stdout.write(f"{username} may log in with kodbox {serial}.")


def _read_password() -> str:
    """Ask for the password twice in a terminal, or read it once from standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password (14 characters or more): ")
    if getpass.getpass("Once more: ") != password:
        raise CommandError("The two passwords are not the same.")
    return password

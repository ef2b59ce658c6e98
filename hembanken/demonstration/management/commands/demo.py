"""Make the demonstration bank if there is none, and serve it."""

import os
import shutil
import socket
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from hembanken import keys
from hembanken.demonstration import bank

HOST = "127.0.0.1"
PRODUCTION_ONLY = ("DATABASE_URL", "HEMBANKEN_KEYS", "HEMBANKEN_ALLOWED_HOSTS")
MADE_HERE = ("hembanken.sqlite3*", "keys.json", "kodboxes.pskc", "kodboxes.key")


class Command(BaseCommand):
    """A bank of invented people on loopback, which lives in var/ until that folder is removed."""

    help = "Makes a demonstration bank if there is none, and serves it on http://127.0.0.1:8000/"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse_production()
        port = options["port"]
        _refuse_taken(port)
        folder = Path(settings.VAR_DIR)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not bank.people_file().exists():
            self.stdout.write("Making the demonstration bank …")
            _make_room(folder)
            keys.create(settings.HEMBANKEN_KEYS)
        call_command("migrate", verbosity=0)
        if not bank.people_file().exists():
            bank.build()
        call_command("collectstatic", verbosity=0, interactive=False)
        self._welcome(port)
        sys.exit(_serve(port))

    def _refuse_production(self) -> None:
        found = [name for name in PRODUCTION_ONLY if os.environ.get(name)]
        if os.environ.get("HEMBANKEN_PROFILE", "demo") != "demo":
            found.append("HEMBANKEN_PROFILE")
        if found:
            raise CommandError(
                f"The demonstration does not start with production settings: unset {found[0]}."
            )

    def _welcome(self, port: int) -> None:
        self.stdout.write(
            f"\nHembanken, the demonstration: http://{HOST}:{port}/\n"
            f"Whose numbers to try, with their kodboxes: http://{HOST}:{port}/demo/\n"
            "The first login, whole: Cecilia Ny. The ordinary one: Astrid Avtal.\n"
            "Stop it with Ctrl-C. Everything it made is in the folder var/.\n"
        )


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise CommandError(
                f"Something listens on port {port} already. Choose another one: "
                f"python manage.py demo --port {port + 1}"
            ) from None


def _make_room(folder: Path) -> None:
    """Remove what a first start that was broken off has left."""
    for pattern in MADE_HERE:
        for path in folder.glob(pattern):
            path.unlink()
    shutil.rmtree(folder / "kodboxes", ignore_errors=True)


def _serve(port: int) -> int:
    """Run the production server until it is stopped."""
    command = [
        sys.executable,
        "-m",
        "granian",
        *("--interface", "wsgi", "--host", HOST, "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"),
        "hembanken.wsgi:application",
    ]
    environment = {**os.environ, "HEMBANKEN_PROFILE": "demo"}
    try:
        return subprocess.call(command, env=environment, cwd=settings.BASE_DIR)  # noqa: S603
    except KeyboardInterrupt:
        return 0

"""Create the demonstration bank if there is none, and serve it."""

import os
import shutil
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from hembanken.checks import profiles_do_not_mix
from hembanken.crypto import keys
from hembanken.demonstration import bank, people_file

HOST = "127.0.0.1"
CREATED_FILES = ("hembanken.sqlite3*", "keys.json", "kodboxes-*.pskc", "kodboxes-*.key")


class Command(BaseCommand):
    help = (
        "Creates the demonstration bank if there is none, and serves it on http://127.0.0.1:8000/"
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        _refuse_production()
        port = options["port"]
        _refuse_used_port(port)
        if not people_file.path().exists():
            self.stdout.write("Making the demonstration bank …")
            self._build(Path(settings.VAR_DIR))
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        self._welcome(port)
        _serve(port)

    def _build(self, folder: Path) -> None:
        """Create the bank; a marker file allows the next start to replace an unfinished one."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = folder / "demo-unfinished"
        _remove_unfinished(folder, may_remove=unfinished.exists())
        unfinished.touch()
        keys.create(settings.HEMBANKEN_KEYS)
        call_command("migrate", verbosity=0)
        bank.build()
        unfinished.unlink()

    def _welcome(self, port: int) -> None:
        self.stdout.write(
            f"\nHembanken, the demonstration: http://{HOST}:{port}/\n"
            f"Test customers and their kodboxes: http://{HOST}:{port}/demo/\n"
            "For the first login: Cecilia Ny. For an ordinary login: Astrid Avtal.\n"
            f"Stop it with Ctrl-C. All its files are in {settings.VAR_DIR}.\n"
        )
        self.stdout.flush()


def _refuse_production() -> None:
    for fault in profiles_do_not_mix():
        raise CommandError(fault.msg)
    if os.environ.get("HEMBANKEN_PROFILE", "demo") != "demo":
        raise CommandError("HEMBANKEN_PROFILE asks for another profile: unset HEMBANKEN_PROFILE.")


def _refuse_used_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise CommandError(
                f"Something listens on port {port} already. Choose another one: "
                f"python manage.py demo --port {port + 1}"
            ) from None


def _remove_unfinished(folder: Path, *, may_remove: bool) -> None:
    """Remove the files of an interrupted first start, and nothing else."""
    for path in [path for pattern in CREATED_FILES for path in folder.glob(pattern)]:
        if not may_remove:
            raise CommandError(
                f"{path} exists, but no demonstration bank: move it away, or set HEMBANKEN_VAR "
                "to an empty folder."
            )
        path.unlink()
    shutil.rmtree(folder / "kodboxes", ignore_errors=True)


def _serve(port: int) -> None:
    """Replace this process by the production server, which then receives all signals."""
    os.chdir(settings.BASE_DIR)
    command = [
        sys.executable,
        "-m",
        "granian",
        *("--interface", "wsgi", "--host", HOST, "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"),
        *("--workers-kill-timeout", "2"),
        "hembanken.wsgi:application",
    ]
    environment = {**os.environ, "HEMBANKEN_PROFILE": "demo"}
    os.execve(sys.executable, command, environment)  # noqa: S606

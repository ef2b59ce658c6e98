"""Send the messages that are due; for cron, or to stay."""

import signal
from argparse import ArgumentParser
from queue import Empty, SimpleQueue
from typing import Any

from django.core.mail import mailers
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from accounts.customers import email_sender

ENDS = (signal.SIGTERM, signal.SIGINT)


class Command(BaseCommand):
    """Say what was sent, dropped and put off; several may run at once."""

    help = "Sends the messages that wait for customers, by e-mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--stay",
            type=int,
            nargs="?",
            const=10,
            metavar="SECONDS",
            help="go on, with so many seconds between (10), until ended",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if "default" not in mailers:
            raise CommandError("HEMBANKEN_EMAIL_URL names no mail server; the messages wait.")
        if options["stay"] is None:
            self._send(SimpleQueue())
        else:
            self._stay(options["stay"])

    def _stay(self, seconds: int) -> None:
        ended: SimpleQueue[int] = SimpleQueue()  # It may be filled from within a signal.
        for number in ENDS:
            signal.signal(number, lambda number, _frame: ended.put(number))
        while True:
            self._send(ended)
            try:
                ended.get(timeout=seconds)
                return
            except Empty:
                continue

    def _send(self, ended: SimpleQueue[int]) -> None:
        outcomes = email_sender.send_due(lambda: not ended.empty())
        close_old_connections()
        told = [f"{outcome}: {outcomes[outcome]}" for outcome in email_sender.Outcome]
        self.stdout.write("; ".join(told))
        self.stdout.flush()

"""Send the messages that are due, once from cron or continuously."""

import signal
from argparse import ArgumentParser
from queue import Empty, SimpleQueue
from typing import Any

from django.core.mail import mailers
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from accounts.customers import email_sender


class Command(BaseCommand):
    """Print the number of messages for each outcome; several commands may run at the same time."""

    help = "Sends the waiting messages to customers by e-mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--stay",
            type=int,
            nargs="?",
            const=10,
            metavar="SECONDS",
            help="keep sending, with this many seconds between (10), until terminated",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if "default" not in mailers:
            raise CommandError("HEMBANKEN_EMAIL_URL names no mail server; the messages wait.")
        if options["stay"] is None:
            self._send(SimpleQueue())
        else:
            self._stay(options["stay"])

    def _stay(self, seconds: int) -> None:
        signals: SimpleQueue[int] = SimpleQueue()  # Its put() is safe in a signal handler.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda number, _frame: signals.put(number))
        while True:
            self._send(signals)
            try:
                signals.get(timeout=seconds)
                return
            except Empty:
                continue

    def _send(self, signals: SimpleQueue[int]) -> None:
        outcomes = email_sender.send_due(lambda: not signals.empty())
        close_old_connections()
        self.stdout.write("; ".join(f"{name}: {outcomes[name]}" for name in email_sender.Outcome))
        self.stdout.flush()

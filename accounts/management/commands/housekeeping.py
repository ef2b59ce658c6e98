"""Remove expired rows and count refusals by batch; cron may run it at any time."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts import housekeeping
from kodbox.reports import batch_anomalies


class Command(BaseCommand):
    help = (
        "Removes expired rows, takes kodboxes of retired batches out of use, and counts which "
        "batches are refused more often than others."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for description, removed in housekeeping.remove_expired():
            self.stdout.write(f"{description}: {removed}")
        batch_anomalies.count_refusals(timezone.now())

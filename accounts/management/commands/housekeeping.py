"""Remove what has had its time, and count the batches; for cron, at any moment."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts import housekeeping
from kodbox.reports import batch_anomalies


class Command(BaseCommand):
    """Say of each kind how many were removed."""

    help = (
        "Removes what has had its time, moves kodboxes of retired batches out of use, and counts "
        "which batches are refused more often than others."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for what, removed in housekeeping.remove_what_is_over():
            self.stdout.write(f"{what}: {removed}")
        batch_anomalies.count_refusals(timezone.now())

"""Remove what has had its time; for cron, at any moment, also twice at once."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts import housekeeping


class Command(BaseCommand):
    """Say of each kind how many were removed."""

    help = "Removes what has had its time, and moves kodboxes of retired batches out of use."

    def handle(self, *args: Any, **options: Any) -> None:
        for what, removed in housekeeping.remove_what_is_over():
            self.stdout.write(f"{what}: {removed}")

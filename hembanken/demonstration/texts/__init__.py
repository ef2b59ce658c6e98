"""The demonstration's terms and agreement, in an earlier and the current version."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from accounts.models import Agreement


def publish(version: int, *, days_ago: int) -> None:
    """Publish a version of both texts that has been valid for some days."""
    valid_from = timezone.now() - timedelta(days=days_ago)
    for kind in Agreement.Kind:
        text = Path(__file__).with_name(f"{kind}-{version}.md").read_text(encoding="utf-8")
        Agreement.objects.create(
            kind=kind, version=version, text=text.strip(), valid_from=valid_from
        )

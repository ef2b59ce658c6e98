"""Rotating the keys, completely or only as far as a new version in the key file."""

from django.conf import settings
from django.core.management import call_command

from hembanken.crypto import key_file


def rotate(*arguments: str) -> None:
    call_command("rotate_keys", *arguments)


def add(*purposes: str, at: float = 0) -> None:
    """Add a key version for each purpose, current from a given time, and rotate no row."""
    with key_file.locked(settings.HEMBANKEN_KEYS) as file:
        file.add(purposes, at)

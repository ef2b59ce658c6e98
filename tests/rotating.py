"""Rotating the keys, whole or only as far as a new version in the key file."""

from django.conf import settings
from django.core.management import call_command

from hembanken.crypto import key_file


def rotate(*arguments: str) -> None:
    call_command("rotate_keys", *arguments)


def add(*purposes: str, at: float = 0) -> None:
    """Give purposes a new version that is current from a moment on, and move nothing."""
    with key_file.held(settings.HEMBANKEN_KEYS) as file:
        file.add(purposes, at)

"""Writing a message: subject and text, in the customer's language."""

from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from hembanken.journal.events import Event
from hembanken.outbox.models import Told
from hembanken.outbox.words import TOLD


class Letter(NamedTuple):
    """A message as it is sent."""

    subject: str
    body: str


def write(told: Told, language: str) -> Letter:
    """Write what is told in the customer's language, in Swedish where there is no other."""
    language = "en" if language == "en" else "sv"
    words = TOLD[Event(told.event)][language]
    hours = settings.KUNDSERVICE_HOURS_ENGLISH if language == "en" else settings.KUNDSERVICE_HOURS
    about = {"words": words, "told": told, "phone": settings.KUNDSERVICE_PHONE, "hours": hours}
    with translation.override(language):
        return Letter(words.subject, render_to_string(f"outbox/{language}.txt", about))

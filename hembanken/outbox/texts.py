"""Writing a message: subject and text, in the customer's language."""

from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils import translation

from hembanken.journal.events import Event
from hembanken.outbox.models import Told
from hembanken.outbox.words import TOLD
from hembanken.pages.context import contact


class Letter(NamedTuple):
    """A message as it is sent."""

    subject: str
    body: str


def write(told: Told, language: str) -> Letter:
    """Write what is told in the customer's language, in Swedish where there is no other."""
    language = "en" if language == "en" else "sv"
    words = TOLD[Event(told.event)]
    with translation.override(language):
        about = {"words": words, "told": told, **contact()}
        return Letter(str(words.subject), render_to_string(f"outbox/{language}.txt", about))

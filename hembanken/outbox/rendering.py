"""Writing a message: subject and text, in the customer's language."""

from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils import translation

from hembanken.audit.events import Event
from hembanken.outbox.models import Notification
from hembanken.outbox.notifications import NOTIFICATIONS
from hembanken.web.context_processors import contact


class Email(NamedTuple):
    """A message as it is sent."""

    subject: str
    body: str


def render_email(told: Notification, language: str) -> Email:
    """Write what is told in the customer's language, in Swedish where there is no other."""
    language = "en" if language == "en" else "sv"
    words = NOTIFICATIONS[Event(told.event)]
    with translation.override(language):
        about = {"text": words, "notification": told, **contact()}
        return Email(str(words.subject), render_to_string(f"outbox/{language}.txt", about))

"""Rendering a notification: subject and body, in the customer's language."""

from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils import translation

from hembanken.audit.events import Event
from hembanken.outbox.models import Notification
from hembanken.outbox.notifications import NOTIFICATIONS
from hembanken.web.context_processors import contact


class Email(NamedTuple):
    subject: str
    body: str


def render_email(notification: Notification, language: str) -> Email:
    """Return a notification as an email, in English or by default in Swedish."""
    language = "en" if language == "en" else "sv"
    text = NOTIFICATIONS[Event(notification.event)]
    with translation.override(language):
        context = {"text": text, "notification": notification, **contact()}
        return Email(str(text.subject), render_to_string(f"outbox/{language}.txt", context))

"""Sending what waits in the outbox, to the address and in the language of its customer.

A message is removed after the mail server has taken it: a crash between the two sends it twice,
under one Message-ID, and never not at all.
"""

import logging
import smtplib
from collections import Counter
from collections.abc import Callable
from email.utils import parseaddr
from enum import StrEnum

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.utils.encoding import punycode

from accounts.models import Account
from hembanken.crypto.encryption import DecryptionFailed
from hembanken.outbox import outbox, rendering
from hembanken.outbox.models import Message

HEADERS = {"Auto-Submitted": "auto-generated"}  # RFC 3834: nobody's absence answers it
PERMANENT = range(500, 600)  # RFC 5321 section 4.2.1

log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What became of a message."""

    SENT = "sent"
    DROPPED = "dropped, nobody to send to"
    PUT_OFF = "put off"
    GIVEN_UP = "given up"


class NoRecipient(Exception):
    """The account is gone, or has no address that messages can be sent to."""


def send_due(is_ended: Callable[[], bool]) -> Counter[Outcome]:
    """Send each message that is due, until there is none or the end has come."""
    outcomes: Counter[Outcome] = Counter()
    server = mailers.default
    try:
        while not is_ended() and (message := outbox.claim_next()):
            outcomes[_send(message, server)] += 1
    finally:
        server.close()
    return outcomes


def _send(message: Message, server: BaseEmailBackend) -> Outcome:
    try:
        letter = _email(message)
        server.open()
        server.send_messages([letter])
    except NoRecipient:
        outcome = Outcome.DROPPED
    except (OSError, DecryptionFailed, ValueError) as reason:  # what smtplib raises is an OSError
        server.close()
        outcome = Outcome.DROPPED if _is_refused_for_good(reason) else _defer(message, reason)
    else:
        outcome = Outcome.SENT
    if outcome in (Outcome.SENT, Outcome.DROPPED):
        outbox.remove(message)
    return outcome


def _email(message: Message) -> EmailMessage:
    account = Account.objects.filter(pk=message.account_id).first()
    if account is None:
        raise NoRecipient
    address = _address(account)
    letter = rendering.render_email(message.notification, account.language)
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    headers = {**HEADERS, "Message-ID": f"<{message.pk}@{domain}>"}
    return EmailMessage(letter.subject, letter.body, to=[address], headers=headers)


def _address(account: Account) -> str:
    """Return the account's address in the ASCII form that every server understands."""
    written = account.contact_details.get("email", "")
    local, _at, domain = written.rpartition("@")
    try:
        validate_email(written)
        return f"{local}@{punycode(domain)}"
    except (UnicodeError, ValidationError):
        raise NoRecipient from None


def _is_refused_for_good(reason: Exception) -> bool:
    """Tell whether the server knows no such recipient, now and later."""
    return isinstance(reason, smtplib.SMTPRecipientsRefused) and all(
        code in PERMANENT for code, _text in reason.recipients.values()
    )


def _defer(message: Message, reason: Exception) -> Outcome:
    if outbox.defer(message):
        return Outcome.PUT_OFF
    log.error("Message %s is given up: %s.", message.pk, type(reason).__name__)
    return Outcome.GIVEN_UP

"""Send the messages of the outbox, each to its customer's address and in the customer's language.

A message is removed after the mail server has accepted it. A crash between these two steps sends
the message twice with the same Message-ID; no crash loses it.
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

HEADERS = {"Auto-Submitted": "auto-generated"}  # RFC 3834: no out-of-office replies
PERMANENT = range(500, 600)  # RFC 5321 section 4.2.1

log = logging.getLogger(__name__)


class Outcome(StrEnum):
    SENT = "sent"
    DROPPED = "dropped, no recipient"
    DEFERRED = "deferred"
    GIVEN_UP = "given up"


class NoRecipient(Exception):
    """The account does not exist, or has no valid e-mail address."""


def send_due(should_stop: Callable[[], bool]) -> Counter[Outcome]:
    """Send the messages that are due, until none is left or should_stop returns True."""
    outcomes: Counter[Outcome] = Counter()
    server = mailers.default
    try:
        while not should_stop() and (message := outbox.claim_next()):
            outcomes[_send(message, server)] += 1
    finally:
        server.close()
    return outcomes


def _send(message: Message, server: BaseEmailBackend) -> Outcome:
    try:
        email = _render_email(message)
        server.open()
        server.send_messages([email])
    except NoRecipient:
        outcome = Outcome.DROPPED
    except (OSError, DecryptionFailed, ValueError) as error:  # smtplib raises OSError
        server.close()
        outcome = Outcome.DROPPED if _is_refused_permanently(error) else _defer(message, error)
    else:
        outcome = Outcome.SENT
    if outcome in (Outcome.SENT, Outcome.DROPPED):
        outbox.remove(message)
    return outcome


def _render_email(message: Message) -> EmailMessage:
    account = Account.objects.filter(pk=message.account_id).first()
    if account is None:
        raise NoRecipient
    address = _address(account)
    email = rendering.render_email(message.notification, account.language)
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    headers = {**HEADERS, "Message-ID": f"<{message.pk}@{domain}>"}
    return EmailMessage(email.subject, email.body, to=[address], headers=headers)


def _address(account: Account) -> str:
    """Return the account's address with an ASCII domain, or raise NoRecipient."""
    address = account.contact_details.get("email", "")
    local, _at, domain = address.rpartition("@")
    try:
        validate_email(address)
        return f"{local}@{punycode(domain)}"
    except (UnicodeError, ValidationError):
        raise NoRecipient from None


def _is_refused_permanently(error: Exception) -> bool:
    return isinstance(error, smtplib.SMTPRecipientsRefused) and all(
        code in PERMANENT for code, _text in error.recipients.values()
    )


def _defer(message: Message, error: Exception) -> Outcome:
    if outbox.defer(message):
        return Outcome.DEFERRED
    log.error("Message %s is given up: %s.", message.pk, type(error).__name__)
    return Outcome.GIVEN_UP

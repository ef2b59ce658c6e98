"""System checks of the mail settings: a bank that cannot notify customers does not start."""

from collections.abc import Iterator
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from hembanken.checks import safety_check


@safety_check("E020", "HEMBANKEN_EMAIL_URL=smtp://user:password@host", production_only=True)
def mail_server_is_named() -> Iterator[str]:
    if not settings.MAILERS:
        yield "HEMBANKEN_EMAIL_URL names no mail server: customers are not notified."


@safety_check("E021", "HEMBANKEN_EMAIL_FROM=Hembanken <no-reply@bank.example>")
def sender_is_an_address() -> Iterator[str]:
    if settings.MAILERS and not _is_sender(settings.DEFAULT_FROM_EMAIL):
        yield "HEMBANKEN_EMAIL_FROM is not an e-mail address."


def _is_sender(text: str) -> bool:
    try:
        validate_email(parseaddr(text)[1])
    except ValidationError:
        return False
    return text.isprintable()

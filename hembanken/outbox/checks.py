"""System checks of the mail settings: a bank that cannot notify customers does not start."""

from collections.abc import Iterator
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_email


@register(Tags.security, deploy=True)
def mail_server_is_named(**kwargs: Any) -> Iterator[CheckMessage]:
    if not settings.MAILERS:
        yield Error(
            "HEMBANKEN_EMAIL_URL names no mail server: customers are not notified.",
            hint="HEMBANKEN_EMAIL_URL=smtp://user:password@host",
            id="hembanken.E020",
        )


@register(Tags.security)
def sender_is_an_address(**kwargs: Any) -> Iterator[CheckMessage]:
    if settings.MAILERS and not _is_sender(settings.DEFAULT_FROM_EMAIL):
        yield Error(
            "HEMBANKEN_EMAIL_FROM is not an e-mail address.",
            hint="HEMBANKEN_EMAIL_FROM=Hembanken <no-reply@bank.example>",
            id="hembanken.E021",
        )


def _is_sender(text: str) -> bool:
    try:
        validate_email(parseaddr(text)[1])
    except ValidationError:
        return False
    return text.isprintable()

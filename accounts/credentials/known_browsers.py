"""Browsers that a customer has logged in with before: each has a count of attempts of its own.

A stranger who knows a personnummer cannot keep its customer out of such a browser. The cookie is
``BROWSER.MARK.MARK…``: a random name of the browser, and for each customer a keyed mark that
binds the two. It names nobody, opens nothing, and stays at logout.
"""

import re
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare

from accounts.credentials import rate_limits
from accounts.credentials.lockout import Attempt
from hembanken.crypto import blind_index
from hembanken.request_context import context_of

MAX_CUSTOMERS = 5  # who share a browser; the one who has been away longest is forgotten
MAX_AGE_SECONDS = 365 * 24 * 3_600
COOKIE = re.compile(rf"[0-9a-f]{{32}}(\.[0-9a-f]{{64}}){{1,{MAX_CUSTOMERS}}}")


def attempt_for(request: HttpRequest, keys: tuple[bytes, ...]) -> Attempt:
    """Return the attempt that a request makes for a number, under the count that it falls under."""
    browser, marks = _read(request)
    if any(constant_time_compare(mark, own) for mark in marks for own in _marks(browser, keys)):
        names = tuple(
            own for key in keys for own in blind_index.compute_all(f"{browser}:{key.hex()}")
        )
        return Attempt(names, context_of(request))
    context = context_of(request)
    return Attempt(keys, context, rate_limits.keys_for(context.address))


def remember[Response: HttpResponseBase](
    request: HttpRequest, response: Response, keys: tuple[bytes, ...]
) -> Response:
    """Let the answer tell the browser that this number's customer has logged in with it."""
    browser, marks = _read(request)
    own = _marks(browser, keys)
    kept = [own[0], *(mark for mark in marks if mark not in own)][:MAX_CUSTOMERS]
    response.set_cookie(
        settings.BROWSER_COOKIE_NAME,
        ".".join([browser, *kept]),
        max_age=MAX_AGE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    """Return the browser's name and the marks that it brings; a new name where it brings none."""
    value = request.COOKIES.get(settings.BROWSER_COOKIE_NAME, "")
    if not COOKIE.fullmatch(value):
        return secrets.token_hex(16), []
    browser, *marks = value.split(".")
    return browser, marks


def _marks(browser: str, keys: tuple[bytes, ...]) -> list[str]:
    return [
        mark.hex()
        for key in keys
        for mark in blind_index.compute_all(f"browser:{browser}:{key.hex()}")
    ]

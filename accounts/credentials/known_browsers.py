"""Known browsers: a browser that a customer has logged in with has its own count of failures.

A stranger who knows a personnummer therefore cannot lock the customer out of a known browser. The
cookie is ``BROWSER.MARK.MARK…``: a random id of the browser, and for each customer a mark, which
is a keyed hash of that id and the customer's number. The cookie identifies no customer, gives no
access, and stays after logout.
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

MAX_CUSTOMERS = 5  # of one browser; the one who logged in longest ago is dropped
MAX_AGE_SECONDS = 365 * 24 * 3_600
COOKIE = re.compile(rf"[0-9a-f]{{32}}(\.[0-9a-f]{{64}}){{1,{MAX_CUSTOMERS}}}")


def attempt_for(request: HttpRequest, keys: tuple[bytes, ...]) -> Attempt:
    """Return the attempt of a request; a known browser's attempt has its own count."""
    context = context_of(request)
    browser, marks = _read_cookie(request)
    if any(constant_time_compare(mark, right) for mark in marks for right in _marks(browser, keys)):
        return Attempt(_indexes(browser, keys), context)
    return Attempt(keys, context, rate_limits.keys_for(context.address))


def remember[Response: HttpResponseBase](
    request: HttpRequest, response: Response, keys: tuple[bytes, ...]
) -> Response:
    """Set the cookie that makes the browser known to the customer with this number."""
    browser, marks = _read_cookie(request)
    current, *older = _marks(browser, keys)
    others = [mark for mark in marks if mark not in (current, *older)]
    response.set_cookie(
        settings.BROWSER_COOKIE_NAME,
        ".".join([browser, current, *others[: MAX_CUSTOMERS - 1]]),
        max_age=MAX_AGE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _read_cookie(request: HttpRequest) -> tuple[str, list[str]]:
    """Return the browser's id and its marks; a new id and no marks without a valid cookie."""
    value = request.COOKIES.get(settings.BROWSER_COOKIE_NAME, "")
    if not COOKIE.fullmatch(value):
        return secrets.token_hex(16), []
    browser, *marks = value.split(".")
    return browser, marks


def _marks(browser: str, keys: tuple[bytes, ...]) -> list[str]:
    return [mark.hex() for mark in _indexes(f"browser:{browser}", keys)]


def _indexes(name: str, keys: tuple[bytes, ...]) -> tuple[bytes, ...]:
    return tuple(index for key in keys for index in blind_index.compute_all(f"{name}:{key.hex()}"))

"""The page that a visitor wanted to open before the login: `?next=`, if it is safe to lead there.

Only a path of this site counts, of a page that can be opened and that is no part of the login.
"""

import re
from urllib.parse import unquote, urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from accounts.login.steps import Step

PARAMETER = "next"
MAX_LENGTH = 500
VISIBLE_ASCII = re.compile(r"/[!-\[\]-~]*")  # no blank, control character or backslash
STAFF_APP = "admin"
PARTS_OF_THE_LOGIN = {"login", "other_login", "new_password", "temporary_password", *Step}
NO_PAGES = {"start", "set_language", "logout", "log_out_everywhere", "time_left", "stay"}
DEMONSTRATION = {"demo_log_in", "demo_first_login", "demo_restart", "demo_close"}  # buttons
AFTERMATHS = {
    *("timed_out", "password_changed", "order_received", "pause_received", "kodbox_paused"),
}
NOT_FOR_CUSTOMERS = PARTS_OF_THE_LOGIN | NO_PAGES | DEMONSTRATION | AFTERMATHS
NOT_FOR_STAFF = {"login", "logout", "jsi18n", "autocomplete", "view_on_site"}


def of_customer(request: HttpRequest) -> str:
    """Return the path of the customer's page that `?next=` names, or an empty string."""
    target, match = _resolve(request)
    is_open = match and match.app_name != STAFF_APP and match.url_name not in NOT_FOR_CUSTOMERS
    return target if is_open else ""


def of_staff(request: HttpRequest) -> str:
    """Return the path of the staff's page that `?next=` names, or an empty string."""
    target, match = _resolve(request)
    if match is None or match.app_name != STAFF_APP or match.url_name is None:
        return ""
    return "" if match.url_name in NOT_FOR_STAFF else target


def login_url(request: HttpRequest) -> str:
    """Return the path of the login page with the page that is wanted from it."""
    wanted = of_customer(request)
    return reverse("login") + (f"?{urlencode({PARAMETER: wanted})}" if wanted else "")


def _resolve(request: HttpRequest) -> tuple[str, ResolverMatch | None]:
    target = request.GET.get(PARAMETER, "")
    is_local = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    if not is_local or len(target) > MAX_LENGTH or not VISIBLE_ASCII.fullmatch(target):
        return "", None
    path = unquote(urlsplit(target).path)
    if "//" in path or "/." in path:
        return "", None
    try:
        return target, resolve(path)
    except Resolver404:
        return "", None

"""The kodbox beside the pages while somebody logs in; it exists in the demonstration only.

A cookie names the kodbox. It is added to the finished page, so that the bank's pages know nothing
of it, in a frame: the only page of the site that may be framed (kodbox.emulator.views).
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.csp import CSP
from django.utils.html import format_html
from django.views.decorators.csp import csp_override

from hembanken.demonstration import shown

COOKIE = "hembanken-companion"
WITHOUT_COMPANION = {"admin", "emulator"}  # namespaces


class CompanionMiddleware:
    """Add the chosen kodbox to each page of a customer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if COOKIE not in request.COOKIES:
            return self.get_response(request)
        request.META.pop("HTTP_ACCEPT_ENCODING", None)  # Nothing can be added to compressed text.
        response = self.get_response(request)
        person = shown.holder(request.COOKIES[COOKIE]) if _takes_it(request, response) else None
        return _add(request, response, person) if person else response


def choose(response: HttpResponse, serial: str) -> HttpResponse:
    response.set_cookie(COOKIE, serial, httponly=True, samesite="Lax")
    return response


def leave(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def _takes_it(request: HttpRequest, response: HttpResponseBase) -> bool:
    match = request.resolver_match
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return bool(
        is_page
        and match
        and match.url_name != "demo"
        and not WITHOUT_COMPANION & {*match.app_names}
    )


def _add(request: HttpRequest, response: HttpResponseBase, person: shown.Shown) -> HttpResponseBase:
    style = format_html('<link rel="stylesheet" href="{}">', static("css/companion.css"))
    aside = render_to_string("demonstration/companion.html", {"companion": person}, request)
    page = getattr(response, "content", b"")
    page = page.replace(b"</head>", style.encode() + b"</head>", 1)
    response.content = page.replace(b"</body>", aside.encode() + b"</body>", 1)  # type: ignore[attr-defined]
    policy = {name: value for name, value in settings.SECURE_CSP.items() if value}
    return csp_override({**policy, "frame-src": [CSP.SELF]})(lambda _request: response)(request)

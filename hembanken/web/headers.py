"""The headers that Django has no setting for, on every answer (H2, H4, H5)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseFileResponse  # type: ignore[import-untyped]

# What a script that does not belong here could abuse. Chromium complains of each that it does not
# know, such as bluetooth.
CLOSED_FEATURES = (
    "camera",
    "clipboard-read",
    "display-capture",
    "geolocation",
    "hid",
    "local-network-access",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
)
HEADERS = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in CLOSED_FEATURES),
}


def reporting(collector: str) -> dict[str, str]:
    """Name the bank's collector of reports, which the content policy sends to, if it has one."""
    return {"Reporting-Endpoints": f'csp="{collector}"'} if collector else {}


class SecurityHeadersMiddleware:
    """Close what the site does not use; nothing but a static file is stored anywhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.headers = HEADERS | reporting(settings.HEMBANKEN_CSP_REPORTS)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, text in self.headers.items():
            response.headers[name] = text
        if not isinstance(response, WhiteNoiseFileResponse):
            response.headers["Cache-Control"] = "no-store"
        return response

"""Security headers of every response for which Django has no setting (H2, H4, H5)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseFileResponse  # type: ignore[import-untyped]

# Features that an injected script could abuse. Chromium logs an error for names that it does not
# know, such as bluetooth.
DISABLED_FEATURES = (
    *("camera", "clipboard-read", "display-capture", "geolocation", "hid", "local-network-access"),
    *("microphone", "midi", "payment", "publickey-credentials-get", "screen-wake-lock"),
    *("serial", "usb"),
)
HEADERS = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in DISABLED_FEATURES),
}


class SecurityHeadersMiddleware:
    """Set the security headers. Only static files may be cached."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.headers = dict(HEADERS)
        if settings.HEMBANKEN_CSP_REPORTS:
            self.headers["Reporting-Endpoints"] = f'csp="{settings.HEMBANKEN_CSP_REPORTS}"'

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers[name] = value
        if not isinstance(response, WhiteNoiseFileResponse):
            response.headers["Cache-Control"] = "no-store"
        return response

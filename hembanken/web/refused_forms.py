"""Redirect after a refused form: its page shows the errors until the next form, or two minutes.

A page that answers a POST cannot be reloaded, or returned to, without a question of the browser.
The errors travel in an encrypted cookie. A session would need a row for each stranger, and saving
the row of a login could overwrite what a duplicate submission has stored at the same time.
"""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, override

from hembanken.crypto import encryption
from hembanken.web.waiting import until_params

MAX_AGE_SECONDS = 120
PADDED_BYTES = 1_800  # of every cookie, so that its length reveals nothing
MAX_KEPT_LENGTH = 100
FORMS_BESIDE = {"set_language", "stay"}  # sent from a page that keeps its errors


def render_form(request: HttpRequest, template: str, form: Form, **context: Any) -> HttpResponse:
    """Render a page with its form. A refused form redirects to this page, which shows its errors.

    A form may name the fields whose input is kept in `kept_fields`.
    """
    if form.is_bound:
        return redirect_to_page(request, form)
    restore_errors(request, form)
    return render(request, template, {"form": form, **context})


def redirect_to_page(request: HttpRequest, form: Form) -> HttpResponse:
    """Redirect to the page of a refused form, with its errors in the cookie."""
    response = redirect(request.get_full_path())
    response.set_cookie(
        settings.REFUSAL_COOKIE_NAME,
        _encode(form, request.path),
        max_age=MAX_AGE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def restore_errors(request: HttpRequest, form: Form) -> None:
    """Add the errors and the kept input of a refused form to a new one of its page."""
    refusal = _decode(request.COOKIES.get(settings.REFUSAL_COOKIE_NAME, ""), request.path)
    if time.time() - refusal.get("at", 0) >= MAX_AGE_SECONDS:
        return
    form.initial = {**form.initial, **refusal["kept"]}
    form.cleaned_data = {}
    for name, message, code, params in refusal["errors"]:
        if name == NON_FIELD_ERRORS or name in form.fields:
            form.add_error(name, _error(message, code, params))


class RefusedFormMiddleware:
    """Drop the errors of a refused form at the next form that the browser sends."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        name = settings.REFUSAL_COOKIE_NAME
        page = request.resolver_match and request.resolver_match.url_name
        is_next_form = request.method == "POST" and page not in FORMS_BESIDE
        if is_next_form and name in request.COOKIES and name not in response.cookies:
            response.delete_cookie(name, samesite="Strict")
        return response


def _error(message: str, code: str, params: dict[str, Any]) -> ValidationError:
    if "until" in params:
        params |= until_params(params["until"])
    return ValidationError(gettext(message), code=code, params=params)


def _encode(form: Form, path: str) -> str:
    """Encrypt the errors, in the source language, and the kept input, in a fixed length."""
    refusal = {"at": time.time(), "errors": _errors_of(form), "kept": _kept_input(form)}
    content = json.dumps(refusal, ensure_ascii=False).encode()
    if len(content) > PADDED_BYTES:
        content = json.dumps({**refusal, "kept": {}}, ensure_ascii=False).encode()
    encrypted = encryption.encrypt(content.ljust(PADDED_BYTES), _associated_data(path))
    return base64.urlsafe_b64encode(encrypted).decode()


def _decode(cookie: str, path: str) -> dict[str, Any]:
    try:
        encrypted = base64.urlsafe_b64decode(cookie)
        refusal: dict[str, Any] = json.loads(encryption.decrypt(encrypted, _associated_data(path)))
    except (encryption.DecryptionFailed, ValueError):
        return {}
    return refusal


def _associated_data(path: str) -> str:
    return f"refused_form:{path}"


def _errors_of(form: Form) -> list[tuple[str, str, str | None, dict[str, int]]]:
    with override(None):
        return [
            (name, str(error.message), error.code, _numbers(error.params or {}))
            for name, errors in form.errors.as_data().items()
            for error in errors
        ]


def _numbers(params: dict[str, Any]) -> dict[str, int]:
    """Return the parameters that are numbers: others may be what was typed."""
    return {name: value for name, value in params.items() if isinstance(value, int)}


def _kept_input(form: Form) -> dict[str, str]:
    names = [name for name in getattr(form, "kept_fields", ()) if name in form.fields]
    typed = {name: form.data.get(name, "") for name in names}
    return {name: text for name, text in typed.items() if len(text) <= MAX_KEPT_LENGTH}

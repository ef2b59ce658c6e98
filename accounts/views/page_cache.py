"""The page cache: pages that are the same for everybody are rendered once in each process.

Placeholders take what differs: the CSRF token, the seconds left, and values from the view. The
cached page is rendered for an anonymous request with a new form, so it holds no customer's data.
"""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.translation import get_language

from accounts import context_processors, notices
from accounts.login import state as login_state
from accounts.models import Account
from accounts.sessions.timeouts import TimeLeft
from hembanken.web.refused_forms import redirect_to_page, restore_errors

PLACEHOLDER = re.compile(r"\0(\w+)\0")
NO_PLACEHOLDERS: Mapping[str, str] = {}
cached_pages: dict[tuple[object, ...], list[str]] = {}


def render_cached(
    request: HttpRequest,
    template: str,
    form: forms.Form | None = None,
    *,
    placeholders: Mapping[str, str] = NO_PLACEHOLDERS,
    **flags: bool,
) -> HttpResponse:
    """Return a page, cached by the class of its form and by its flags, or redirect as render_form.

    A page with errors, an initial value or a message is rendered for this request only. A cached
    page is rendered with a new form of the same class, never with the given one.
    """
    if form and form.is_bound:
        return redirect_to_page(request, form)
    if form:
        restore_errors(request, form)
    is_own = bool(form and (form.errors or form.initial)) or len(get_messages(request))
    if is_own or context_processors.waiting_login(request):
        return render(request, template, {**flags, **placeholders, "form": form or ""})
    left = context_processors.time_left_on_page(request)
    values = {**placeholders, "csrf_token": get_token(request), "seconds": str(left.seconds)}
    if login_id := login_state.id_of(request.session):
        values["login_id"] = login_id
    user, extendable, texts = (
        request.user.is_authenticated,
        left.extendable,
        notices.current_texts(),
    )
    layout = (get_language(), user, bool(left.seconds), extendable, bool(login_id), texts)
    key = (template, request.path, type(form), *flags.items(), *layout)
    if key not in cached_pages:
        context = _anonymous_context(form, flags, values, left) | {"login_notices": texts}
        cached_pages[key] = PLACEHOLDER.split(_render_anonymous(request, template, context))
    parts = cached_pages[key].copy()
    parts[1::2] = [conditional_escape(values[name]) for name in parts[1::2]]
    return HttpResponse("".join(parts))


def _anonymous_context(
    form: forms.Form | None, flags: Mapping[str, bool], values: Mapping[str, str], left: TimeLeft
) -> dict[str, Any]:
    if not all(isinstance(flag, bool) for flag in flags.values()):
        raise TypeError("A cached page differs by flags only: pass other values as placeholders.")
    marks = {name: f"\0{name}\0" for name in values}
    context: dict[str, Any] = {**flags, **marks, "form": type(form)() if form else ""}
    if left.seconds:
        context["time_left"] = {"seconds": marks["seconds"], "extendable": left.extendable}
    return context


def _render_anonymous(request: HttpRequest, template: str, context: dict[str, Any]) -> str:
    """Render a page for a request without session or token, whose account is empty."""
    anonymous: Any = HttpRequest()
    anonymous.path = request.path
    anonymous.session = {}
    anonymous.user = Account() if request.user.is_authenticated else AnonymousUser()
    return render_to_string(template, context, anonymous)

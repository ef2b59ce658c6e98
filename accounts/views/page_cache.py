"""Pages that look the same to everybody: drawn once in a process, then filled in for each browser.

What differs goes into gaps: the token of the forms, the seconds that are left, and what a view
puts there. A page is drawn for a request of nobody and with a form that is made from its class, so
that it can keep nothing of anybody.
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

from accounts import context_processors
from accounts.models import Account
from accounts.sessions.timeouts import TimeLeft

PLACEHOLDER = re.compile(r"\0(\w+)\0")
NOTHING: Mapping[str, str] = {}
cached_pages: dict[tuple[object, ...], list[str]] = {}


def render_cached(
    request: HttpRequest,
    template: str,
    form: forms.Form | None = None,
    *,
    placeholders: Mapping[str, str] = NOTHING,
    **same: bool,
) -> HttpResponse:
    """Return a page; with an empty form it is kept, one for each class and for each flag of `same`.

    An empty form tells its class and nothing else: what is kept is drawn with a new form of that
    class. What was typed, an initial value or a message is for one browser: nothing of it is kept.
    """
    if (form and (form.is_bound or form.initial)) or len(get_messages(request)):
        warning = getattr(form, "should_warn", False)
        return render(
            request, template, {**same, **placeholders, "form": form or "", "warning": warning}
        )
    left = context_processors.time_left_on_page(request)
    filled = {**placeholders, "csrf_token": get_token(request), "seconds": str(left.seconds)}
    who = (get_language(), request.user.is_authenticated, bool(left.seconds), left.extendable)
    page = (template, request.path, type(form), *same.items(), *who)
    if page not in cached_pages:
        context = _context_of_nobody(form, same, filled, left)
        cached_pages[page] = PLACEHOLDER.split(_drawn_for_nobody(request, template, context))
    parts = cached_pages[page].copy()
    parts[1::2] = [conditional_escape(filled[name]) for name in parts[1::2]]
    return HttpResponse("".join(parts))


def _context_of_nobody(
    form: forms.Form | None, same: Mapping[str, bool], filled: Mapping[str, str], left: TimeLeft
) -> dict[str, Any]:
    """Return what a page that is kept is drawn with: a gap in place of all that differs."""
    if not all(isinstance(flag, bool) for flag in same.values()):
        raise TypeError("A page that is kept differs by flags only: let anything else fill a gap.")
    marks = {name: f"\0{name}\0" for name in filled}
    context: dict[str, Any] = {**same, **marks, "form": type(form)() if form else ""}
    if left.seconds:
        context["time_left"] = {"seconds": marks["seconds"], "extendable": left.extendable}
    return context


def _drawn_for_nobody(request: HttpRequest, template: str, context: dict[str, Any]) -> str:
    """Draw a page as a browser without a name, a session or a token would see it."""
    nobody: Any = HttpRequest()
    nobody.path = request.path
    nobody.session = {}
    nobody.user = Account() if request.user.is_authenticated else AnonymousUser()
    return render_to_string(template, context, nobody)

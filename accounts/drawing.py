"""Pages that look the same to everybody: drawn once in a process, then filled in for each browser.

What differs goes into gaps: the token of the forms, the seconds that are left, and what a view
puts there. A page is drawn for a request of nobody, so that it can keep nothing of anybody.
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

from accounts import clock
from accounts.models import Account

GAP = re.compile(r"\0(\w+)\0")
NOTHING: Mapping[str, str] = {}
drawn: dict[tuple[object, ...], list[str]] = {}


def draw(
    request: HttpRequest,
    template: str,
    form: forms.Form | None = None,
    *,
    gaps: Mapping[str, str] = NOTHING,
    **same: bool,
) -> HttpResponse:
    """Return a page with an empty form; each form, and each value of `same`, makes another page.

    With a form that was sent, or a message for this one browser, it is drawn for it alone.
    """
    context: dict[str, Any] = {"form": form or "", **same}
    if (form and form.is_bound) or len(get_messages(request)):
        warning = getattr(form, "should_warn", False)
        return render(request, template, {**context, **gaps, "warning": warning})
    left = clock.left_on_page(request)
    filled = {**gaps, "csrf_token": get_token(request), "seconds": str(left.seconds)}
    marks = {name: f"\0{name}\0" for name in filled}
    if left.seconds:
        context["time_left"] = {"seconds": marks["seconds"], "extendable": left.extendable}
    who = (get_language(), request.user.is_authenticated, bool(left.seconds), left.extendable)
    page = (template, request.path, type(form), *same.values(), *who)
    if page not in drawn:
        drawn[page] = GAP.split(_drawn_for_nobody(request, template, context | marks))
    parts = drawn[page].copy()
    parts[1::2] = [conditional_escape(filled[name]) for name in parts[1::2]]
    return HttpResponse("".join(parts))


def _drawn_for_nobody(request: HttpRequest, template: str, context: dict[str, Any]) -> str:
    """Draw a page as a browser without a name, a session or a token would see it."""
    nobody: Any = HttpRequest()
    nobody.path = request.path
    nobody.session = {}
    nobody.user = Account() if request.user.is_authenticated else AnonymousUser()
    return render_to_string(template, context, nobody)

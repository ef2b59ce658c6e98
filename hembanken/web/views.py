"""The pages that need no customer."""

import sys

from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import escape_leading_slashes
from django.views.decorators.gzip import gzip_page

from hembanken.metrics.metrics import OVERLOADS
from hembanken.web import concurrency, context_processors


@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    return redirect("home" if request.user.is_authenticated else "login")


def about(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/about.html")


@login_not_required
@gzip_page
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/help.html")


@login_not_required
@gzip_page
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Lead whoever has moved on since the form was drawn to where they are; help the others (E8).

    The page of the code leads to the true step of a login that is under way.
    """
    if request.user.is_authenticated:
        return redirect("home")
    if not request.session.is_empty():
        return redirect("login_code")
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Lead whoever's session was ended by another tab to the start; help the others."""
    if isinstance(exception, SessionInterrupted):
        return redirect("start")
    return render(request, "400.html", status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Help whoever is lost; Django's own view reads the form, and fails where that is broken."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say whom to call, or when to come back, by a page that needs neither session nor database."""
    if concurrency.caused(sys.exception()):
        return _busy(request)
    return HttpResponseServerError(
        render_to_string("500.html", context_processors.contact(request))
    )


def _busy(request: HttpRequest) -> HttpResponse:
    OVERLOADS.inc()
    page = render_to_string(
        "503.html",
        {**context_processors.contact(request), "path": escape_leading_slashes(request.path)},
    )
    retry = {"Retry-After": str(concurrency.RETRY_AFTER_SECONDS)}
    return HttpResponse(page, status=503, headers=retry)

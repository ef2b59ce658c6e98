"""Public pages and error pages."""

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


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Redirect to the start page if another tab has ended the session."""
    if isinstance(exception, SessionInterrupted):
        return redirect("start")
    return render(request, "400.html", status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Render the 404 page. Django's view would parse the form, and fail if it is malformed."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Render the 500 or the 503 page, without session or database."""
    if concurrency.is_overload(sys.exception()):
        return _overloaded(request)
    return HttpResponseServerError(
        render_to_string("500.html", context_processors.contact(request))
    )


def _overloaded(request: HttpRequest) -> HttpResponse:
    OVERLOADS.inc()
    path = escape_leading_slashes(request.path)
    page = render_to_string("503.html", {**context_processors.contact(request), "path": path})
    headers = {"Retry-After": str(concurrency.RETRY_AFTER_SECONDS)}
    return HttpResponse(page, status=503, headers=headers)

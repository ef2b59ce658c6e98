"""The page of the demonstration's people, and its buttons."""

from django.contrib import auth, messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.demonstration import companion, people_file, restart, shown
from hembanken.demonstration.people import FIRST_TIMER
from hembanken.request_context import context_of


@login_not_required
def demo(request: HttpRequest) -> HttpResponse:
    return render(request, "demonstration/demo.html", shown.everyone())


@login_not_required
@require_POST
def log_in(request: HttpRequest) -> HttpResponse:
    """Go to the login with a person's kodbox beside it."""
    serial = request.POST.get("serial", "")
    if shown.holder(serial) is None:
        raise Http404
    _log_out(request)
    return companion.choose(redirect("login"), serial)


@login_not_required
@require_POST
def first_login(request: HttpRequest) -> HttpResponse:
    """Begin a first login from its beginning, with the new customer's kodbox beside it."""
    _restart(request, FIRST_TIMER.number)
    entry = people_file.entry(FIRST_TIMER.number)
    return companion.choose(redirect("new_password"), entry["kodboxes"][0]["serial"])


@login_not_required
@require_POST
def restart_person(request: HttpRequest) -> HttpResponse:
    name = _restart(request, request.POST.get("number", ""))
    messages.success(request, _("%(name)s börjar om från början.") % {"name": name})
    return redirect("demo")


@login_not_required
@require_POST
def close_companion(_request: HttpRequest) -> HttpResponse:
    return companion.leave(redirect("demo"))


def _restart(request: HttpRequest, number: str) -> str:
    """Restart a person, whose session in this browser would end in the middle of the request."""
    _log_out(request)
    try:
        return restart.restart(request, number)
    except KeyError as unknown:
        raise Http404 from unknown


def _log_out(request: HttpRequest) -> None:
    if request.user.is_authenticated:
        audit_log.append(Event.LOGGED_OUT, request.user.pk, context_of(request))
    auth.logout(request)

"""The choice between two logins in one browser, of which the later one is under way."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts import context_processors
from accounts.login import state as login_state


@login_not_required
def other_login(request: HttpRequest) -> HttpResponse:
    """Tell the tab of an earlier login that another one has replaced it (E8)."""
    waiting = context_processors.unfinished_login(request)
    if not waiting and not request.user.is_authenticated:
        return redirect("login")
    page = waiting.get("page", "home")
    return render(request, "accounts/other_login.html", {"page": page})


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Redirect a visitor whose session has changed since the form was rendered (E8).

    A form of another login leads to the choice between the two. The code page redirects to the
    current step of an unfinished login.
    """
    if login_state.id_of(request.session) and not login_state.is_form_of_this_login(request):
        return redirect("other_login")
    if request.user.is_authenticated:
        return redirect("home")
    if not request.session.is_empty():
        return redirect("login_code")
    return render(request, "403_csrf.html", status=403)

"""The decorator of a view that belongs to one step of the login."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters

from accounts.login import flow as login_flow
from accounts.login import state as login_state
from accounts.login.joint import JointLogin
from accounts.login.process import Login
from accounts.login.steps import Step


def login_step(step: Step) -> Callable[..., Any]:
    """Open a view at one step of the login only; at any other step, redirect to that step."""

    def decorator(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        @sensitive_post_parameters()
        def wrapper(request: HttpRequest) -> HttpResponse:
            if login_state.is_form_of_another_login(request):
                return redirect("other_login")
            login = login_flow.resume(request, locked=step is Step.DONE)
            if login is None:
                return login_flow.redirect_without_login(request)
            if step not in login.open_steps:
                return redirect(login.step)
            return _call(view, step, request, login)

        return login_not_required(wrapper)

    return decorator


def _call(
    view: Callable[..., HttpResponse], step: Step, request: HttpRequest, login: Login | JointLogin
) -> HttpResponse:
    if request.method != "POST" and isinstance(login, Login):
        login.open(step)
    try:
        return view(request, login)
    except UpdateError:  # Another tab has ended the session in the meantime.
        return login_flow.interrupt(request)

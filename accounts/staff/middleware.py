"""Two doors, one for customers and one for staff: a session of one is nobody at the other."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

STAFF_APP = "admin"
SHARED_PAGES = {"set_language"}


class StaffSeparationMiddleware(LoginRequiredMiddleware):
    """Close every page that is not opened, and keep staff and customers apart (I4)."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        is_staff_door = match is not None and match.app_name == STAFF_APP
        has_one_door = match is None or match.url_name not in SHARED_PAGES
        if settings.STAFF_HOST and has_one_door and is_staff_door != _is_staff_host(request):
            raise Http404
        if request.user.is_authenticated and request.user.is_staff != is_staff_door:
            request.user = AnonymousUser()
        closed = super().process_view(request, view_func, view_args, view_kwargs)
        if closed and is_staff_door:
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        return closed


def _is_staff_host(request: HttpRequest) -> bool:
    return request.get_host().partition(":")[0] == settings.STAFF_HOST

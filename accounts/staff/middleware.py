"""Separate staff from customers: a session of one is anonymous on the pages of the other."""

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
    """Require a login by default, and separate staff from customers (I4)."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        is_staff_page = match is not None and match.app_name == STAFF_APP
        is_shared = match is not None and match.url_name in SHARED_PAGES
        if settings.STAFF_HOST and not is_shared and is_staff_page != _is_staff_host(request):
            raise Http404
        if request.user.is_authenticated and request.user.is_staff != is_staff_page:
            request.user = AnonymousUser()
        redirect = super().process_view(request, view_func, view_args, view_kwargs)
        if redirect and is_staff_page:
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        return redirect


def _is_staff_host(request: HttpRequest) -> bool:
    return request.get_host().partition(":")[0] == settings.STAFF_HOST

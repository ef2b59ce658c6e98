"""Django's admin as the staff's door: its own login, and nothing that changes a password."""

from functools import partial
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts.credentials import known_browsers
from accounts.forms.staff import FindForm, StaffLoginForm
from accounts.models import Account
from accounts.staff import login as staff_login
from accounts.staff.dashboard import dashboard_parts
from hembanken.staff.rows import StaffAdmin

NOT_HERE = ("password_change", "password_change_done")


class StaffSite(AdminSite):
    """The admin behind a long password and the staff member's own kodbox."""

    site_header = _("Hembanken: bankens verktyg")
    site_title = _("Bankens verktyg")
    index_title = _("Bankens verktyg")
    site_url = None
    index_template = "admin/staff/index.html"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Show rows with acts only: what other apps would let staff edit is left out (S5)."""
        if admin_class and issubclass(admin_class, StaffAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [url for url in super().get_urls() if getattr(url, "name", "") not in NOT_HERE]

    def index(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> TemplateResponse:
        """Show what waits and how the site is, and first of all the search for a customer."""
        assert isinstance(request.user, Account)  # noqa: S101 (the admin is for who is logged in)
        whole = dashboard_parts(request.user, timezone.now())
        return super().index(request, {"form": FindForm(), **whole})

    @method_decorator(login_not_required)
    @method_decorator(sensitive_post_parameters())
    def login(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        if self.has_permission(request):
            return redirect("admin:index")
        form = StaffLoginForm(partial(staff_login.log_in, request), request.POST or None)
        if form.is_valid():
            keys = staff_login.keys_of(form.cleaned_data["username"])
            return known_browsers.remember(request, redirect("admin:index"), keys)
        return render(request, "accounts/staff_login.html", {"form": form})

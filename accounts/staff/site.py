"""The staff's admin site, with its own login and without pages to change passwords."""

from functools import partial
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts.credentials import known_browsers
from accounts.forms.staff import FindForm, StaffLoginForm
from accounts.login import wanted_page
from accounts.models import Account
from accounts.staff import login as staff_login
from accounts.staff.dashboard import dashboard_parts
from hembanken.staff.rows import StaffAdmin
from hembanken.web.refused_forms import render_form

REMOVED_URLS = ("password_change", "password_change_done")


class StaffSite(AdminSite):
    """The admin, which needs a long password and a kodbox."""

    site_header = _("Hembanken, bankens verktyg")
    site_title = _("Bankens verktyg")
    index_title = _("Bankens verktyg")
    site_url = None
    index_template = "admin/staff/index.html"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register StaffAdmin classes only: staff edit no rows of other apps (S5)."""
        if admin_class and issubclass(admin_class, StaffAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [url for url in super().get_urls() if getattr(url, "name", "") not in REMOVED_URLS]

    def index(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> TemplateResponse:
        assert isinstance(request.user, Account)  # noqa: S101 (the admin requires a login)
        parts = dashboard_parts(request.user, timezone.now())
        return super().index(request, {"form": FindForm(), **parts})

    @method_decorator(login_not_required)
    @method_decorator(sensitive_post_parameters())
    def login(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        wanted = wanted_page.of_staff(request) or "admin:index"
        if self.has_permission(request):
            return redirect(wanted)
        form = StaffLoginForm(partial(staff_login.log_in, request), request.POST or None)
        if form.is_valid():
            keys = staff_login.attempt_keys(form.cleaned_data["username"])
            return known_browsers.remember(request, redirect(wanted), keys)
        return render_form(request, "accounts/staff_login.html", form)

"""The customers and the login as an app."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Who the customer is, and the login."""

    name = "accounts"
    verbose_name = _("Kunder")


class StaffAdminConfig(admin.AdminConfig):
    """Django's admin, behind the staff's own door.

    Django's rows of permissions are not made: hembanken.staff.roles is the only table of them.
    """

    default = False
    default_site = "accounts.staff.site.StaffSite"

    def ready(self) -> None:
        super().ready()
        post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")

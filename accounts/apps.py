"""The Django apps of the customers and of the staff's admin."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Kunder")


class StaffAdminConfig(admin.AdminConfig):
    """Django's admin with the staff's own login.

    Django's permission rows are not created: permissions are defined in hembanken.staff.roles only.
    """

    default = False
    default_site = "accounts.staff.site.StaffSite"

    def ready(self) -> None:
        super().ready()
        post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")

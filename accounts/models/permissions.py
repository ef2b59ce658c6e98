"""What an account may do, which its backends answer."""

from collections.abc import Iterable
from typing import Any

from django.contrib import auth
from django.db import models


class HasPermissions(models.Model):
    """The questions that Django's admin and templates ask of whoever is logged in.

    Django's own PermissionsMixin brings groups, permissions in rows and superusers besides.
    """

    class Meta:
        abstract = True

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        user: Any = self
        return any(backend.has_perm(user, perm, obj) for backend in auth.get_backends())

    def has_perms(self, perm_list: Iterable[str], obj: Any = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Tell whether there is anything in an app that the account may do."""
        user: Any = self
        return any(
            perm.startswith(f"{app_label}.")
            for backend in auth.get_backends()
            for perm in backend.get_all_permissions(user)
        )

"""The permissions of an account, which follow from its role."""

from typing import Any

from hembanken.staff.roles import permissions_of


class HasPermissions:
    """Answer the permission checks of Django's admin and templates from the account's role.

    Django's PermissionsMixin would add groups, permission rows and superusers.
    """

    role: Any
    is_active: Any

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Return whether the account has a permission; no permission is for a single row."""
        return obj is None and self.is_active and perm in permissions_of(self.role)

    def has_module_perms(self, app_label: str) -> bool:
        permissions = permissions_of(self.role) if self.is_active else ()
        return any(permission.startswith(f"{app_label}.") for permission in permissions)

"""Django's door to the accounts: who a session belongs to, for as long as it may last."""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend

from accounts.models import Account
from hembanken.db.compiled_queries import CompiledQuery, Parameter
from hembanken.staff.roles import permissions_of

ACCOUNT = CompiledQuery(lambda: Account.objects.filter(pk=Parameter(Account, "id")))


class AccountBackend(BaseBackend):
    """Sessions of accounts that may log in; nobody comes in by a password alone.

    `accounts.login.process` checks a login step by step: this backend authenticates nobody.
    """

    def get_user(self, user_id: UUID) -> Account | None:
        account = ACCOUNT.first(id=user_id)
        return account if account and account.may_log_in else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return what the role of somebody active may do; no permission is for a single row."""
        if obj is not None or not user_obj.is_active:
            return set()
        return set(permissions_of(user_obj.role))

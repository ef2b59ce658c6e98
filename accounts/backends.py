"""Django's door to the accounts: who a session belongs to, for as long as it may last."""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.models import Account
from hembanken.prepared import Slot, Statement

ACCOUNT = Statement(lambda: Account.objects.filter(pk=Slot(Account, "id")))


class AccountBackend(ModelBackend):
    """Sessions of accounts that may log in; nobody comes in by a password alone."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:  # type: ignore[override]
        """Authenticate nobody: a login is proven in `accounts.login`, step by step."""

    def get_user(self, user_id: UUID) -> Account | None:
        account = ACCOUNT.first(id=user_id)
        return account if account and account.may_log_in else None

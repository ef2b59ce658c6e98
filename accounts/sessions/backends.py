"""The authentication backend: load the account of a session."""

from uuid import UUID

from django.contrib.auth.backends import BaseBackend

from accounts.models import Account
from hembanken.db.compiled_queries import CompiledQuery, Parameter

ACCOUNT_BY_ID = CompiledQuery(lambda: Account.objects.filter(pk=Parameter(Account, "id")))


class AccountBackend(BaseBackend):
    """Load the accounts of sessions, for accounts that may log in.

    This backend authenticates nobody: `accounts.login.process` checks a login step by step.
    """

    def get_user(self, user_id: UUID) -> Account | None:
        account = ACCOUNT_BY_ID.first(id=user_id)
        return account if account and account.may_log_in else None

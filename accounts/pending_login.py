"""A login that is under way: what has been proven, and which page that asks for.

Facts are kept, never the step: the next one follows from them in the order of `next_step`, so
that no step can be skipped or repeated.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.utils.crypto import constant_time_compare

from accounts import agreements
from accounts.models import Account


class Step(StrEnum):
    """The pages of a login, named as their URLs."""

    CHOOSE_PASSWORD = "login_choose_password"
    CODE = "login_code"
    TERMS = "terms"
    CONNECT = "connect"
    AGREEMENT = "agreement"
    APPROVE = "agreement_approve"
    DONE = "login_done"


# A page behind the true step that may be opened again to read or choose anew.
EARLIER = {Step.CODE: Step.CHOOSE_PASSWORD, Step.APPROVE: Step.AGREEMENT}


@dataclass(frozen=True)
class PendingLogin:
    """What has been proven in a login that is under way; no secret, nothing the client sends.

    `chosen_password` is the keyed hash of a password that has not taken effect. `auth_hash` binds
    the login to the account as it was: a changed password or a block voids it (S12, S13).
    `agreement_read` is the version that was shown, and 0 before.
    """

    account_id: str
    number_key: str
    auth_hash: str
    begun_at: float
    stepped_at: float
    chosen_password: str = ""
    code_accepted: bool = False
    connecting: bool = False
    agreement_read: int = 0

    @property
    def key(self) -> bytes:
        """The key under which attempts for this customer's number are counted."""
        return bytes.fromhex(self.number_key)

    def left(self, now: float) -> tuple[float, float]:
        """Return the seconds left for the step, and for the whole login."""
        return (
            self.stepped_at + settings.LOGIN_STEP_SECONDS - now,
            self.begun_at + settings.LOGIN_SECONDS - now,
        )

    def is_void(self, account: Account, now: float) -> bool:
        return (
            min(self.left(now)) <= 0
            or not account.may_log_in
            or account.password_has_expired
            or not constant_time_compare(self.auth_hash, account.get_session_auth_hash())
        )


def next_step(pending: PendingLogin, account: Account) -> Step:
    """Return the step that the facts ask for: the order of a login is read here."""
    if account.password_is_temporary and not pending.chosen_password:
        return Step.CHOOSE_PASSWORD
    if not pending.code_accepted:
        return Step.CODE
    to_accept = agreements.to_accept(account)
    if agreements.TERMS in to_accept:
        return Step.TERMS
    if account.connected_at is None and not pending.connecting:
        return Step.CONNECT
    if agreements.AGREEMENT in to_accept or account.connected_at is None:
        in_force = agreements.version_in_force(agreements.AGREEMENT)
        return Step.APPROVE if pending.agreement_read == in_force else Step.AGREEMENT
    return Step.DONE

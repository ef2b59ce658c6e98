"""The pages of a login, and their order.

Facts are kept, never the step: the next one follows from them in the order of `next_step`, so
that no step can be skipped or repeated.
"""

from enum import StrEnum

from accounts.customers import agreements
from accounts.login.state import PendingLogin
from accounts.models import Account


class Step(StrEnum):
    """The pages of a login, named as their URLs."""

    CHOOSE_PASSWORD = "login_choose_password"
    CODE = "login_code"
    TERMS = "terms"
    CONNECT = "connect"
    AGREEMENT = "agreement"
    APPROVE = "agreement_approve"
    DONE = "home"


# A page behind the true step that may be opened again to read or choose anew.
EARLIER = {Step.CODE: Step.CHOOSE_PASSWORD, Step.APPROVE: Step.AGREEMENT}


def next_step(pending: PendingLogin, account: Account, *, has_to_accept: bool) -> Step:
    """Return the step that the facts ask for: the order of a login is read here."""
    if account.password_is_temporary and not pending.chosen_password:
        return Step.CHOOSE_PASSWORD
    if pending.waits_for_code:
        return Step.CODE
    to_accept = agreements.to_accept(account) if has_to_accept else {}
    if agreements.TERMS in to_accept:
        return Step.TERMS
    if account.connected_at is None and not pending.connecting:
        return Step.CONNECT
    if agreements.AGREEMENT in to_accept or account.connected_at is None:
        in_force = agreements.version_in_force(agreements.AGREEMENT)
        return Step.APPROVE if pending.agreement_read == in_force else Step.AGREEMENT
    return Step.DONE

"""The steps of a login and their order.

The session stores the state of a login, never the step. `next_step` computes the step from the
state, so no step can be skipped. A customer may return to a step only where `MAY_RETURN` says so.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from accounts.customers import agreements
from accounts.login.state import PendingLogin
from accounts.models import Account, Agreement


class Step(StrEnum):
    """The steps of a login, each with the name of its URL."""

    CHOOSE_PASSWORD = "login_choose_password"
    CODE = "login_code"
    TERMS = "terms"
    CONNECT = "connect"
    AGREEMENT = "agreement"
    APPROVE = "agreement_approve"
    DONE = "home"


# From the step on the left the customer may return to the one on the right.
MAY_RETURN = {Step.CODE: Step.CHOOSE_PASSWORD, Step.APPROVE: Step.AGREEMENT}

# These steps have the time of the whole login.
READING = {Step.TERMS, Step.CONNECT, Step.AGREEMENT}


def next_step(
    state: PendingLogin, account: Account, to_accept: Callable[[], Mapping[str, Agreement]]
) -> Step:
    """Return the next step; the order of a login is defined here.

    The texts to accept are read after the code only, which saves a query before it.
    """
    if account.password_is_temporary and not state.chosen_password:
        return Step.CHOOSE_PASSWORD
    if state.waits_for_code:
        return Step.CODE
    return _step_after_code(state, account, to_accept())


def _step_after_code(
    state: PendingLogin, account: Account, to_accept: Mapping[str, Agreement]
) -> Step:
    """Return the next step of a login whose code was accepted."""
    if agreements.TERMS in to_accept:
        return Step.TERMS
    if account.connected_at is None and not state.wants_to_connect:
        return Step.CONNECT
    if agreements.AGREEMENT in to_accept or account.connected_at is None:
        in_force = agreements.version_in_force(agreements.AGREEMENT)
        return Step.APPROVE if state.agreement_read == in_force else Step.AGREEMENT
    return Step.DONE

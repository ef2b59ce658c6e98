"""The code page of a login with joint refusals, where all three are judged together."""

from dataclasses import dataclass

from django.http import HttpRequest

from accounts.credentials import authentication, known_browsers, lockout
from accounts.customers import registry
from accounts.login import state as login_state
from accounts.login.state import PendingCredentials, PendingLogin
from accounts.login.steps import Step
from accounts.models import Account


@dataclass
class JointLogin:
    """Number and password that wait to be judged together with the code (RTS article 4(3)(a))."""

    request: HttpRequest
    state: PendingCredentials

    step = Step.CODE
    open_steps = frozenset({Step.CODE})

    def enter_code(self, code: str) -> None:
        """Judge number, password and code as one attempt; right, they begin a login."""
        number, password = self.state.opened
        attempt = known_browsers.attempt_for(self.request, registry.lookup_keys(number))

        def accepted(account: Account) -> None:
            lockout.clear(attempt)
            login_state.save(self.request, PendingLogin.of(account, code_accepted=True))
            self.request.session.save()

        authentication.check_code(
            lambda: authentication.claimant_by_password(registry.find(number), password),
            code,
            attempt,
            is_reset=False,
            on_accepted=accepted,
            is_duplicate=lambda: login_state.load_if_moved_on(self.request) is not None,
        )

"""The code page of a login with joint refusals, where all three are judged together."""

from dataclasses import dataclass

from django.http import HttpRequest

from accounts import attempts, authentication, browsers, customers, pending_login
from accounts.models import Account
from accounts.pending_login import PendingClaim, PendingLogin
from accounts.steps import Step


@dataclass
class Claim:
    """Number and password that wait to be judged together with the code (RTS article 4(3)(a))."""

    request: HttpRequest
    facts: PendingClaim

    step = Step.CODE
    open_steps = frozenset({Step.CODE})

    def enter_code(self, code: str) -> None:
        """Judge number, password and code as one attempt; right, they begin a login."""
        number, password = self.facts.opened
        attempt = browsers.attempt(self.request, customers.keys_of(number))

        def accepted(account: Account) -> None:
            attempts.clear(attempt)
            pending_login.keep(self.request, PendingLogin.of(account, code_accepted=True))
            self.request.session.save()

        authentication.check_code(
            lambda: authentication.by_password(customers.find(number), password),
            code,
            attempt,
            begins_anew=False,
            then=accepted,
            is_twin=lambda: pending_login.moved_on(self.request) is not None,
        )

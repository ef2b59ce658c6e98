"""The code page of a login with joint refusals."""

from dataclasses import dataclass

from django.http import HttpRequest

from accounts.credentials import authentication, known_browsers, lockout
from accounts.customers import registry
from accounts.login import progress
from accounts.login import state as login_state
from accounts.login.progress import Progress
from accounts.login.state import PendingCredentials, PendingLogin
from accounts.login.steps import Step
from accounts.models import Account


@dataclass
class JointLogin:
    """A login whose number and password are checked with the code (RTS article 4(3)(a))."""

    request: HttpRequest
    state: PendingCredentials

    step = Step.CODE
    open_steps = frozenset({Step.CODE})

    def progress_at(self, _page: Step) -> Progress:
        """Return the progress that a reset has announced, whatever number was typed."""
        announced = progress.announced(self.request.session)
        return announced.next() if announced else progress.CODE

    def enter_code(self, code: str) -> None:
        """Check number, password and code as one attempt, or raise WrongCode."""
        number, password = self.state.decrypt()
        attempt = known_browsers.attempt_for(self.request, registry.lookup_keys(number))

        def on_accepted(account: Account) -> None:
            lockout.clear(attempt)
            facts = {"code_accepted": True, "wanted_page": self.state.wanted_page}
            login_state.save(self.request, PendingLogin.begin(account, **facts))
            self.request.session.save()

        authentication.check_code(
            lambda: authentication.identify_by_password(registry.find(number), password),
            code,
            attempt,
            is_reset=False,
            on_accepted=on_accepted,
            follow_duplicate=lambda: login_state.follow_duplicate(self.request) is not None,
        )

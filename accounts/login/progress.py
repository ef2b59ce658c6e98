"""The progress that the pages of a login show: the road, and which step of how many.

All figures are computed here, from what the session has proven. A number that was only typed
changes nothing, so the progress tells nobody whether a customer has a first login before them.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from accounts.customers import agreements
from accounts.login.state import PendingLogin
from accounts.login.steps import Step
from accounts.models import Account, Agreement

SESSION_KEY = "announced_progress"
RESET_STEPS = 2  # the code that gives a temporary password, and the password


class Road(StrEnum):
    """What a customer is doing, from the first page to the last."""

    ORDINARY = "ordinary"
    FIRST_LOGIN = "first_login"
    NEW_PASSWORD = "new_password"


@dataclass(frozen=True)
class Progress:
    """A step of a road, as a page shows it; `steps` is 0 where a page shows no step."""

    step: int
    steps: int
    road: str = Road.ORDINARY

    @property
    def flags(self) -> dict[str, bool]:
        """Return the road as the flags of a cached page."""
        return {f"is_{road}": road == self.road for road in (Road.FIRST_LOGIN, Road.NEW_PASSWORD)}

    @property
    def placeholders(self) -> dict[str, str]:
        return {"step": str(self.step), "steps": str(self.steps)}

    @property
    def context(self) -> dict[str, Any]:
        return {**self.flags, **self.placeholders}

    def next(self) -> Self:
        return type(self)(self.step + 1, self.steps, self.road)


LOGIN, CODE = Progress(1, 2), Progress(2, 2)
ORDINARY = {Step.CODE: CODE, Step.AGREEMENT: Progress(1, 2), Step.APPROVE: Progress(2, 2)}


def of_reset(account: Account, to_accept: Mapping[str, Agreement]) -> Progress:
    """Return the progress of the page with the temporary password, which takes the terms too."""
    road = Road.NEW_PASSWORD if account.connected_at else Road.FIRST_LOGIN
    later = {kind: text for kind, text in to_accept.items() if kind != agreements.TERMS}
    steps = [*_password_steps(), *_text_steps(account, later)]
    return Progress(RESET_STEPS, RESET_STEPS + 1 + len(steps), road)


def of_login(
    page: Step, state: PendingLogin, account: Account, to_accept: Mapping[str, Agreement]
) -> Progress:
    """Return the progress of a page of a login whose password was right."""
    is_replaced = account.password_is_temporary or state.password_chosen
    road = _road(state, account, is_replaced=is_replaced)
    if road == Road.ORDINARY:
        return ORDINARY.get(page, Progress(0, 0))
    before = [Step.CODE]
    if is_replaced:
        before = _password_steps()
    if state.terms_accepted or agreements.TERMS in to_accept:
        before = [*before, Step.TERMS]
    steps = [*before, *_text_steps(account, to_accept)]
    shown = Step.AGREEMENT if page == Step.APPROVE else page
    earlier = 1 + (RESET_STEPS if is_replaced else 0)
    return Progress(earlier + _last_place(shown, steps), earlier + len(steps), road)


def announce(session: SessionBase, progress: Progress) -> None:
    """Let the login page in this session show the step that follows a reset."""
    session[SESSION_KEY] = asdict(progress)


def announced(session: SessionBase) -> Progress | None:
    stored = session.get(SESSION_KEY)
    return Progress(**stored) if stored else None


def forget(session: SessionBase) -> None:
    session.pop(SESSION_KEY, None)


def _road(state: PendingLogin, account: Account, *, is_replaced: bool) -> Road:
    """Return the road; with a personal password it is told after the code only."""
    if not is_replaced and not state.code_accepted:
        return Road.ORDINARY
    if account.connected_at is None:
        return Road.FIRST_LOGIN
    return Road.NEW_PASSWORD if is_replaced else Road.ORDINARY


def _password_steps() -> list[Step]:
    """Return the steps of a login with a temporary password, to its last code."""
    steps = [Step.CHOOSE_PASSWORD, Step.CODE]
    return [Step.CODE, *steps] if settings.REFUSALS == "joint" else steps


def _text_steps(account: Account, to_accept: Mapping[str, Agreement]) -> list[Step]:
    """Return the steps after the code and the terms; reading and approving are one step."""
    if account.connected_at is None:
        return [Step.CONNECT, Step.AGREEMENT]
    return [Step.AGREEMENT] if agreements.AGREEMENT in to_accept else []


def _last_place(step: Step, steps: list[Step]) -> int:
    """Return the place of a step, from 1; the last one, since a first code has its own page."""
    return len(steps) - steps[::-1].index(step)

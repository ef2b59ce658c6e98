"""Skapa nytt lösenord: from a code to a temporary password, shown once."""

import time
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest

from accounts import (
    agreements,
    attempts,
    authentication,
    browsers,
    customers,
    passwords,
    pending_reset,
)
from accounts.models import Account, Agreement
from accounts.pending_reset import PendingReset
from accounts.personnummer import Number
from hembanken import sealing
from hembanken.journal import journal
from hembanken.source import source_of


class ShownAlready(Exception):
    """The temporary password was shown once, and is not shown again."""


@dataclass
class Reset:
    """A reset under way in one browser: the request, its customer, and the facts proven."""

    request: HttpRequest
    account: Account
    facts: PendingReset

    @property
    def terms(self) -> Agreement | None:
        """The terms in force, when the customer has not accepted them."""
        return agreements.to_accept(self.account).get(agreements.TERMS)

    def draw_password(self) -> str:
        """Return a new temporary password, the only time that it is told, or raise ShownAlready."""
        if self.facts.drawn:
            raise ShownAlready
        with journal.atomic():
            password = passwords.issue_temporary(self.account, source_of(self.request))
            self._learn(auth_hash=self.account.get_session_auth_hash(), drawn=True)
            self.request.session.save()
        return password

    def seal_for_form(self, password: str) -> str:
        """Seal the password into the form that may come back with a tick missing."""
        return sealing.seal(password.encode(), self._place).hex()

    def unseal_from_form(self, sealed: str) -> str:
        """Return the password of the form that came back, or raise ShownAlready."""
        try:
            password = sealing.unseal(bytes.fromhex(sealed), self._place).decode()
        except (sealing.SealBroken, ValueError):
            raise ShownAlready from None
        self._learn()
        return password

    def complete(self, terms: Agreement | None) -> None:
        """Accept the terms that were shown, and end the reset."""
        if terms:
            with journal.atomic():
                agreements.accept(self.account, terms, source_of(self.request))
        self.request.session.flush()

    @property
    def _place(self) -> str:
        """Bind the form to the very password that it tells: another one voids it."""
        return f"temporary_password:{self.account.pk}:{self.account.password}"

    def _learn(self, **facts: Any) -> None:
        self.facts = replace(self.facts, stepped_at=time.time(), **facts)
        self.facts.keep(self.request.session)


def enter_code(request: HttpRequest, number: Number, code: str) -> None:
    """Spend a code for a number and begin a reset in a session of its own, or raise CodeRefused.

    Nothing about the password has changed until the temporary one is drawn (D3, S11).
    """
    attempt = browsers.attempt(request, customers.keys_of(number))
    form = sealing.index(f"{number.digits}:{code}").hex()

    def accepted(account: Account) -> None:
        attempts.refund(attempt)
        pending_reset.begin(request, account, form)

    authentication.check_code(
        lambda: authentication.named(customers.find(number)),
        code,
        attempt,
        begins_anew=True,
        then=accepted,
        is_twin=lambda: pending_reset.follow_twin(request, form),
    )


def resume(request: HttpRequest) -> Reset | None:
    """Return the reset under way, or nothing; a void one is dropped."""
    pending = PendingReset.kept(request.session)
    if pending is None:
        return None
    account = Account.objects.filter(pk=pending.account_id).first()
    if account is None or pending.is_void(account, time.time()):
        request.session.flush()
        return None
    return Reset(request, account, pending)

"""Byt lösenord: changing the password ends every other session of the customer.

Only this file knows the session key of a password that was just changed.
"""

from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpRequest

from accounts.credentials import authentication, known_browsers, passwords
from accounts.credentials.authentication import WrongCredentials
from accounts.credentials.passwords import PasswordChangedMeanwhile
from accounts.customers import registry
from accounts.models import Account
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.crypto import blind_index
from hembanken.request_context import context_of

SESSION_KEY = "changed_password"


def change(request: HttpRequest, current: str, choice: str) -> None:
    """Change the personal password, or raise if the current one is wrong.

    A duplicate submission takes over the session that the first one has saved.
    """
    account = request.user
    assert isinstance(account, Account)  # noqa: S101 (the page needs a login)
    form = blind_index.compute(f"{account.pk}:{current}:{choice}").hex()
    try:
        _change(request, account, current, choice, form)
    except (PasswordChangedMeanwhile, WrongCredentials):
        stored = type(request.session)(request.session.session_key)
        if stored.get(SESSION_KEY) != form:
            raise
        request.session[HASH_SESSION_KEY] = stored[HASH_SESSION_KEY]


def renew_session(request: HttpRequest) -> None:
    """Give the session a new key on the page after the change (E1)."""
    if request.session.pop(SESSION_KEY, None):
        request.session.cycle_key()


def _change(request: HttpRequest, account: Account, current: str, choice: str, form: str) -> None:
    context = context_of(request)
    attempt = known_browsers.attempt_for(request, registry.lookup_keys_of_customer(account))
    authentication.reauthenticate(account, current, attempt)
    encoded = passwords.hash_choice(account, choice)
    with audit_log.atomic():
        passwords.activate(account, encoded, context, Event.PASSWORD_CHANGED)
        request.session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        request.session[SESSION_KEY] = form
        request.session.save()

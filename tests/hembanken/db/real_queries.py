"""The compiled queries of the project, and values to compare them with the ORM."""

import ast
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import Account, FailedAttempts, Identifier, RateLimitCount
from hembanken.audit import audit_log
from hembanken.audit.events import Event
from hembanken.audit.models import Head
from hembanken.db.compiled_queries import parameter_values
from hembanken.sessions.models import Session
from kodbox.models import Device, State

ROOT = Path(__file__).parents[3]
SOURCES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): ast.parse(path.read_text())
    for package in ("accounts", "hembanken", "kodbox")
    for path in (ROOT / package).rglob("*.py")
}
QUERIES = {
    f"{module}.{ast.unparse(node.targets[0])}"
    for module, tree in SOURCES.items()
    for node in tree.body
    if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("CompiledQuery(")
}
KEYS = [letter * 32 for letter in (b"k", b"l", b"m", b"n")]
Cases = dict[str, list[tuple[tuple[Any, ...], dict[str, Any]]]]


def cases_of(account: Account, device: Device) -> Cases:
    """Return the variants of each compiled query, with values that match some rows."""
    now = timezone.now()
    for event in (Event.LOGIN_COMPLETED, Event.CODE_REFUSED, Event.LOGIN_COMPLETED):
        audit_log.append(event, account.pk)
    FailedAttempts.objects.create(key=KEYS[0], failures=4)
    RateLimitCount.objects.create(key=KEYS[1], limited_until=now - timedelta(hours=1))
    Device.objects.filter(pk=device.pk).update(resync_counter=7)
    head = Head.objects.get(account_id=account.pk)
    session = Session.objects.get(account_id=account.pk)
    lockouts = len(settings.LOCKOUT_SECONDS)
    limits = lockouts, settings.ATTEMPTS_BEFORE_LOCKOUT, settings.ATTEMPTS_BEFORE_PERMANENT_LOCKOUT
    ends = [now + timedelta(hours=hours) for hours in range(lockouts)]
    spend = {"key": KEYS[0], "now": now, **parameter_values("locked_until", ends)}
    index = Identifier.objects.get(account=account).index
    match = {"id": device.pk, "state": State.DISPATCHED, "matched": 7}
    moved = match | {"counter": 8, "last_used_at": now}
    row = {field.name: getattr(session, field.attname) for field in Session._meta.fields}
    session_keys = [session.session_key, "an older hash"]
    counts = [((count,), parameter_values("key", KEYS[:count])) for count in (1, 2, 4)]
    return {
        "accounts.credentials.lockout.SPEND": [
            ((0, *limits), spend),
            ((2, *limits), spend | parameter_values("rate_limit_key", KEYS[1:3])),
        ],
        "accounts.credentials.lockout.REFUND": counts,
        "accounts.credentials.lockout.CLEAR": counts,
        "accounts.sessions.backends.ACCOUNT_BY_ID": [
            ((), {"id": account.pk}),
            ((), {"id": str(account.pk)}),
        ],
        "accounts.customers.registry.IDENTIFIER_BY_NUMBER": [
            ((count,), parameter_values("index", [index, KEYS[0]][:count])) for count in (1, 2)
        ],
        "accounts.login.flow.CURRENT_IDENTIFIER": [
            ((locked,), {"account": account.pk, "valid_from": now}) for locked in (False, True)
        ],
        "hembanken.audit.chain.UPDATE_HEAD": [
            ((), {"account_id": head.pk, "mac": KEYS[0], "key_version": 2, "head_mac": KEYS[1]})
        ],
        "accounts.sessions.last_login.LAST_LOGIN": [
            ((), {"account_id": account.pk, "address": "192.0.2.7", "browser": "", "at": now})
        ],
        "hembanken.sessions.store.LOAD": [
            ((count,), parameter_values("session_key", session_keys[:count]) | {"expire_date": now})
            for count in (1, 2)
        ],
        "hembanken.sessions.store.SAVE": [
            (
                (count,),
                parameter_values("session_key", session_keys[:count])
                | row
                | {"session_data": KEYS[2]},
            )
            for count in (1, 2)
        ],
        "kodbox.spending.SPEND_CODE": [
            ((), moved),
            (("resync_counter",), moved | {"resync_counter": 7}),
        ],
        "kodbox.stock.DEVICES_OF_OWNER": [((), {"owner": account.pk})],
    }

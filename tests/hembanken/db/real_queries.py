"""The statements that the project's source has, and values to compare them with the ORM by."""

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
from hembanken.db.compiled_queries import numbered
from hembanken.sessions.models import Session
from kodbox.models import Device, State

ROOT = Path(__file__).parents[3]
SOURCES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): ast.parse(path.read_text())
    for package in ("accounts", "hembanken", "kodbox")
    for path in (ROOT / package).rglob("*.py")
}
STATEMENTS = {
    f"{module}.{ast.unparse(node.targets[0])}"
    for module, tree in SOURCES.items()
    for node in tree.body
    if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("CompiledQuery(")
}
KEYS = [letter * 32 for letter in (b"k", b"l", b"m", b"n")]
Cases = dict[str, list[tuple[tuple[Any, ...], dict[str, Any]]]]


def cases_of(account: Account, device: Device) -> Cases:
    """Return each statement with its variants, and with values that some rows have."""
    now = timezone.now()
    for event in (Event.LOGIN_COMPLETED, Event.CODE_REFUSED, Event.LOGIN_COMPLETED):
        audit_log.append(event, account.pk)
    FailedAttempts.objects.create(key=KEYS[0], failures=4)
    RateLimitCount.objects.create(key=KEYS[1], locked_until=now - timedelta(hours=1))
    Device.objects.filter(pk=device.pk).update(resync_counter=7)
    head = Head.objects.get(account_id=account.pk)
    session = Session.objects.get(account_id=account.pk)
    stops = len(settings.LOCKOUT_SECONDS)
    limits = stops, settings.ATTEMPTS_BEFORE_LOCKOUT, settings.ATTEMPTS_BEFORE_BLOCK
    ends = [now + timedelta(hours=place) for place in range(stops)]
    spent = {"key": KEYS[0], "now": now, **numbered("locked_until", ends)}
    index = Identifier.objects.get(account=account).index
    match = {"id": device.pk, "state": State.DISPATCHED, "matched": 7}
    moved = match | {"counter": 8, "last_used_at": now}
    row = {field.name: getattr(session, field.attname) for field in Session._meta.fields}
    session_keys = [session.session_key, "an older hash"]
    counts = [((count,), numbered("key", KEYS[:count])) for count in (1, 2, 4)]
    return {
        "accounts.credentials.lockout.SPEND": [
            ((0, *limits), spent),
            ((2, *limits), spent | numbered("rate_limit_key", KEYS[1:3])),
        ],
        "accounts.credentials.lockout.REFUND": counts,
        "accounts.credentials.lockout.CLEAR": counts,
        "accounts.sessions.backends.ACCOUNT": [
            ((), {"id": account.pk}),
            ((), {"id": str(account.pk)}),
        ],
        "accounts.customers.registry.BY_NUMBER": [
            ((count,), numbered("index", [index, KEYS[0]][:count])) for count in (1, 2)
        ],
        "accounts.login.flow.IDENTIFIER_QUERY": [((), {"account": account.pk, "valid_from": now})],
        "hembanken.audit.chain.UPDATE_HEAD": [
            ((), {"account_id": head.pk, "mac": KEYS[0], "key_version": 2, "head_mac": KEYS[1]})
        ],
        "hembanken.audit.audit_log.PREVIOUS_LOGIN": [((), {"account_id": account.pk})],
        "hembanken.sessions.store.ROW": [
            ((count,), numbered("session_key", session_keys[:count]) | {"expire_date": now})
            for count in (1, 2)
        ],
        "hembanken.sessions.store.SAVED": [
            (
                (count,),
                numbered("session_key", session_keys[:count]) | row | {"session_data": KEYS[2]},
            )
            for count in (1, 2)
        ],
        "kodbox.spending.SPEND_CODE": [
            ((), moved),
            (("resync_counter",), moved | {"resync_counter": 7}),
        ],
        "kodbox.stock.DEVICES_OF_OWNER": [((), {"owner": account.pk})],
    }

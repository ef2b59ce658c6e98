"""The statements of a verification, without transaction control."""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hembanken.audit import audit_log
from hembanken.audit.events import Event
from kodbox.verification import CodeRefused, use_code
from tests import people
from tests.observing import TRANSACTION_CONTROL

pytestmark = pytest.mark.django_db
SPEND = ["SELECT", "UPDATE"]
APPEND = ["INSERT", "INSERT", "UPDATE"]  # lock the head, write the entry, update the head


def statements(owner, code, **on_accepted):
    with CaptureQueriesContext(connection) as queries:
        use_code(owner.pk, code, replacement_allowed=True, **on_accepted)
    verbs = [query["sql"].split()[0] for query in queries]
    return [verb for verb in verbs if verb not in TRANSACTION_CONTROL]


def test_a_second_device_takes_no_more_statements(astrid, kodbox):
    other = people.give(astrid, active=True)
    assert statements(astrid, kodbox.press()) == SPEND
    assert statements(astrid, other.press()) == SPEND


def test_an_audit_event_takes_three_more(astrid, kodbox):
    append = partial(audit_log.append, Event.LOGIN_COMPLETED, astrid.pk)
    assert statements(astrid, kodbox.press(), on_accepted=append) == SPEND + APPEND


def test_a_wrong_code_takes_one_statement(astrid, kodbox):
    with CaptureQueriesContext(connection) as queries, pytest.raises(CodeRefused):
        use_code(astrid.pk, "00000000", replacement_allowed=True)
    assert len(queries) == 1

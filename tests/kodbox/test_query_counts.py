"""What checking a code asks of the database, transaction control not counted."""

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
CHECK = ["SELECT", "UPDATE"]
JOURNAL = ["INSERT", "INSERT", "UPDATE"]  # the head is locked, the row written, the head encrypted


def asked(owner, code, **on_accepted):
    with CaptureQueriesContext(connection) as queries:
        use_code(owner.pk, code, replacement_allowed=True, **on_accepted)
    verbs = [query["sql"].split()[0] for query in queries]
    return [verb for verb in verbs if verb not in TRANSACTION_CONTROL]


def test_a_right_code_takes_two_statements(astrid, kodbox):
    assert asked(astrid, kodbox.press()) == CHECK


def test_a_right_code_of_one_box_in_two_takes_no_more(astrid, kodbox):
    other = people.give(astrid, active=True)
    assert asked(astrid, kodbox.press()) == CHECK
    assert asked(astrid, other.press()) == CHECK


def test_an_event_that_follows_a_code_takes_three_more(astrid, kodbox):
    told = partial(audit_log.append, Event.LOGIN_COMPLETED, astrid.pk)
    assert asked(astrid, kodbox.press(), on_accepted=told) == CHECK + JOURNAL


def test_a_wrong_code_takes_one(astrid, kodbox):
    with CaptureQueriesContext(connection) as queries, pytest.raises(CodeRefused):
        use_code(astrid.pk, "00000000", replacement_allowed=True)
    assert len(queries) == 1

"""Statements that are written once: they answer as the querysets that they were written from."""

import pytest
from django.db import connection
from django.db.models import Count, F
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, FailedAttempts, Identifier
from hembanken.db.compiled_queries import CompiledQuery, Parameter, numbered, parameters
from tests import people

pytestmark = pytest.mark.django_db
NUMBERS = CompiledQuery(
    lambda: (
        Identifier.objects.filter(account=Parameter(Identifier, "account"))
        .select_related("account")
        .annotate(boxes=Count("account__devices"))
    )
)
NAMED = CompiledQuery(
    lambda many: Account.objects.filter(name__in=parameters(Account, "name", many))
)
FAILED = CompiledQuery(
    lambda: FailedAttempts.objects.filter(key=Parameter(FailedAttempts, "key"), failures__gt=0),
    lambda: {"failures": F("failures") + Parameter(FailedAttempts, "failures", "more")},
)


def named(*names):
    return {each.name for each in NAMED.read(len(names), **numbered("name", names))}


def test_each_call_has_its_own_values(astrid, bo, kodbox):
    assert NUMBERS.first(account=astrid.pk).account == astrid
    assert NUMBERS.first(account=bo.pk).account == bo
    assert NUMBERS.first(account=str(astrid.pk)).boxes == 1
    assert NUMBERS.first(account=people.give(bo).device.pk) is None


def test_what_belongs_to_a_row_comes_with_it(astrid):
    with CaptureQueriesContext(connection) as asked:
        assert NUMBERS.first(account=astrid.pk).account.name == astrid.name
    assert len(asked) == 1


def test_a_variant_has_a_statement_of_its_own(astrid, bo):
    assert named(astrid.name) == {astrid.name}
    assert named(astrid.name, bo.name) == {astrid.name, bo.name}
    assert named(bo.name) == {bo.name}


def test_a_change_tells_how_many_rows_there_were():
    FailedAttempts.objects.create(key=b"k" * 32, failures=1)
    assert FAILED.update(key=b"k" * 32, more=2) == 1
    assert FAILED.update(key=b"n" * 32, more=2) == 0
    assert FailedAttempts.objects.get().failures == 3


def test_writing_a_statement_asks_the_database_nothing(astrid):
    fresh = CompiledQuery(FAILED.build, FAILED.changes)
    with CaptureQueriesContext(connection) as asked:
        fresh.update(key=b"n" * 32, more=5)
    assert len(asked) == 1


def test_a_value_that_is_missing_is_told(astrid):
    with pytest.raises(KeyError, match="account"):
        NUMBERS.first()


def test_a_value_is_never_part_of_the_statement(astrid):
    assert named("x' OR '1'='1") == set()

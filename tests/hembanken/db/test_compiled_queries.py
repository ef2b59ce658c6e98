"""Compiled queries: they return the same as the querysets that they are compiled from."""

import pytest
from django.db import connection
from django.db.models import Count, F
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, FailedAttempts, Identifier
from hembanken.db.compiled_queries import CompiledQuery, Parameter, parameter_values, parameters
from tests import people

pytestmark = pytest.mark.django_db
NUMBERS = CompiledQuery(
    lambda: (
        Identifier.objects.filter(account=Parameter(Identifier, "account"))
        .select_related("account")
        .annotate(device_count=Count("account__devices"))
    )
)
NAMED = CompiledQuery(
    lambda count: Account.objects.filter(name__in=parameters(Account, "name", count))
)
COUNTS = CompiledQuery(
    lambda: FailedAttempts.objects.filter(key=Parameter(FailedAttempts, "key"), failures__gt=0),
    lambda: {"failures": F("failures") + Parameter(FailedAttempts, "failures", "more")},
)


def named(*names):
    return {account.name for account in NAMED.read(len(names), **parameter_values("name", names))}


def test_each_call_uses_its_own_values(astrid, bo, kodbox):
    assert NUMBERS.first(account=astrid.pk).account == astrid
    assert NUMBERS.first(account=bo.pk).account == bo
    assert NUMBERS.first(account=str(astrid.pk)).device_count == 1
    assert NUMBERS.first(account=people.give(bo).device.pk) is None


def test_a_related_object_is_read_by_the_same_query(astrid):
    with CaptureQueriesContext(connection) as queries:
        assert NUMBERS.first(account=astrid.pk).account.name == astrid.name
    assert len(queries) == 1


def test_each_variant_is_compiled_separately(astrid, bo):
    assert named(astrid.name) == {astrid.name}
    assert named(astrid.name, bo.name) == {astrid.name, bo.name}
    assert named(bo.name) == {bo.name}


def test_an_update_returns_the_number_of_rows():
    FailedAttempts.objects.create(key=b"k" * 32, failures=1)
    assert COUNTS.update(key=b"k" * 32, more=2) == 1
    assert COUNTS.update(key=b"n" * 32, more=2) == 0
    assert FailedAttempts.objects.get().failures == 3


def test_compiling_sends_no_query(astrid):
    fresh = CompiledQuery(COUNTS.build, COUNTS.changes)
    with CaptureQueriesContext(connection) as queries:
        fresh.update(key=b"n" * 32, more=5)
    assert len(queries) == 1


def test_a_missing_value_is_named(astrid):
    with pytest.raises(KeyError, match="account"):
        NUMBERS.first()


def test_a_value_is_never_part_of_the_sql(astrid):
    assert named("x' OR '1'='1") == set()

"""Registering customers, and finding them by number."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.customers import registry
from accounts.customers.registry import NumberTaken
from accounts.models import Account, Identifier
from accounts.personnummer import normalise
from tests import people

pytestmark = pytest.mark.django_db


def find(written):
    return registry.find(normalise(written, timezone.localdate()))


@pytest.mark.row("F1", "S8")
@pytest.mark.parametrize("written", ["8505202385", "19850520-2385", "850520 2385"])
def test_a_customer_is_found_however_the_number_is_written(astrid, written):
    assert find(written) == astrid


@pytest.mark.row("F4")
@pytest.mark.parametrize("written", ["850520+2385", "18850520-2385"])
def test_a_number_of_another_century_is_another_person(astrid, written):
    assert find(written) is None


def test_a_number_that_is_no_longer_valid_finds_nobody(astrid):
    Identifier.objects.update(valid_until=timezone.now())
    assert find(people.ASTRID) is None


@pytest.mark.parametrize("written", [people.ASTRID, "850520+2385"])
def test_ten_digits_belong_to_one_customer(astrid, written):
    with pytest.raises(NumberTaken):
        registry.register(written, "Somebody Else")
    assert Account.objects.count() == 1


def test_a_customer_is_found_by_kundnummer():
    account = registry.register("0013421078", "Hassan Kund")
    assert find("001342-1078") == account
    assert account.identifier.kind == Identifier.Kind.KUNDNUMMER


@pytest.mark.row("F8")
def test_the_number_is_nowhere_in_the_database(astrid):
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                values = [bytes(v) if isinstance(v, memoryview) else v for v in row]
                assert "8505202385" not in repr(values)


def test_the_database_refuses_a_customer_who_is_staff(astrid):
    for change in ({"is_staff": True}, {"username": "astrid"}, {"role": "sakerhet"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Account.objects.filter(pk=astrid.pk).update(**change)


def test_the_text_form_of_an_account_hides_the_number(astrid):
    identifier = astrid.identifier
    assert identifier.digits == "8505202385"
    assert "8505" not in f"{astrid!r}{identifier!r}{identifier}"

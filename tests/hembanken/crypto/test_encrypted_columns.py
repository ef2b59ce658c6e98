"""Every encrypted column of every model: a value moved to another row cannot be decrypted."""

import pytest
from django.apps import apps
from django.db.models import AutoField

from hembanken.crypto import encryption
from hembanken.crypto.encryption import DecryptionFailed

COLUMNS = [
    pytest.param(model, column, id=f"{model._meta.label} {column}")
    for model in apps.get_models()
    for column in getattr(model, "ENCRYPTED_COLUMNS", ())
]
READ_AS = {
    "accounts.Account.contact": "contact_details",
    "accounts.Identifier.encrypted": "digits",
    "kodbox.Device.seed": "secret",
    "outbox.Message.encrypted": "told",
    "hembanken_sessions.Session.session_data": "content",
}


def two_rows(model):
    """Return two rows, each with a key of its own."""
    rows = [model(), model()]
    for number, row in enumerate(rows, start=1):
        if row.pk in (None, "") or isinstance(model._meta.pk, AutoField):
            row.pk = str(number) * 64 if model._meta.pk.max_length else number
    return rows


def test_there_are_sealed_columns():
    assert len(COLUMNS) >= 4


@pytest.mark.row("C9")
@pytest.mark.parametrize(("model", "column"), COLUMNS)
def test_two_swapped_values_are_noticed(model, column):
    one, other = two_rows(model)
    for row in (one, other):
        setattr(row, column, encryption.encrypt(b'"1"', encryption.associated_data(row, column)))
    encryption.decrypt(getattr(one, column), encryption.associated_data(one, column))
    swapped = getattr(other, column), getattr(one, column)
    for row, value in zip((one, other), swapped, strict=True):
        setattr(row, column, value)
        with pytest.raises(DecryptionFailed):
            read(row, column)


@pytest.mark.row("C9")
@pytest.mark.parametrize(("model", "column"), COLUMNS)
def test_a_value_of_another_column_or_table_is_noticed(model, column):
    row, _other = two_rows(model)
    for place in (f"{model._meta.db_table}.other:{row.pk}", f"other.{column}:{row.pk}"):
        setattr(row, column, encryption.encrypt(b'"1"', place))
        with pytest.raises(DecryptionFailed):
            read(row, column)


def read(row, column):
    """Read a column as the site does, by the property that opens it, if it has one."""
    name = READ_AS.get(f"{row._meta.label}.{column}")
    if name:
        return getattr(row, name)
    return encryption.decrypt(getattr(row, column), encryption.associated_data(row, column))

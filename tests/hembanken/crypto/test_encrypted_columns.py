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
    "outbox.Message.encrypted": "notification",
    "hembanken_sessions.Session.session_data": "content",
}


def two_rows(model):
    rows = [model(), model()]
    for number, row in enumerate(rows, start=1):
        if row.pk in (None, "") or isinstance(model._meta.pk, AutoField):
            row.pk = str(number) * 64 if model._meta.pk.max_length else number
    return rows


def test_models_declare_encrypted_columns():
    assert len(COLUMNS) >= 4


@pytest.mark.row("C9")
@pytest.mark.parametrize(("model", "column"), COLUMNS)
def test_a_value_of_another_row_column_or_table_cannot_be_decrypted(model, column):
    row, other = two_rows(model)
    encryption.encrypt_column(other, column, b'"1"')
    assert encryption.decrypt_column(other, column) == b'"1"'
    origins = f"{model._meta.db_table}.other:{row.pk}", f"other.{column}:{row.pk}"
    elsewhere = [encryption.encrypt(b'"1"', origin) for origin in origins]
    for value in (getattr(other, column), *elsewhere):
        setattr(row, column, value)
        with pytest.raises(DecryptionFailed):
            read(row, column)


def read(row, column):
    """Read a column as the site does: by the model's property, if it has one."""
    name = READ_AS.get(f"{row._meta.label}.{column}")
    return getattr(row, name) if name else encryption.decrypt_column(row, column)

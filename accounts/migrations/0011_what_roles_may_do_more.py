"""Kundservice releases ordinary stops and closes customers; Säkerhet does the rest of it."""

from django.db import migrations

from hembanken.staff.roles import give

KUNDSERVICE = ("accounts.release_stop", "accounts.close_account")
SAKERHET = (
    *KUNDSERVICE,
    "accounts.release_for_good",
    "accounts.reopen_account",
    "kodbox.retire_batch",
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_closing_and_retiring"),
        ("kodbox", "0004_closing_and_retiring"),
    ]
    operations = [give({"Kundservice": KUNDSERVICE, "Säkerhet": SAKERHET})]

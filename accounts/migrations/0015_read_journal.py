"""Säkerhet reads the journal."""

from django.db import migrations

from hembanken.staff.roles import give


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_acceptance_index"), ("journal", "0004_read_by_event")]
    operations = [give({"Säkerhet": ("journal.view_entry",)})]

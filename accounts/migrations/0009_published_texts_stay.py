"""Säkerhet writes and publishes; a published text is never changed, not even by hand."""

from django.db import migrations

from hembanken.staff.roles import give
from hembanken.triggers import refuse_update


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_drafts")]
    operations = [
        give({"Säkerhet": ("accounts.view_agreement", "accounts.write_agreement")}),
        refuse_update(
            "agreement_published_stays",
            "accounts_agreement",
            "OLD.version IS NOT NULL",
            "a published text never changes",
        ),
    ]

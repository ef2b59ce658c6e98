"""What the two roles may see and do: Säkerhet all that Kundservice may, and more."""

from django.db import migrations

from hembanken.staff.roles import give

KUNDSERVICE = (
    "kodbox.view_batch",
    "kodbox.view_device",
    "kodbox.block_device",
    "kodbox.view_order",
    "kodbox.handle_order",
    "kodbox.print_letter",
)
SAKERHET = (*KUNDSERVICE, "kodbox.unblock_device")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_words"), ("kodbox", "0003_words")]
    operations = [give({"Kundservice": KUNDSERVICE, "Säkerhet": SAKERHET})]

"""Both roles see how many logins, failures and stops there are; the figures name nobody."""

from django.db import migrations

from hembanken.staff.roles import give

MAY = ("journal.view_figures",)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_lists_in_order"), ("journal", "0003_figures")]
    operations = [give({"Kundservice": MAY, "Säkerhet": MAY})]

"""Refuse, in the database itself, what must not happen to a kodbox even by hand."""

from django.db import migrations

from hembanken.triggers import refuse_update


class Migration(migrations.Migration):
    dependencies = [("kodbox", "0001_initial")]
    operations = [
        refuse_update(
            name="kodbox_device_counter_never_goes_back",
            table="kodbox_device",
            condition="NEW.counter < OLD.counter",
            message="a counter never goes back",
        ),
        refuse_update(
            name="kodbox_device_is_never_given_again",
            table="kodbox_device",
            condition=(
                "NEW.owner_id <> OLD.owner_id"
                " OR (OLD.owner_id IS NOT NULL AND NEW.owner_id IS NULL)"
                " OR (OLD.state = 'returned' AND NEW.state NOT IN ('returned', 'destroyed'))"
                " OR (OLD.state = 'destroyed' AND NEW.state <> 'destroyed')"
            ),
            message="a kodbox is never given to somebody else",
        ),
    ]

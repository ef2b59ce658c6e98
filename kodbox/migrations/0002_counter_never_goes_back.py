"""Refuse, in the database itself, to turn a kodbox's counter back."""

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
        )
    ]

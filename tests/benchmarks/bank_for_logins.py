"""Make our database and its customers for the benchmark of logins, and tell them as JSON."""

import json
import sys

import django
from django.core.management import call_command

django.setup()

from tests import people  # noqa: E402


def set_up(place: int) -> dict[str, str]:
    """Make a customer who has agreed, with a kodbox in use."""
    number = people.kundnummer(place)
    account = people.new_customer(number, f"Kund {place}")
    people.settle(account)
    kodbox = people.give(account, active=True)
    key = kodbox.device.secret.hex()
    return {"number": number, "password": people.PASSWORD, "key": key}


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    people.publish_texts()
    json.dump([set_up(place) for place in range(int(sys.argv[1]))], sys.stdout)

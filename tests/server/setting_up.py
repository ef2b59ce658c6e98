"""Set up texts, customers and kodboxes in the database of a server, and tell them as JSON.

Run as ``python -m tests.server.setting_up`` with the settings of that server.
"""

import json
import sys

import django

django.setup()

from hembanken.demonstration.people import CUSTOMERS  # noqa: E402
from tests import people  # noqa: E402


def set_up(number: str, name: str) -> dict[str, str]:
    """Make a customer who has agreed, with a kodbox in use."""
    account = people.new_customer(number, name)
    people.settle(account)
    kodbox = people.give(account, active=True)
    return {
        "number": number,
        "password": people.PASSWORD,
        "serial": kodbox.device.serial,
        "secret": kodbox.secret,
    }


if __name__ == "__main__":
    people.publish_texts()
    json.dump([set_up(person.number, person.name) for person in CUSTOMERS], sys.stdout)

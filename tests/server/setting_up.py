"""Create texts, customers and kodboxes in a server's database, and print the customers as JSON.

``python -m tests.server.setting_up [COUNT]``, with the settings of that server: the customers of
the demonstration, or COUNT others.
"""

import json
import sys

import django

django.setup()

from hembanken.demonstration.people import CUSTOMERS  # noqa: E402
from tests import people  # noqa: E402


def set_up(number: str, name: str) -> dict[str, str]:
    """Create a customer who has agreed, with a kodbox in use."""
    account = people.new_customer(number, name)
    people.settle(account)
    kodbox = people.give(account, active=True)
    return {
        "number": number,
        "password": people.PASSWORD,
        "serial": kodbox.device.serial,
        "secret": kodbox.secret,
    }


def set_up_one_of_many(index: int) -> dict[str, str]:
    """Create the customer with this index, whose number no person has."""
    return set_up(people.kundnummer(index), f"Kund {index}")


if __name__ == "__main__":
    people.publish_texts()
    if sys.argv[1:]:
        customers = [set_up_one_of_many(index) for index in range(int(sys.argv[1]))]
    else:
        customers = [set_up(person.number, person.name) for person in CUSTOMERS]
    json.dump(customers, sys.stdout)

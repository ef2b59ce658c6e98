"""A demonstration bank with those of its people whom a test asks for."""

import pytest

from hembanken.demonstration import bank, kodboxes, people_file, texts
from hembanken.demonstration.people import CUSTOMERS, STAFF

BY_NAME = {person.name.split()[0]: person for person in CUSTOMERS + STAFF}


@pytest.fixture
def bank_people(db, settings, tmp_path):
    """Return a function that settles a person once, and gives the entry of the people file."""
    settings.VAR_DIR = tmp_path
    texts.publish(1, days_ago=365)
    texts.publish(2, days_ago=1)
    people_file.write({"customers": [], "staff": []})
    settled = set()

    def settle(name):
        person = BY_NAME[name]
        if name not in settled:
            settled.add(name)
            people = people_file.read()
            serials = kodboxes.manufacture(person.device_count)
            people["staff" if person.role else "customers"] += [bank.settle(person, iter(serials))]
            people_file.write(people)
        return people_file.entry(person.number)

    return settle


def log_in(entry, client):
    """Log a settled person in, and return the last page."""
    kodbox = entry["kodboxes"][0]
    client.post("/logga-in/", {"number": entry["number"], "password": entry["password"]})
    code = kodboxes.press(kodbox["serial"], f"OK {kodbox['pin']} OK")
    return client.post("/logga-in/behorighetskod/", {"code": code}, follow=True)

"""Make the rival's database and its people, and tell them as JSON: as ours in setting_up."""

import json
import sys

import django
from django.core.management import call_command

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django_otp.plugins.otp_hotp.models import HOTPDevice  # noqa: E402
from django_otp.util import random_hex  # noqa: E402

PASSWORD = "4071"


def set_up(place: int) -> dict[str, str]:
    """Make a person with a device of eight digits, and the window of ours."""
    user = User.objects.create_user(f"customer{place}", password=PASSWORD)
    key = random_hex(20)
    HOTPDevice.objects.create(user=user, name="default", key=key, digits=8, tolerance=10)
    return {"number": user.username, "password": PASSWORD, "key": key}


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    json.dump([set_up(place) for place in range(int(sys.argv[1]))], sys.stdout)

"""Create the rival's tables and people, and print the people as JSON."""

import base64
import json
import sys

import django
from django.core.management import call_command

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django_otp.plugins.otp_hotp.models import HOTPDevice  # noqa: E402
from django_otp.util import random_hex  # noqa: E402

PASSWORD = "4071"


def set_up(index: int) -> dict[str, str]:
    """Create a person with a device of eight digits, and Hembanken's look-ahead window."""
    user = User.objects.create_user(f"customer{index}", password=PASSWORD)
    key = random_hex(20)
    HOTPDevice.objects.create(user=user, name="default", key=key, digits=8, tolerance=10)
    secret = base64.b32encode(bytes.fromhex(key)).decode()
    return {"number": user.username, "password": PASSWORD, "secret": secret}


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    json.dump([set_up(index) for index in range(int(sys.argv[1]))], sys.stdout)

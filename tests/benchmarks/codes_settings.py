"""The tests' settings with django-otp installed, for tests/benchmarks/codes.py only."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "django_otp", "django_otp.plugins.otp_hotp"]

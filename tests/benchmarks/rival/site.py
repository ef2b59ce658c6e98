"""The rival's pages: a login with password and HOTP code, and a landing page behind it."""

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django_otp.decorators import otp_required
from two_factor.urls import urlpatterns as two_factor_urls


class Hasher(Argon2PasswordHasher):
    """Argon2id with the bank's parameters: 19 MiB, t=2, p=1."""

    time_cost, memory_cost, parallelism = 2, 19_456, 1


@otp_required
def landing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"Welcome, {request.user.get_username()}")


urlpatterns = [path("", include(two_factor_urls)), path("landing/", landing, name="landing")]

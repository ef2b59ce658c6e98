"""The least that a Django site can do in place of a login: settings, URLs and pages in one module.

Its five requests pass no middleware. One of them makes the hash. Together they send as many
statements as a login, all of them `SELECT 1`. What a login costs beyond this is its own cost.
"""

import os
from concurrent.futures import ThreadPoolExecutor

import dj_database_url
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests.benchmarks.logins import make_hash

ALLOWED_HOSTS = ["127.0.0.1"]
DATABASES = {"default": dj_database_url.parse(os.environ["DATABASE_URL"])}
DATABASES["default"]["OPTIONS"] |= {"pool": {"max_size": 4}, "server_side_binding": True}
ROOT_URLCONF = __name__

STATEMENTS = {"login": 0, "password": 4, "code": 2, "accepted": 7, "home": 8}
PAGE = "x" * 6_000  # about as long as a page of the bank
threads = ThreadPoolExecutor(2)


def answer(request: HttpRequest, name: str) -> HttpResponse:
    if request.POST.get("password"):
        threads.submit(make_hash).result()
    with connection.cursor() as cursor:
        for _statement in range(STATEMENTS[name]):
            cursor.execute("SELECT 1")
            cursor.fetchall()
    return HttpResponse(PAGE)


urlpatterns = [path("<name>/", answer)]

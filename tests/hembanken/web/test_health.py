"""Liveness and readiness, as a balancer asks for them."""

import pytest
from django.db import OperationalError, connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

ANSWERS = {"/healthz": "alive\n", "/readyz": "ready\n"}


@pytest.fixture
def probe(settings):
    """A production site, asked over plain HTTP by a balancer that knows no host name."""
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["bank.example"]
    settings.STAFF_HOST = "staff.bank.example"
    return Client(headers={"host": "10.0.0.7:8000"})


@pytest.mark.django_db
@pytest.mark.parametrize("path", ANSWERS)
def test_a_probe_needs_no_tls_no_host_and_no_session(probe, path):
    response = probe.get(path)
    assert (response.status_code, response.text) == (200, ANSWERS[path])
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"] == "text/plain"
    assert not response.cookies


@pytest.mark.django_db
def test_nothing_else_is_open_to_it(probe):
    assert probe.get("/hjalp/").status_code == 400
    assert probe.get("/readyz/").status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "statements"), [("/healthz", 0), ("/readyz", 1)])
def test_it_costs_one_statement_at_most(probe, path, statements, django_assert_num_queries):
    with django_assert_num_queries(statements):
        probe.get(path)


def refused(probe):
    response = probe.get("/readyz")
    assert (response.status_code, response.text) == (503, "not ready\n")
    assert response.headers["Cache-Control"] == "no-store"
    assert probe.get("/healthz").status_code == 200
    return True


@pytest.mark.django_db
def test_without_its_keys_it_is_not_ready(probe, settings, caplog):
    settings.HEMBANKEN_KEYS = "/nowhere/keys.json"
    assert refused(probe)
    assert "The key file /nowhere/keys.json cannot be read" in caplog.text


@pytest.mark.django_db
def test_before_its_migrations_it_is_not_ready(probe, caplog):
    MigrationRecorder.Migration.objects.filter(app="accounts").order_by("-name").first().delete()
    assert refused(probe)
    assert "not migrated: ('accounts', " in caplog.text


@pytest.mark.django_db
def test_an_older_version_stays_ready_after_a_newer_one_has_migrated(probe):
    MigrationRecorder.Migration.objects.create(app="accounts", name="9999_of_the_next_version")
    assert probe.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_without_its_database_it_is_not_ready(probe, monkeypatch, caplog):
    def away(*args):
        raise OperationalError("no such server")

    monkeypatch.setattr(connections["default"], "cursor", away)
    assert refused(probe)
    assert "no such server" in caplog.text

"""Liveness and readiness probes of a load balancer."""

import pytest
from django.db import OperationalError, connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

pytestmark = pytest.mark.django_db
PROBES = [("/healthz", "alive\n", 0), ("/readyz", "ready\n", 1)]


@pytest.fixture
def probe(settings):
    """A client of a production site, over plain HTTP and without an allowed host name."""
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["bank.example"]
    settings.STAFF_HOST = "staff.bank.example"
    return Client(headers={"host": "10.0.0.7:8000"})


@pytest.mark.parametrize(("path", "answer", "queries"), PROBES)
def test_a_probe_needs_no_tls_host_name_or_session(
    probe, path, answer, queries, django_assert_num_queries
):
    with django_assert_num_queries(queries):
        response = probe.get(path)
    assert (response.status_code, response.text) == (200, answer)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"] == "text/plain"
    assert not response.cookies


def test_other_paths_refuse_an_unknown_host(probe):
    assert probe.get("/hjalp/").status_code == 400
    assert probe.get("/readyz/").status_code == 400


def assert_not_ready(probe):
    response = probe.get("/readyz")
    assert (response.status_code, response.text) == (503, "not ready\n")
    assert response.headers["Cache-Control"] == "no-store"
    assert probe.get("/healthz").status_code == 200


def test_a_process_without_keys_is_not_ready(probe, settings, caplog):
    settings.HEMBANKEN_KEYS = "/nowhere/keys.json"
    assert_not_ready(probe)
    assert "The key file /nowhere/keys.json cannot be read" in caplog.text


def test_a_process_before_its_migrations_is_not_ready(probe, caplog):
    MigrationRecorder.Migration.objects.filter(app="accounts").order_by("-name").first().delete()
    assert_not_ready(probe)
    assert "not migrated: ('accounts', " in caplog.text


def test_an_older_version_stays_ready_after_a_newer_migration(probe):
    MigrationRecorder.Migration.objects.create(app="accounts", name="9999_of_the_next_version")
    assert probe.get("/readyz").status_code == 200


def test_a_process_without_database_is_not_ready(probe, monkeypatch, caplog):
    def refuse(*args):
        raise OperationalError("no such server")

    monkeypatch.setattr(connections["default"], "cursor", refuse)
    assert_not_ready(probe)
    assert "no such server" in caplog.text

"""The settings of a complete production site, and the headers that its proxy sends."""

import json
from collections.abc import Mapping
from pathlib import Path

from hembanken.crypto import keys
from tests.server import database, running

HOST_NAME = "bank.example"
COLLECTOR = "https://reports.bank.example/csp"
NO_STATIC_FILES = '{"version": "1.1", "hash": "", "paths": {}}'
THROUGH_PROXY: Mapping[str, str] = {
    "Host": HOST_NAME,
    "Origin": f"https://{HOST_NAME}",
    "X-Forwarded-Proto": "https",
}


def settings(folder: Path, database_url: str) -> dict[str, str]:
    """Return an environment in which production starts, with new keys in the folder."""
    key_file = folder / "keys.json"
    keys.create(key_file)
    (folder / "static").mkdir()
    (folder / "static" / "staticfiles.json").write_text(NO_STATIC_FILES)
    return running.environment(
        DJANGO_SETTINGS_MODULE="hembanken.settings",
        HEMBANKEN_VAR=str(folder),
        HEMBANKEN_KEYS=str(key_file),
        HEMBANKEN_ALLOWED_HOSTS=HOST_NAME,
        HEMBANKEN_TRUSTED_PROXIES=running.HOST,
        HEMBANKEN_EMAIL_URL="smtp://mail.bank.example",
        HEMBANKEN_EMAIL_FROM="no-reply@bank.example",
        HEMBANKEN_CSP_REPORTS=COLLECTOR,
        DATABASE_URL=database_url,
    )


def without_tables(folder: Path) -> dict[str, str]:
    """Set a site up in an empty folder, with a new PostgreSQL database that has no tables."""
    environment = settings(folder, database.new_postgresql().url)
    running.manage(environment, "collectstatic", "--no-input", "--verbosity", "0")
    return environment


def ready(folder: Path) -> dict[str, str]:
    """Set a site up in an empty folder, as operations do."""
    environment = without_tables(folder)
    running.manage(environment, "migrate", "--verbosity", "0")
    return environment


def keys_in(key_file: Path) -> set[str]:
    """Return every key of a file in base64, as a message would show it."""
    content = json.loads(key_file.read_text(encoding="ascii"))
    return {key for versions in content.values() for key in versions.values()}

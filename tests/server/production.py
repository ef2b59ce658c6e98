"""The settings of a production site that lacks nothing, and what its proxy sends."""

import json
from collections.abc import Mapping
from pathlib import Path

from hembanken.crypto import keys
from tests.server import database, running

HOST_NAME = "bank.example"
COLLECTOR = "https://reports.bank.example/csp"
NOTHING_COLLECTED = '{"version": "1.1", "hash": "", "paths": {}}'
THROUGH_PROXY: Mapping[str, str] = {
    "Host": HOST_NAME,
    "Origin": f"https://{HOST_NAME}",
    "X-Forwarded-Proto": "https",
}


def settings(folder: Path, database_url: str) -> dict[str, str]:
    """Return an environment that production starts with, with keys of its own in the folder."""
    key_file = folder / "keys.json"
    keys.create(key_file)
    (folder / "static").mkdir()
    (folder / "static" / "staticfiles.json").write_text(NOTHING_COLLECTED)
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


def collected(folder: Path) -> dict[str, str]:
    """Set a site up in an empty folder, on a PostgreSQL database of its own without tables."""
    own = settings(folder, database.new_postgresql().url)
    running.manage(own, "collectstatic", "--no-input", "--verbosity", "0")
    return own


def ready(folder: Path) -> dict[str, str]:
    """Set a site up in an empty folder, as operations do."""
    own = collected(folder)
    running.manage(own, "migrate", "--verbosity", "0")
    return own


def keys_in(key_file: Path) -> set[str]:
    """Return every key of a file as it would look in a message: in base64."""
    content = json.loads(key_file.read_text(encoding="ascii"))
    return {key for versions in content.values() for key in versions.values()}

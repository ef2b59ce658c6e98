"""The tests' settings: the demonstration's, with a temporary folder and keys.

With ``--postgresql`` on pytest's command line, or a DATABASE_URL, the suite runs on PostgreSQL
instead of SQLite.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

from hembanken.crypto import keys

if not os.environ.get("HEMBANKEN_VAR"):
    folder = tempfile.mkdtemp(prefix="hembanken-")
    os.environ["HEMBANKEN_VAR"] = folder
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
elif not os.path.isdir(os.environ["HEMBANKEN_VAR"]):
    sys.exit(f"HEMBANKEN_VAR names {os.environ['HEMBANKEN_VAR']}, and no such folder is there.")
os.environ["HEMBANKEN_PROFILE"] = "demo"
key_file = Path(os.environ["HEMBANKEN_VAR"]) / "keys.json"
if not key_file.exists():
    keys.create(key_file)
if "--postgresql" in sys.argv:
    from tests import postgresql

    os.environ["DATABASE_URL"] = postgresql.start()

from hembanken.settings import *  # noqa: E402, F403

MIXED_PROFILES: list[str] = []  # The demo profile runs on PostgreSQL here.
from hembanken.settings import STATIC_ROOT, STORAGES  # noqa: E402

# Tests do not collect static files, so that there is no manifest.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT.mkdir(exist_ok=True)

"""Codes of oathtool, a generator that no one here wrote."""

import os
import shutil
import subprocess

import pytest

MISSING = "Install oathtool (Debian: apt-get install oathtool) for codes of another generator."


def code(secret: bytes, counter: int) -> str:
    """Return the eight digits; where oathtool is missing, say so, and fail with CI=true."""
    path = shutil.which("oathtool")
    if path is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    command = [path, "--hotp", "-d", "8", "-c", str(counter), secret.hex()]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()

"""The key file: made once, read strictly, and a sentence for whatever is wrong with it."""

import os
import stat

import pytest
from django.core.management import CommandError, call_command

from hembanken import keys
from hembanken.keys import KeysMissing


@pytest.fixture
def path(tmp_path):
    keys.create(tmp_path / "keys.json")
    return tmp_path / "keys.json"


def why_refused(path):
    with pytest.raises(KeysMissing) as refused:
        keys.read(str(path))
    return str(refused.value)


def test_new_keys_differ_for_each_purpose(path):
    ring = keys.read(str(path))
    assert len({ring.current(purpose)[1] for purpose in keys.PURPOSES}) == len(keys.PURPOSES)


def test_the_owner_alone_may_read_it(path):
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o644, 0o660, 0o604])
def test_a_file_that_others_may_use_is_refused(path, mode):
    path.chmod(mode)
    assert "chmod 600" in why_refused(path)


def test_a_missing_file_is_refused_with_the_command_that_makes_it(tmp_path):
    assert "new_keys" in why_refused(tmp_path / "none.json")
    assert "new_keys" in why_refused("")


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"pepper": {"1": "c2hvcnQ="}}', "\xff"])
def test_a_damaged_file_is_refused_without_showing_it(path, content):
    path.write_text(content, encoding="latin-1")
    assert "damaged" in why_refused(path)
    assert "c2hvcnQ" not in why_refused(path)


def test_the_highest_version_is_the_current_one(path):
    ring = keys.Keyring({"seal": {1: b"old", 10: b"new", 2: b"middle"}})
    assert ring.current("seal") == (10, b"new")
    with pytest.raises(KeysMissing):
        ring.version("seal", 3)


def test_an_existing_file_is_never_overwritten(path):
    before = path.read_bytes()
    with pytest.raises(CommandError, match="never overwritten"):
        call_command("new_keys", path)
    assert path.read_bytes() == before


def test_the_command_makes_a_file(tmp_path, capsys):
    call_command("new_keys", tmp_path / "new.json")
    assert keys.read(str(tmp_path / "new.json"))
    assert "Keep a copy" in capsys.readouterr().out

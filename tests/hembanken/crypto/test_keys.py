"""The key file: creating, reading, replacing and locking it, and a message for each fault."""

import json
import stat
import time
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from hembanken.crypto import encryption, key_file, keys
from hembanken.crypto.keys import KeysMissing


@pytest.fixture
def path(tmp_path):
    keys.create(tmp_path / "keys.json")
    return tmp_path / "keys.json"


def refusal_of(path):
    with pytest.raises(KeysMissing) as refused:
        keys.read(str(path))
    return str(refused.value)


def test_each_purpose_has_a_different_key(path):
    ring = keys.read(str(path))
    assert len({ring.current(purpose)[1] for purpose in keys.PURPOSES}) == len(keys.PURPOSES)


@pytest.mark.parametrize("mode", [0o644, 0o660, 0o604])
def test_a_file_that_other_users_may_use_is_refused(path, mode):
    path.chmod(mode)
    assert "chmod 600" in refusal_of(path)


def test_a_missing_file_is_refused_and_the_command_is_named(tmp_path):
    assert "new_keys" in refusal_of(tmp_path / "none.json")
    assert "new_keys" in refusal_of("")


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"pepper": {"1": "c2hvcnQ="}}', "\xff"])
def test_a_damaged_file_is_refused_without_revealing_its_content(path, content):
    path.write_text(content, encoding="latin-1")
    assert "damaged" in refusal_of(path)
    assert "c2hvcnQ" not in refusal_of(path)


def test_the_highest_version_is_current(path):
    ring = keys.Keyring({"encryption": {1: b"old", 10: b"new", 2: b"middle"}})
    assert ring.current("encryption") == (10, b"new")
    with pytest.raises(KeysMissing):
        ring.version("encryption", 3)


def test_an_existing_file_is_neither_overwritten_nor_shown(path):
    before = path.read_bytes()
    with pytest.raises(CommandError, match="never overwritten") as refused:
        call_command("new_keys", path)
    assert path.read_bytes() == before
    shown = {key for versions in json.loads(before).values() for key in versions.values()}
    assert not any(key in str(refused.value) for key in shown)


def test_a_missing_folder_is_reported(tmp_path):
    with pytest.raises(CommandError, match=r"cannot be written: No such file or directory\."):
        call_command("new_keys", tmp_path / "nowhere" / "keys.json")


def test_the_command_requires_a_file_name(settings):
    settings.HEMBANKEN_KEYS = ""
    with pytest.raises(CommandError, match="Name a file, or set HEMBANKEN_KEYS to one"):
        call_command("new_keys")


def test_the_command_creates_the_file_of_the_settings_for_its_owner_only(
    tmp_path, settings, capsys
):
    path = tmp_path / "new.json"
    settings.HEMBANKEN_KEYS = str(path)
    call_command("new_keys")
    assert keys.read(str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "Keep a copy" in capsys.readouterr().out


def replace(path, content):
    new = path.with_name("new")
    keys.write(new, content)
    new.replace(path)


def with_second_version(path, at="2020-01-01T00:00+00:00"):
    content = json.loads(path.read_text())
    content["encryption"]["2"] = keys.new_key()
    return content | {"since": {"encryption": {"2": at}}}


@pytest.fixture
def in_use(path, settings):
    """The key file, which this process has already read."""
    settings.HEMBANKEN_KEYS = str(path)
    assert keys.keyring().current("encryption")[0] == 1
    return path


@pytest.mark.row("H9")
def test_a_process_with_the_old_file_cannot_decrypt_new_values(in_use, monkeypatch):
    before = keys.keyring()
    replace(in_use, with_second_version(in_use))
    encrypted = encryption.encrypt(b"seed", "table.column:1")
    assert encryption.decrypt(encrypted, "table.column:1") == b"seed"
    monkeypatch.setattr(encryption, "keyring", lambda: before)
    with pytest.raises(encryption.DecryptionFailed):
        encryption.decrypt(encrypted, "table.column:1")


def test_a_version_is_read_before_it_is_current(in_use, pass_time):
    at = datetime.fromtimestamp(time.time() + 60, UTC).isoformat()
    replace(in_use, with_second_version(in_use, at=at))
    assert list(keys.keyring().versions("encryption")) == [1, 2]
    pass_time(61)
    assert list(keys.keyring().versions("encryption")) == [2, 1]


@pytest.mark.parametrize("damage", ["", "{}", '{"since": {"encryption": {"2": "soon"}}}', None])
def test_a_running_site_keeps_its_keys_if_the_file_is_damaged(in_use, caplog, damage):
    before = keys.keyring()
    in_use.unlink()
    if damage is not None:
        in_use.touch(0o600)
        in_use.write_text(damage)
    assert keys.keyring() is keys.keyring() is before
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_a_running_site_keeps_its_keys_if_the_file_is_readable_by_others(in_use, caplog):
    in_use.chmod(0o644)
    assert keys.keyring()
    assert "chmod 600" in caplog.text


def test_django_receives_every_version_of_its_key(path):
    assert len(keys.django_secret_keys(str(path))) == 1
    with key_file.locked(str(path)) as file:
        file.add(["django"], time.time() + 60)
    current, later = keys.django_secret_keys(str(path))
    assert current == keys.read(str(path)).version("django", 1).hex()
    assert later == keys.read(str(path)).version("django", 2).hex()


def test_a_changed_file_keeps_its_older_keys_and_its_mode(path):
    before = keys.read(str(path)).keys
    with key_file.locked(str(path)) as file:
        file.add(["encryption", "index"], 0)
        file.finish()
    after = keys.read(str(path)).keys
    assert all(after[purpose][1] == before[purpose][1] for purpose in keys.PURPOSES)
    assert sorted(after["encryption"]) == sorted(after["index"]) == [1, 2]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_leftover_file_of_an_interrupted_change_is_replaced(path):
    path.with_name("keys.json.new").write_text("half of a")
    with key_file.locked(str(path)) as file:
        file.add(["encryption"], 0)
    assert list(path.parent.iterdir()) == [path]


def test_the_repr_of_a_keyring_or_key_file_shows_no_keys(path):
    ring = keys.read(str(path))
    with key_file.locked(str(path)) as file:
        shown = repr(ring) + repr(file)
    assert not any(key in shown for key in json.loads(path.read_text())["encryption"].values())
    assert "encryption" not in repr(ring)

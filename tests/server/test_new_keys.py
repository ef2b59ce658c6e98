"""`manage.py new_keys`: a key file that nobody else may read, and that is never replaced."""

import stat

import pytest

from tests.server import production, running

pytestmark = [pytest.mark.server, pytest.mark.own_database]


def new_keys(*arguments, **settings):
    return running.run(running.environment(**settings), "manage.py", "new_keys", *arguments)


def test_only_its_owner_may_read_the_key_file(tmp_path):
    path = tmp_path / "keys.json"
    assert new_keys(str(path)).returncode == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(production.keys_in(path)) == 6


def test_the_file_that_the_settings_name_is_made(tmp_path):
    path = tmp_path / "keys.json"
    assert new_keys(HEMBANKEN_KEYS=str(path)).returncode == 0
    assert path.exists()


def test_keys_are_never_overwritten_nor_shown(tmp_path):
    path = tmp_path / "keys.json"
    new_keys(str(path))
    before = path.read_bytes()
    again = new_keys(str(path))
    assert again.returncode == 1
    assert "is there already; keys are never overwritten." in again.stdout
    assert not any(key in again.stdout for key in production.keys_in(path))
    assert path.read_bytes() == before


def test_a_folder_that_is_not_there_is_named(tmp_path):
    ended = new_keys(str(tmp_path / "nowhere" / "keys.json"))
    assert ended.returncode == 1
    assert "cannot be written: No such file or directory." in ended.stdout


def test_without_any_file_it_asks_for_one():
    ended = new_keys()
    assert ended.returncode == 1
    assert "Name a file, or set HEMBANKEN_KEYS to one." in ended.stdout

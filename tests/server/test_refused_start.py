"""An incomplete production start is refused, and the message says what to do."""

import json

import pytest

from tests import ports
from tests.server import production, running

pytestmark = [pytest.mark.server, pytest.mark.own_database]
START = ("-c", "import hembanken.wsgi")
NO_FOLDER = "HEMBANKEN_VAR names /nowhere, and no such folder is there.\n"
NO_SUCH_SERVER = "postgresql://hembanken@127.0.0.1:1/hembanken"


@pytest.fixture
def key_file(tmp_path):
    return tmp_path / "keys.json"


@pytest.fixture
def settings(tmp_path):
    """Complete settings, from which each test removes something."""
    return production.settings(tmp_path, NO_SUCH_SERVER)


@pytest.fixture
def keys(settings, key_file):
    return production.keys_in(key_file)


@pytest.fixture
def refused(settings, keys):
    """Return a function that asserts that a start is refused and shows no key."""

    def start(*arguments, **changes):
        ended = running.run(settings | changes, *(arguments or START))
        assert ended.returncode != 0, ended.stdout
        assert not any(key in ended.stdout for key in keys)
        return ended.stdout

    return start


def test_complete_settings_start(settings):
    ended = running.run(settings, *START)
    assert ended.returncode == 0, ended.stdout


@pytest.mark.row("H6", "H9")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"HEMBANKEN_KEYS": ""}, "Make one: manage.py new_keys FILE"),
        ({"HEMBANKEN_KEYS": "/nowhere/keys.json"}, "make one with: manage.py new_keys FILE"),
        ({"HEMBANKEN_VAR": "/nowhere"}, NO_FOLDER.strip()),
        ({"HEMBANKEN_EMULATOR": "on"}, "Remove HEMBANKEN_EMULATOR from the environment."),
        (
            {"DATABASE_URL": "sqlite://:memory:"},
            "DATABASE_URL=postgresql://user:password@host/name",
        ),
        ({"HEMBANKEN_ALLOWED_HOSTS": ""}, "HEMBANKEN_ALLOWED_HOSTS must name the hosts"),
        ({"HEMBANKEN_EMAIL_URL": ""}, "HEMBANKEN_EMAIL_URL=smtp://user:password@host"),
        ({"HEMBANKEN_EMAIL_URL": "smtp://mail.example?tls=off"}, "only a server on this machine"),
        ({"HEMBANKEN_EMAIL_FROM": ""}, "HEMBANKEN_EMAIL_FROM is not an e-mail address."),
        ({"HEMBANKEN_TRUSTED_PROXIES": "proxy.example"}, "Write addresses or networks with commas"),
        ({"HEMBANKEN_ATTEMPTS_BEFORE_LOCKOUT": "6"}, "BEFORE_LOCKOUT must be from 1 to 5."),
        ({"HEMBANKEN_LOOK_AHEAD_WINDOW": "11"}, "for two kodboxes, must be at most 100."),
        ({"HEMBANKEN_IDLE_SECONDS": "abc"}, "HEMBANKEN_IDLE_SECONDS must be a whole number."),
        ({"HEMBANKEN_LOCKOUT_SECONDS": "300,0"}, "HEMBANKEN_LOCKOUT_SECONDS must be from 60 to"),
        ({"HEMBANKEN_METRICS": "0.0.0.0:9464"}, "HEMBANKEN_METRICS=127.0.0.1:9464"),
        ({"HEMBANKEN_ALLOWED_HOSTS": "*"}, "and not all hosts"),
        ({"HEMBANKEN_PROFILE": "demo"}, "does not start with production settings: unset"),
        ({"HEMBANKEN_PROFILE": "test"}, "Leave HEMBANKEN_PROFILE out of the environment."),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_do(refused, changes, sentence):
    assert sentence in refused(**changes)


@pytest.mark.parametrize(
    ("profile", "command"),
    [
        ({}, ("-m", "pytest", "--collect-only")),
        ({"HEMBANKEN_PROFILE": "demo"}, ("manage.py", "migrate")),
        ({"HEMBANKEN_PROFILE": "demo"}, ("manage.py", "send_messages")),
    ],
)
def test_a_missing_folder_is_reported_in_one_sentence(profile, command):
    ended = running.run(running.environment(HEMBANKEN_VAR="/nowhere", **profile), *command)
    assert (ended.returncode, ended.stdout) == (1, NO_FOLDER)


@pytest.mark.parametrize("damage", [lambda text: text[:-40], lambda text: text.replace("=", "")])
def test_a_damaged_key_file_is_refused(refused, key_file, damage):
    key_file.write_text(damage(key_file.read_text()))
    assert f"The key file {key_file} is damaged" in refused()


def test_a_key_file_without_one_of_the_purposes_is_refused(refused, key_file):
    content = json.loads(key_file.read_text())
    del content["pepper"]
    key_file.write_text(json.dumps(content))
    assert "Restore it from a copy." in refused()


def test_the_server_itself_ends_when_its_start_is_refused(refused):
    port = str(ports.free())
    output = refused(*running.GRANIAN, "--port", port, running.APPLICATION, HEMBANKEN_EMULATOR="on")
    assert "Remove HEMBANKEN_EMULATOR from the environment." in output


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", NO_SUCH_SERVER),
        ("HEMBANKEN_KEYS", "/nowhere/keys.json"),
        ("HEMBANKEN_ALLOWED_HOSTS", "bank.example"),
        ("HEMBANKEN_EMAIL_URL", "smtp://mail.example"),
        ("HEMBANKEN_PROFILE", "production"),
    ],
)
def test_the_demonstration_refuses_production_settings(name, value, tmp_path):
    left_on = running.environment(HEMBANKEN_VAR=str(tmp_path / "var"), **{name: value})
    ended = running.run(left_on, "manage.py", "demo")
    assert ended.returncode == 1
    assert f"unset {name}." in ended.stdout
    assert not (tmp_path / "var").exists()

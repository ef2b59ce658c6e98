"""A production start that lacks something is refused, with a sentence that says what to do."""

import json

import pytest

from tests import ports
from tests.server import production, running

pytestmark = [pytest.mark.server, pytest.mark.own_database]
START = ("-c", "import hembanken.wsgi")
MISSING = "HEMBANKEN_VAR names /nowhere, and no such folder is there.\n"
NO_SUCH_SERVER = "postgresql://hembanken@127.0.0.1:1/hembanken"


@pytest.fixture
def key_file(tmp_path):
    return tmp_path / "keys.json"


@pytest.fixture
def settings(tmp_path):
    """Settings that lack nothing: each test takes something away."""
    return production.settings(tmp_path, NO_SUCH_SERVER)


@pytest.fixture
def keys(settings, key_file):
    return production.keys_in(key_file)


@pytest.fixture
def refused(settings, keys):
    """Start with these changes, see it refused and no key told, and return what it said."""

    def start(*arguments, **changes):
        ended = running.run(settings | changes, *(arguments or START))
        assert ended.returncode != 0, ended.stdout
        assert not any(key in ended.stdout for key in keys)
        return ended.stdout

    return start


def test_settings_that_lack_nothing_start(settings):
    ended = running.run(settings, *START)
    assert ended.returncode == 0, ended.stdout


@pytest.mark.row("H6", "H9")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"HEMBANKEN_KEYS": ""}, "Make one with: manage.py new_keys FILE"),
        ({"HEMBANKEN_KEYS": "/nowhere/keys.json"}, "make one with: manage.py new_keys FILE"),
        (
            {"HEMBANKEN_VAR": "/nowhere"},
            "HEMBANKEN_VAR names /nowhere, and no such folder is there.",
        ),
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
        ({"HEMBANKEN_IDLE_SECONDS": "301"}, "HEMBANKEN_IDLE_SECONDS must be from 120 to 300"),
        ({"HEMBANKEN_IDLE_SECONDS": "119"}, "HEMBANKEN_IDLE_SECONDS must be from 120 to 300"),
        ({"HEMBANKEN_SESSION_SECONDS": "86401"}, "SESSION_SECONDS must be from 3600 to 86400"),
        ({"HEMBANKEN_IDLE_SECONDS": "abc"}, "HEMBANKEN_IDLE_SECONDS must be a whole number."),
        ({"HEMBANKEN_LOCKOUT_SECONDS": "300,0"}, "HEMBANKEN_LOCKOUT_SECONDS must be from 60 to"),
        ({"HEMBANKEN_METRICS": "0.0.0.0:9464"}, "HEMBANKEN_METRICS=127.0.0.1:9464"),
        ({"HEMBANKEN_REQUESTS_AT_ONCE": "0"}, "REQUESTS_AT_ONCE must be from 1 to 64."),
        ({"HEMBANKEN_ALLOWED_HOSTS": "*"}, "and not all hosts"),
        ({"HEMBANKEN_PROFILE": "demo"}, "does not start with production settings: unset"),
        ({"HEMBANKEN_PROFILE": "test"}, "Leave HEMBANKEN_PROFILE out of the environment."),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_do(refused, changes, sentence):
    assert sentence in refused(**changes)


def test_the_tests_say_in_one_sentence_that_their_folder_is_missing():
    missing = running.environment(HEMBANKEN_VAR="/nowhere")
    ended = running.run(missing, "-m", "pytest", "--collect-only")
    assert ended.returncode == 1
    assert ended.stdout == MISSING


@pytest.mark.parametrize("command", ["migrate", "send_messages"])
def test_a_command_says_that_its_folder_is_missing(command):
    missing = running.environment(HEMBANKEN_VAR="/nowhere", HEMBANKEN_PROFILE="demo")
    ended = running.run(missing, "manage.py", command)
    assert ended.returncode == 1
    assert ended.stdout == MISSING


@pytest.mark.parametrize("damage", [lambda text: text[:-40], lambda text: text.replace("=", "")])
def test_a_damaged_key_file_is_refused(refused, key_file, damage):
    key_file.write_text(damage(key_file.read_text()))
    assert f"The key file {key_file} is damaged" in refused()


def test_a_key_file_without_one_of_the_purposes_is_refused(refused, key_file):
    content = json.loads(key_file.read_text())
    del content["pepper"]
    key_file.write_text(json.dumps(content))
    assert "Restore it from its copy." in refused()


def test_the_server_itself_ends_when_its_start_is_refused(refused):
    port = str(ports.free())
    said = refused(*running.GRANIAN, "--port", port, running.APPLICATION, HEMBANKEN_EMULATOR="on")
    assert "Remove HEMBANKEN_EMULATOR from the environment." in said


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

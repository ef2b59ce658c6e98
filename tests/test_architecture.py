"""The house: imports point down, apps meet in one direction, the emulator stands alone."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("accounts", "hembanken", "kodbox")
FLOORS = (
    {"accounts.personnummer", "kodbox.hotp"},
    {"accounts.models", "accounts.credentials.hashers", "kodbox.models"},
    {
        "accounts.credentials.rate_limits",
        "accounts.customers.registry",
        "accounts.customers.csv_file",
        "accounts.customers.agreements",
        "accounts.customers.email_sender",
        "kodbox.stock",
        "kodbox.letters",
        "kodbox.pskc.packages",
    },
    {
        "accounts.credentials.passwords",
        "accounts.sessions.backends",
        "kodbox.verification",
        "kodbox.orders",
        "kodbox.pskc.reader",
        "kodbox.resynchronisation",
        "kodbox.candidates",
        "kodbox.spending",
        "kodbox.pskc.intake",
    },
    {"kodbox.recall"},
    {"accounts.credentials.lockout", "accounts.credentials.unlock"},
    {"accounts.credentials.known_browsers"},
    {"accounts.credentials.authentication", "accounts.login.state", "accounts.forms.fields"},
    {"accounts.login.steps", "accounts.password_reset.state"},
    {
        "accounts.ordering",
        "accounts.customers.csv_import",
        "accounts.sessions.timeouts",
        "accounts.staff.middleware",
    },
    {
        "accounts.sessions.active",
        "accounts.customers.search",
        "accounts.staff.members",
        "accounts.staff.customer_overview",
        "accounts.customers.closing",
        "accounts.staff.dashboard",
    },
    {"accounts.housekeeping"},
    {"accounts.login.process", "accounts.login.joint"},
    {
        "accounts.login.flow",
        "accounts.password_reset.flow",
        "accounts.credentials.password_change",
        "accounts.staff.login",
        "accounts.forms",
    },
    {"accounts.views.decorators", "accounts.context_processors"},
    {"accounts.views.page_cache"},
    {"accounts.views", "accounts.staff.site", "accounts.admin"},
    {"accounts.urls"},
)
EMULATOR = "kodbox.emulator"
COMPOSES = ("hembanken.urls", "hembanken.demonstration")  # They put the site together.


def sources():
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path


def module_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree_of(path):
    return ast.parse(path.read_text())


@cache
def imports_of(path):
    """Return each module that a file imports, as far down as it names it."""
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def is_within(module, *packages):
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def floor_of(module):
    return next((place for place, floor in enumerate(FLOORS) if is_within(module, *floor)), None)


def offenders(is_wrong, paths=None):
    """Return each file with what is wrong in it."""
    found = ((path.relative_to(ROOT).as_posix(), is_wrong(path)) for path in paths or sources())
    return {name: wrong for name, wrong in found if wrong}


def test_imports_point_down():
    def above(path):
        own = floor_of(module_of(path))
        return own is not None and [e for e in imports_of(path) if (floor_of(e) or 0) > own]

    assert offenders(above) == {}


def test_every_module_of_accounts_has_its_floor():
    modules = {module_of(path) for path in sources() if path.parts[-2] == "accounts"}
    assert {each for each in modules if floor_of(each) is None} == {"accounts", "accounts.apps"}


def test_apps_meet_in_one_direction():
    def upwards(path):
        module, imported = module_of(path), imports_of(path)
        if is_within(module, "kodbox"):
            return [each for each in imported if is_within(each, "accounts")]
        if is_within(module, "hembanken") and not is_within(module, *COMPOSES):
            return [each for each in imported if is_within(each, "accounts", "kodbox")]
        return []

    assert offenders(upwards) == {}


def test_the_emulator_stands_alone():
    def across(path):
        inside, imported = is_within(module_of(path), EMULATOR), imports_of(path)
        met = [each for each in imported if is_within(each, EMULATOR) is not inside]
        return [each for each in met if not inside or is_within(each, *PACKAGES)]

    assert offenders(across) == {}


def test_primitives_know_nothing_of_django():
    primitives = [ROOT / "accounts/personnummer.py", ROOT / "kodbox/hotp.py"]
    uses = offenders(
        lambda path: [e for e in imports_of(path) if is_within(e, "django")], primitives
    )
    assert uses == {}


def test_nothing_is_imported_inside_a_function():
    def hidden(path):
        return [
            inner.lineno
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.FunctionDef) and node.name != "ready"
            for inner in ast.walk(node)
            if isinstance(inner, ast.Import | ast.ImportFrom)
        ]

    assert offenders(hidden) == {}


def test_every_module_says_what_it_is_for():
    silent = [
        path for path in sources() if path.read_text() and not ast.get_docstring(tree_of(path))
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("key", "owner"),
    [
        ("pending_login", "accounts/login/state.py"),
        ("pending_reset", "accounts/password_reset/state.py"),
    ],
)
def test_one_file_knows_a_session_key(key, owner):
    knowing = [
        path.relative_to(ROOT).as_posix()
        for path in sources()
        if any(
            isinstance(node, ast.Constant) and node.value == key for node in ast.walk(tree_of(path))
        )
    ]
    assert knowing == [owner]

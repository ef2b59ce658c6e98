"""The system checks that refuse an unsafe start."""

import pytest
from django.core.checks import run_checks
from django.db import connection

from hembanken.bounds import BOUNDS

PRODUCTION = {
    "DEMO": False,
    "PROFILE": "production",
    "KODBOX_EMULATOR": False,
    "ALLOWED_HOSTS": ["bank.example"],
    "MAILERS": {"default": {}},
}
UNSAFE = [
    ({"HEMBANKEN_KEYS": "/nowhere/keys.json"}, "hembanken.E001"),
    ({"KODBOX_EMULATOR": True}, "hembanken.E002"),
    ({"HEMBANKEN_TRUSTED_PROXIES": ["10.0.0.0/8", "proxy"]}, "hembanken.E003"),
    ({"PROFILE": "demo"}, "hembanken.E005"),
    ({"MIXED_PROFILES": ["HEMBANKEN_KEYS"]}, "hembanken.E006"),
    ({"ALLOWED_HOSTS": []}, "hembanken.E007"),
    ({"ALLOWED_HOSTS": ["*"]}, "hembanken.E007"),
    ({"LOOK_AHEAD_WINDOW": 11}, "hembanken.E009"),
    ({"STATIC_ROOT": "/nowhere"}, "hembanken.E010"),
    ({"REFUSALS": "polite"}, "hembanken.E011"),
    ({"METRICS": "0.0.0.0:9464"}, "hembanken.E012"),
    ({"HEMBANKEN_CSP_REPORTS": "http://reports.bank.example/"}, "hembanken.E013"),
    ({"HEMBANKEN_CSP_REPORTS": "https:///csp"}, "hembanken.E013"),
    ({"HEMBANKEN_CSP_REPORTS": "https://reports.bank.example/; script-src *"}, "hembanken.E013"),
    ({"HEMBANKEN_CSP_REPORTS": 'https://reports.bank.example/", x="'}, "hembanken.E013"),
    ({"PUBLIC_PAUSE": "yes"}, "hembanken.E014"),
    ({"KODBOX_KINDS": ["large", "singing"]}, "hembanken.E015"),
    ({"MAILERS": {}}, "hembanken.E020"),
    ({"DEFAULT_FROM_EMAIL": "Hembanken"}, "hembanken.E021"),
    ({"DEFAULT_FROM_EMAIL": "Hembanken\nBcc: x <a@bank.example>"}, "hembanken.E021"),
    *(
        ({name: [value] if name == "LOCKOUT_SECONDS" else value}, "hembanken.E008")
        for name, low, high in BOUNDS
        for value in (low - 1, high + 1)
    ),
]


def faults(settings, changes):
    for name, value in {**PRODUCTION, **changes}.items():
        setattr(settings, name, value)
    issues = run_checks(tags=["security"], include_deployment_checks=True)
    return {issue.id: str(issue) for issue in issues if issue.id.startswith("hembanken")}


@pytest.mark.row("C6", "H9")
@pytest.mark.parametrize(("changes", "expected"), UNSAFE)
def test_an_unsafe_setting_is_refused(settings, changes, expected):
    assert expected in faults(settings, changes)


@pytest.mark.row("H2")
@pytest.mark.parametrize("collector", ["", "https://r.example", "https://r.example:8443/csp?a=1"])
def test_an_https_collector_is_accepted(settings, collector):
    assert "hembanken.E013" not in faults(settings, {"HEMBANKEN_CSP_REPORTS": collector})


@pytest.mark.row("C6", "A2")
def test_the_defaults_are_safe_except_sqlite(settings, tmp_path):
    (tmp_path / "staticfiles.json").touch()
    settings.STATIC_ROOT = tmp_path
    unsafe = {"hembanken.E004"} if connection.vendor == "sqlite" else set()
    assert set(faults(settings, {})) == unsafe

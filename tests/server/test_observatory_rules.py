"""A lesser answer gets fewer points, by every rule of the observatory."""

from email.parser import Parser
from http.client import HTTPMessage

import pytest

from tests.server import observatory
from tests.server.observatory import NEW_RULES, RULES
from tests.server.scanned import Seen

HSTS = "Strict-Transport-Security: max-age=63072000; includeSubDomains"
CSP = "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'"
CSRF = "__Host-csrf=1; HttpOnly; Path=/; SameSite=Lax; Secure"
SESSION = "__Host-session=1; HttpOnly; Path=/; SameSite=Lax; Secure"
ROUTE = ("http://bank.example/", "https://bank.example/")
REFLECTED = "Access-Control-Allow-Origin: https://a.example\nAccess-Control-Allow-Credentials: true"


def seen(headers="", *, body="", cookies=(), route=ROUTE, preflight=""):
    parse = Parser(HTTPMessage).parsestr
    return Seen(parse(headers), body, cookies, route, parse(preflight))


def script(source, more=""):
    return seen(body=f'<script src="{source}" {more}></script>')


def cookies(*texts, headers=HSTS):
    return seen(headers, cookies=texts)


ROWS = {
    "content-security-policy": [
        (10, seen(CSP)),
        (5, seen(CSP.replace("default-src 'none'", "default-src 'self'"))),
        (0, seen(f"{CSP} 'unsafe-inline'")),
        (-10, seen(f"{CSP} 'unsafe-eval'")),
        (-10, seen(f"{CSP}; img-src http://a.example")),
        (-20, seen(f"{CSP}; connect-src http://a.example")),
        (-20, seen(CSP.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'"))),
        (-20, seen(f"{CSP}; object-src https:")),
        (-25, seen(f"{CSP}; script-src 'self'")),
        (-25, seen(f"{CSP}\n{CSP}")),
        (-25, seen()),
    ],
    "cookies": [
        (5, cookies(CSRF, SESSION)),
        (0, cookies()),
        (0, cookies(CSRF, SESSION.replace("SameSite=Lax; ", ""))),
        (-5, cookies(CSRF.replace("; Secure", ""), SESSION)),
        (-10, cookies(CSRF, SESSION.replace("; Secure", ""))),
        (-20, cookies(CSRF.replace("SameSite=Lax; ", ""), SESSION)),
        (-20, cookies(CSRF.replace("Lax", "None"), SESSION)),
        (-20, cookies(CSRF.replace("; Secure", ""), SESSION, headers="")),
        (-30, cookies(CSRF, SESSION.replace("HttpOnly; ", ""))),
        (-40, cookies(CSRF, SESSION.replace("; Secure", ""), headers="")),
    ],
    "cross-origin-resource-sharing": [(0, seen()), (-50, seen(preflight=REFLECTED))],
    "redirection": [
        (0, seen(route=ROUTE)),
        (-5, seen(route=(ROUTE[0], "https://www.bank.example/"))),
        (-10, seen(route=(ROUTE[0], "http://www.bank.example/", ROUTE[1]))),
        (-20, seen(route=(ROUTE[0], "http://www.bank.example/"))),
        (-20, seen(route=ROUTE[:1])),
    ],
    "referrer-policy": [
        (5, seen("Referrer-Policy: unsafe-url, same-origin")),
        (0, seen()),
        (-5, seen("Referrer-Policy: same-origin, unsafe-url")),
        (-5, seen("Referrer-Policy: same-orgin")),
    ],
    "strict-transport-security": [
        (0, seen(HSTS)),
        (-10, seen("Strict-Transport-Security: max-age=300")),
        (-20, seen("Strict-Transport-Security: includeSubDomains")),
        (-20, seen()),
    ],
    "subresource-integrity": [
        (5, script("/a.js", 'integrity="sha256-x"')),
        (5, script("https://a.example/a.js", 'integrity="sha256-x"')),
        (0, script("/a.js")),
        (0, seen()),
        (-5, script("https://a.example/a.js")),
        (-20, script("http://a.example/a.js", 'integrity="sha256-x"')),
        (-50, script("//a.example/a.js")),
    ],
    "x-content-type-options": [(0, seen("X-Content-Type-Options: nosniff")), (-5, seen())],
    "x-frame-options": [
        (5, seen("Content-Security-Policy: frame-ancestors 'none'")),
        (5, seen("X-Frame-Options: DENY")),
        (0, seen("X-Frame-Options: ALLOW-FROM https://a.example")),
        (-20, seen("X-Frame-Options: no")),
        (-20, seen()),
    ],
} | {
    f"cross-origin-{of}-policy": [
        (10, seen(f"Cross-Origin-{of}-Policy: {own}")),
        (0, seen(f"Cross-Origin-{of}-Policy: {shared}")),
        (0, seen()),
        (-5, seen(f"Cross-Origin-{of}-Policy: own")),
    ]
    for of, own, shared in [
        ("resource", "same-origin", "cross-origin"),
        ("opener", "same-origin", "unsafe-none"),
        ("embedder", "require-corp", "unsafe-none"),
    ]
}


def test_every_rule_is_tried():
    assert ROWS.keys() == (RULES | NEW_RULES).keys()


@pytest.mark.parametrize(
    ("name", "points", "site"), [(name, *row) for name, rows in ROWS.items() for row in rows]
)
def test_a_lesser_answer_gets_fewer_points(name, points, site):
    assert (RULES | NEW_RULES)[name](site) == points


def test_bonuses_count_only_for_a_site_with_few_faults():
    assert observatory.score([10, 5, -10]) == 105
    assert observatory.score([10, 5, -20]) == 80

"""The headers that every answer of the site carries, and how a test reads them."""

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def directives(answer):
    policy = answer.headers["Content-Security-Policy"]
    return dict(each.strip().split(" ", 1) for each in policy.split(";"))


def features(answer):
    told = answer.headers["Permissions-Policy"].split(", ")
    assert all(each.endswith("=()") for each in told)
    return {each.removesuffix("=()") for each in told}

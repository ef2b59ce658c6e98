"""The security headers of every response, and functions that read them."""

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


def directives(response):
    """Return the enforced content policy, by directive."""
    policy = response.headers["Content-Security-Policy"]
    return dict(each.strip().split(" ", 1) for each in policy.split(";"))


def features(response):
    """Return the features that Permissions-Policy disables."""
    policy = response.headers["Permissions-Policy"].split(", ")
    assert all(each.endswith("=()") for each in policy)
    return {each.removesuffix("=()") for each in policy}

"""Forms sent as a browser sends them: a refused form leads to its page, which shows the errors."""

from django.conf import settings


def submit(client, path, data=None, **extra):
    """Send a form. Return the page with its errors if it is refused, or else the response.

    `sent` of the page is the response that redirected to it.
    """
    response = client.post(path, data, **extra)
    if not is_refused(response):
        return response
    page = client.get(response.url, **extra)
    page.sent = response
    return page


def is_refused(response):
    """Return whether a response carries the errors of a refused form."""
    cookie = response.cookies.get(settings.REFUSAL_COOKIE_NAME)
    return cookie is not None and cookie.value != ""


def errors(page):
    """Return the codes of the errors that a page shows, for each field."""
    found = page.context["form"].errors.as_data()
    return {name: [error.code for error in errors] for name, errors in found.items()}

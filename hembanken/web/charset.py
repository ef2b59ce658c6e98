"""Refuse requests in another character set than UTF-8, the only one that the pages send."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

UTF_8 = "utf-8"


class CharsetMiddleware:
    """Answer 400 to a request that names another character set.

    Python decodes some of them to text that cannot be encoded again, or to no text at all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", UTF_8)
        if charset.lower() != UTF_8:
            return HttpResponse("The charset must be utf-8.", "text/plain", status=400)
        return self.get_response(request)

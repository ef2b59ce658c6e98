"""What a scanner has seen of a site."""

from dataclasses import dataclass
from http.client import HTTPMessage


@dataclass(frozen=True)
class Seen:
    """The page that a scanner was led to, the way there, and what else it asked for."""

    headers: HTTPMessage
    body: str
    cookies: tuple[str, ...]
    route: tuple[str, ...]
    preflight: HTTPMessage

    def header(self, name: str) -> str:
        return ", ".join(self.headers.get_all(name, [])).strip().lower()

    def policy(self) -> dict[str, list[str]]:
        """Return the content policy's directives, none where there is more than one policy."""
        text = self.header("Content-Security-Policy")
        parts = [part.split() for part in text.split(";") if part.strip()]
        directives = {part[0]: part[1:] for part in parts}
        return directives if len(directives) == len(parts) and "," not in text else {}

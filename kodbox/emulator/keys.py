"""Parse keys as a person types them: `OK 1 2 3 4 OK`, `ok1234ok`, `m` for MENU."""

import re

from kodbox.emulator.device import MENU, OK

KEY = re.compile(f"{OK}|{MENU}|M|[0-9]", re.IGNORECASE)


class NoSuchKey(ValueError):
    pass


def parse(text: str) -> list[str]:
    """Return the keys in order, or raise NoSuchKey with the text that is not a key."""
    typed = "".join(text.split())
    if unknown := KEY.sub("", typed):
        raise NoSuchKey(unknown)
    return [MENU if key.upper() == "M" else key.upper() for key in KEY.findall(typed)]

"""How static files are collected: hashed, compressed, and the site's stylesheets as one file."""

import re
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage
from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)

SITE = "css/site.css"
IMPORT = re.compile(r'@import "(?P<name>[^"]+)"(?: (?P<media>\w+))?;')

Found = dict[str, tuple[Storage, str]]


class JoiningStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Put into the site's stylesheet what it imports, so that a page waits for one file."""

    def post_process(self, paths: Found, *args: Any, **options: Any) -> Any:
        joined = InMemoryStorage()
        text = IMPORT.sub(partial(_imported, paths), _read(paths, SITE))
        joined.save(SITE, ContentFile(text.encode()))
        return super().post_process(paths | {SITE: (joined, SITE)}, *args, **options)


def _imported(paths: Found, match: re.Match[str]) -> str:
    text = _read(paths, f"css/{match['name']}")
    return f"@media {match['media']} {{\n{text}}}" if match["media"] else text


def _read(paths: Found, name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return str(file.read().decode())

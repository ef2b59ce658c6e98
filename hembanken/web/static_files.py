"""Storage of collected static files: hashed, compressed, with the stylesheets in one file."""

import re
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage
from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)

STYLESHEET = "css/site.css"
IMPORT = re.compile(r'@import "(?P<name>[^"]+)"(?: (?P<media>\w+))?;')

StoredPaths = dict[str, tuple[Storage, str]]


class JoiningStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Inline the imports of the site's stylesheet, so that a page loads one file."""

    def post_process(self, paths: StoredPaths, *args: Any, **options: Any) -> Any:
        joined = InMemoryStorage()
        text = IMPORT.sub(partial(_imported, paths), _read(paths, STYLESHEET))
        joined.save(STYLESHEET, ContentFile(text.encode()))
        return super().post_process(paths | {STYLESHEET: (joined, STYLESHEET)}, *args, **options)


def _imported(paths: StoredPaths, match: re.Match[str]) -> str:
    text = _read(paths, f"css/{match['name']}")
    return f"@media {match['media']} {{\n{text}}}" if match["media"] else text


def _read(paths: StoredPaths, name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return str(file.read().decode())

"""Lists the test modules of each row of tests/REQUIREMENTS.md: python -m tests.requirements.

The command rewrites the last column of the tables. A row is named by its id in parentheses, alone
or with other ids, or by `pytest.mark.row`. No other form counts, so that a paper size, a colour or
the id of a check is not mistaken for a row.
"""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "tests" / "REQUIREMENTS.md"
ID = r"[A-JS]\d{1,2}"
IN_PARENTHESES = re.compile(rf"(?<!\w)\(({ID}(?:,\s+{ID})*)\)")
IN_MARK = re.compile(rf"""\bmark\.row\(((?:\s*"{ID}",?)+)\s*\)""")
ROW = re.compile(rf"^\| ({ID}) \|.*\| ([^|]*) \|$", re.MULTILINE)
REMARK = re.compile(r"(?:Deviation|Not built): .*")
NAMING = {".css", ".html", ".js", ".md", ".py", ".toml"}


def ids_in(text: str) -> set[str]:
    """Return each id that a text names."""
    groups = IN_PARENTHESES.findall(text) + IN_MARK.findall(text)
    return {found for group in groups for found in re.findall(ID, group)}


@cache
def ids_by_file() -> dict[str, set[str]]:
    """Return the ids that each file of the repository names, by path."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    paths = {ROOT / name for name in listed.split("\0")} - {DOCUMENT}
    texts = (path for path in paths if path.suffix in NAMING and path.is_file())
    return {path.relative_to(ROOT).as_posix(): ids_in(path.read_text()) for path in texts}


def modules_of(row: str) -> list[str]:
    """Return the test modules that name a row, as the document lists them."""
    paths = (Path(name) for name, ids in ids_by_file().items() if row in ids)
    modules = (path for path in paths if path.parts[0] == "tests" and path.stem[:5] == "test_")
    return sorted(path.relative_to("tests").with_suffix("").as_posix() for path in modules)


def shown_by(row: str, cell: str) -> str:
    """Return the updated last cell of a row, with its remark."""
    modules = ", ".join(f"`{module}`" for module in modules_of(row))
    remark = REMARK.search(cell)
    return " ".join(part for part in (modules, remark and remark[0]) if part)


def rows(text: str) -> Iterator[tuple[str, str]]:
    """Return each row's id and its last cell."""
    return ((row[1], row[2]) for row in ROW.finditer(text))


def rewritten(text: str) -> str:
    """Return the document with an updated last column."""
    return ROW.sub(
        lambda row: row[0].removesuffix(f"{row[2]} |") + f"{shown_by(row[1], row[2])} |", text
    )


if __name__ == "__main__":
    DOCUMENT.write_text(rewritten(DOCUMENT.read_text()))

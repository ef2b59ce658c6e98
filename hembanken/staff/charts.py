"""Small bar charts, drawn on the server: the geometry of an SVG, and a sentence that says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _

SLOT, BAR, HEIGHT = 10, 7, 100  # units of the drawing, which is stretched to its place


class Bar(NamedTuple):
    """One rectangle, in whole units: a decimal sign depends on the language, and SVG does not."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Chart:
    """Figures for spans of time that follow each other, each span named."""

    title: Any
    spans: Sequence[str]
    figures: Sequence[int]
    height = HEIGHT

    @property
    def total(self) -> int:
        return sum(self.figures)

    @property
    def most(self) -> int:
        return max(self.figures)

    @property
    def busiest(self) -> str:
        return self.spans[self.figures.index(self.most)]

    @property
    def sentence(self) -> str:
        """What the drawing shows, for who does not see it."""
        if not self.total:
            return _("%(title)s: inga.") % {"title": self.title}
        return _("%(title)s: %(total)s, flest %(busiest)s (%(most)s).") % {
            "title": self.title,
            "total": in_groups(self.total),
            "busiest": self.busiest,
            "most": in_groups(self.most),
        }

    @property
    def width(self) -> int:
        return SLOT * len(self.figures)

    @property
    def bars(self) -> list[Bar]:
        """The rectangles; what happened at all is seen, however much more happened elsewhere."""
        heights = [-(-figure * HEIGHT // self.most) if figure else 0 for figure in self.figures]
        return [
            Bar(SLOT * place, HEIGHT - height, BAR, height)
            for place, height in enumerate(heights)
            if height
        ]


@dataclass(frozen=True)
class Board:
    """Charts over the same spans, and their figures as one table."""

    charts: Sequence[Chart]

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        return list(
            zip(self.charts[0].spans, *(chart.figures for chart in self.charts), strict=True)
        )


def in_groups(figure: int) -> str:
    """Write a number with its thousands apart, as the language does."""
    return number_format(figure, force_grouping=True)

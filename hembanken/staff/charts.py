"""Small bar charts: the geometry of an SVG, and a sentence for screen readers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _

BAR_SPACING, BAR_WIDTH, HEIGHT = 10, 7, 100  # units of the SVG's viewBox


class Bar(NamedTuple):
    """A rectangle in whole units: a localised decimal comma would not be valid SVG."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Chart:
    """Figures of consecutive spans of time, each with a label."""

    title: Any
    spans: Sequence[str]
    figures: Sequence[int]
    height = HEIGHT

    @property
    def total(self) -> int:
        return sum(self.figures)

    @property
    def maximum(self) -> int:
        return max(self.figures)

    @property
    def busiest(self) -> str:
        return self.spans[self.figures.index(self.maximum)]

    @property
    def sentence(self) -> str:
        """The chart in a sentence, for screen readers."""
        if not self.total:
            return _("%(title)s: inga.") % {"title": self.title}
        return _("%(title)s: %(total)s, flest %(busiest)s (%(most)s).") % {
            "title": self.title,
            "total": grouped(self.total),
            "busiest": self.busiest,
            "most": grouped(self.maximum),
        }

    @property
    def width(self) -> int:
        return BAR_SPACING * len(self.figures)

    @property
    def bars(self) -> list[Bar]:
        """The rectangles. Any figure above zero is at least one unit high."""
        heights = [-(-figure * HEIGHT // self.maximum) if figure else 0 for figure in self.figures]
        return [
            Bar(BAR_SPACING * index, HEIGHT - height, BAR_WIDTH, height)
            for index, height in enumerate(heights)
            if height
        ]


@dataclass(frozen=True)
class Board:
    """Charts with the same spans, and their figures as one table."""

    charts: Sequence[Chart]

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        return list(
            zip(self.charts[0].spans, *(chart.figures for chart in self.charts), strict=True)
        )


def grouped(figure: int) -> str:
    """Return a number with the thousands separator of the active language."""
    return number_format(figure, force_grouping=True)

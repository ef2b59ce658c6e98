"""The colours of the tokens by day and night: text 4.5 to 1, what is drawn 3 to 1 (G11).

axe measures text too, but neither borders and focus rings, nor text over something drawn.
"""

import re

import pytest
from django.conf import settings

TOKENS = (settings.BASE_DIR / "static/css/tokens.css").read_text(encoding="utf-8")
DAY, NIGHT = TOKENS.split("@media (prefers-color-scheme: dark)")
PAPERS = ["page", "tint", "error-tint", "warning-tint"]
TEXTS = {
    "text": PAPERS,
    "muted": ["page", "tint"],
    "accent": PAPERS,
    "accent-strong": ["page", "tint"],
    "error": ["page", "error-tint"],
    "on-accent": ["accent", "accent-strong"],
}
DRAWN = {"control": ["page"], "focus": PAPERS, "warning": ["warning-tint"]}
DEVICE = {"on-key": ["key", "ok", "menu"], "ink": ["screen"]}
PAIRS = [
    *[("colour", 4.5, ink, paper) for ink, papers in TEXTS.items() for paper in papers],
    *[("colour", 3, ink, paper) for ink, papers in DRAWN.items() for paper in papers],
    *[("device", 4.5, ink, paper) for ink, papers in DEVICE.items() for paper in papers],
]


def colours(css):
    return dict(re.findall(r"--([\w-]+): (#\w+);", css))


def luminance(colour):
    """Return the relative luminance that WCAG 2.2 defines."""
    digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.row("G11")
@pytest.mark.parametrize("time", ["day", "night"])
def test_every_pair_of_colours_can_be_told_apart(time):
    shown = colours(DAY) | (colours(NIGHT) if time == "night" else {})
    faint = []
    for family, least, ink, paper in PAIRS:
        tones = sorted(luminance(shown[f"{family}-{name}"]) for name in (ink, paper))
        ratio = (tones[1] + 0.05) / (tones[0] + 0.05)
        if ratio < least:
            faint.append(f"{ink} on {paper}: {ratio:.2f}")
    assert faint == []

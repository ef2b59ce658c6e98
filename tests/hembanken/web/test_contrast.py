"""The contrast of the colour tokens, light and dark: 4.5 to 1 for text, 3 to 1 for graphics (G11).

axe measures neither borders and focus rings, nor text on graphics.
"""

import re

import pytest
from django.conf import settings

TOKENS = (settings.BASE_DIR / "static/css/tokens.css").read_text(encoding="utf-8")
LIGHT, DARK = TOKENS.split("@media (prefers-color-scheme: dark)")
SURFACES = ["page", "tint", "error-tint", "warning-tint"]
TEXTS = {
    "text": SURFACES,
    "muted": ["page", "tint"],
    "accent": SURFACES,
    "accent-strong": ["page", "tint"],
    "error": ["page", "error-tint"],
    "on-accent": ["accent", "accent-strong"],
}
GRAPHICS = {"control": ["page"], "focus": SURFACES, "warning": ["warning-tint"]}
DEVICE = {"on-key": ["key", "ok", "menu"], "ink": ["screen"]}
TABLES = [("colour", 4.5, TEXTS), ("colour", 3, GRAPHICS), ("device", 4.5, DEVICE)]
PAIRS = [
    (family, minimum, ink, surface)
    for family, minimum, table in TABLES
    for ink, surfaces in table.items()
    for surface in surfaces
]


def colours(css):
    return dict(re.findall(r"--([\w-]+): (#\w+);", css))


def luminance(colour):
    """Return the relative luminance that WCAG 2.2 defines."""
    digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.row("G11")
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_pair_of_colours_has_enough_contrast(mode):
    tokens = colours(LIGHT) | (colours(DARK) if mode == "dark" else {})
    faint = []
    for family, minimum, ink, surface in PAIRS:
        tones = sorted(luminance(tokens[f"{family}-{name}"]) for name in (ink, surface))
        ratio = (tones[1] + 0.05) / (tones[0] + 0.05)
        if ratio < minimum:
            faint.append(f"{ink} on {surface}: {ratio:.2f}")
    assert faint == []

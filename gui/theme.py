"""Colours: every token of the look, once for light and once for dark, and what is computed from them.

Colour belongs to numbers, the chrome is ink on paper. A ``Theme`` is plain data with a few small functions; it knows
no widget and no network, and imports only numpy and QtGui. ``current_theme()`` is the one painters ask; the
``ThemeManager`` beside it chooses. Worked shape: ``current_theme().diverging(weights / full)`` with weights
``(rows, columns)`` gives ARGB32 pixels of the same shape, ready for ``image_of``.
"""

import math
from dataclasses import field as dataclass_field
from enum import Enum
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

from core.frozen import dataclass

Pixels = npt.NDArray[np.uint32]
Values = npt.NDArray[np.floating]

STOPS = (-1.0, -0.5, -0.2, 0.0, 0.2, 0.5, 1.0)
PHASES = ("forward", "error", "blame", "gradient", "update")


class Marker(Enum):
    """The shape of a class in a plot; shape comes before colour."""

    RING = "ring"
    DISC = "disc"
    SQUARE = "square"
    TRIANGLE = "triangle"
    DIAMOND = "diamond"


def _rgb(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()


def mix(a: QColor, b: QColor, t: float) -> QColor:
    """The colour ``t`` of the way from ``a`` to ``b``, linear in sRGB, opaque; ``t`` is clamped to 0..1."""
    t = min(1.0, max(0.0, t))
    return QColor(*(round(p + (q - p) * t) for p, q in zip(_rgb(a), _rgb(b), strict=True)))


def luminance(color: QColor) -> float:
    """Relative luminance after WCAG 2: 0 for black, 1 for white."""
    shares = (c / 255 for c in _rgb(color))
    red, green, blue = (c / 12.92 if c <= 0.04045 else math.pow((c + 0.055) / 1.055, 2.4) for c in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: QColor, b: QColor) -> float:
    """Contrast ratio after WCAG 2, between 1 and 21."""
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def image_of(pixels: Pixels) -> QImage:
    """An image that owns its pixels, from an ARGB32 array ``(height, width)``."""
    kept = np.ascontiguousarray(pixels)
    height, width = kept.shape
    return QImage(kept.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def _table(stops: tuple[str, ...]) -> Pixels:
    """256 ARGB32 entries: 0 is kept for what is not a number, 1 is -1, 128 is exactly 0, 255 is +1."""
    rgb = np.array([_rgb(QColor(stop)) for stop in stops], dtype=np.float64)
    at = (np.arange(256) - 128) / 127
    red, green, blue = (np.rint(np.interp(at, STOPS, rgb[:, c])).astype(np.uint32) for c in range(3))
    return (0xFF000000 | red << 16 | green << 8 | blue).astype(np.uint32)


@dataclass(frozen=True, eq=False)
class Theme:
    """All colour tokens. Compared by identity: there are exactly two, LIGHT and DARK."""

    name: str
    paper: QColor
    panel: QColor
    raised: QColor
    sunken: QColor
    line: QColor
    line2: QColor
    ink: QColor
    ink2: QColor
    ink3: QColor
    off: QColor
    hover: QColor
    row: QColor
    dot: QColor
    positive: QColor
    positive_text: QColor
    negative: QColor
    negative_text: QColor
    forward: QColor
    error: QColor
    blame: QColor
    gradient: QColor
    update: QColor
    training: QColor
    validation: QColor
    agrees: QColor
    on_ink: QColor
    stops: tuple[str, ...]
    field_strength: float
    _lookup: Pixels = dataclass_field(init=False, repr=False)

    def __post_init__(self) -> None:
        table = _table(self.stops)
        table[0] = self.error.rgb()
        table.flags.writeable = False
        object.__setattr__(self, "_lookup", table)

    @property
    def dark(self) -> bool:
        return self.name == "dark"

    @property
    def problem(self) -> QColor:
        """The outline and the sentence of a problem: the error colour."""
        return self.error

    @property
    def lookup(self) -> Pixels:
        """The diverging scale, 256 read-only ARGB32 entries; see ``diverging`` for the indices."""
        return self._lookup

    def color(self, token: str) -> QColor:
        """The colour of a token by its name; ``on_ink`` and ``problem`` are names too."""
        found = getattr(self, token)
        if not isinstance(found, QColor):
            raise KeyError(token)
        return found

    def phase(self, name: str) -> QColor:
        """The colour of a phase: forward, error, blame, gradient or update, in either case of letters."""
        name = name.lower()
        if name not in PHASES:
            raise KeyError(name)
        return self.color(name)

    def diverging(self, values: Values) -> Pixels:
        """ARGB32 pixels, shape of ``values``; -1..1 is the scale, beyond is clamped, NaN gets the error colour."""
        index = np.clip(values, -1.0, 1.0) * 127.0 + 128.5
        pixels: Pixels = self._lookup[np.fmax(index, 0.0).astype(np.uint8)]
        return pixels

    def field(self, values: Values) -> Pixels:
        """As ``diverging``, but pale enough to lie behind points and curves."""
        return self.diverging(np.clip(values, -1.0, 1.0) * self.field_strength)

    def diverging_color(self, t: float) -> QColor:
        """One colour of the scale; ``t`` as in ``diverging``."""
        index = 0 if math.isnan(t) else int(min(1.0, max(-1.0, t)) * 127.0 + 128.5)
        return QColor.fromRgb(int(self._lookup[index]))

    def sign(self, value: float) -> QColor:
        """The colour of a link or bar for a value: positive, negative, or line2 for exactly zero."""
        return self.positive if value > 0 else self.negative if value < 0 else self.line2

    def sign_text(self, value: float) -> QColor:
        """The colour of a written number with a sign; error for NaN and infinity, ink for zero."""
        if not math.isfinite(value):
            return self.error
        return self.positive_text if value > 0 else self.negative_text if value < 0 else self.ink

    def text_on(self, background: QColor) -> QColor:
        """Ink or its opposite, whichever reads better on ``background``."""
        return _readable(self, background.rgb())

    def class_style(self, index: int, classes: int) -> tuple[QColor, Marker, bool]:
        """Colour, marker and whether it is filled, for class ``index`` of ``classes``.

        Two classes are a sign: class 0 a negative ring, class 1 a positive disc. Beyond, four shapes repeat hollow.
        """
        if classes <= 2:
            return (self.negative, Marker.RING, False) if index == 0 else (self.positive, Marker.DISC, True)
        color, marker = _CLASS_STYLES[self.dark][index % 4]
        return QColor(color), marker, index // 4 % 2 == 0

    def confusion(self, share: float, right: bool) -> QColor:
        """Fill of a confusion cell: forward tint on the diagonal, error tint off it, 12 to 74 %; 0 stays empty."""
        if share <= 0:
            return self.raised
        return mix(self.raised, self.forward if right else self.error, 0.12 + 0.62 * min(1.0, share))

    def ramp(self, index: int, count: int) -> QColor:
        """Ink for the curve of an ordered layer: the first 45 %, the last 100 %."""
        return _ramp(self, index, count)


@lru_cache(maxsize=1024)
def _ramp(theme: Theme, index: int, count: int) -> QColor:
    """Kept, as each curve asks for it several times in every refresh."""
    return mix(theme.paper, theme.ink, 1.0 if count <= 1 else 0.45 + 0.55 * index / (count - 1))


@lru_cache(maxsize=4096)
def _readable(theme: Theme, background: int) -> QColor:
    """Kept for each colour of the background, as it is asked for every written number of every frame."""
    behind = QColor.fromRgb(background)
    return max((theme.ink, theme.on_ink), key=lambda color: contrast(color, behind))


# The dark classes are the light ones lifted to the lightness of the dark phases.
_CLASS_STYLES: dict[bool, tuple[tuple[str, Marker], ...]] = {
    False: (("#0A7B6E", Marker.DISC), ("#A63A8C", Marker.SQUARE),
            ("#B07A00", Marker.TRIANGLE), ("#51565D", Marker.DIAMOND)),
    True: (("#3CC7B2", Marker.DISC), ("#E486CB", Marker.SQUARE),
           ("#E3B341", Marker.TRIANGLE), ("#B1B6BC", Marker.DIAMOND)),
}  # fmt: skip


def _theme(name: str, stops: str, field_strength: float, on_ink: str, **tokens: str) -> Theme:
    colors = {token: QColor(value) for token, value in tokens.items()}
    return Theme(name=name, stops=tuple(stops.split()), field_strength=field_strength, on_ink=QColor(on_ink), **colors)


LIGHT = _theme(
    "light", "#C85A00 #F0A868 #F5D9BE #EDECE8 #CBDDF4 #82B0EA #1A5FC4", 0.34, on_ink="#FFFFFF",
    paper="#FBFBF9", panel="#F5F5F2", raised="#FFFFFF", sunken="#ECECE8", line="#E3E2DD", line2="#C8C7C1",
    ink="#1D2024", ink2="#51565D", ink3="#686D74", off="#A9ADB2", hover="#ECECE8", row="#E4E4DF", dot="#E4E3DE",
    positive="#1E6FD9", positive_text="#155BB8", negative="#DD7410", negative_text="#A44F00",
    forward="#0A7B6E", error="#CF3648", blame="#A63A8C", gradient="#6753D3", update="#4B760B",
    training="#109C8B", validation="#7E2A70", agrees="#2F7D32",
)  # fmt: skip
DARK = _theme(
    "dark", "#FFA650 #A3662F #50402F #2B2F34 #2F4058 #3B6DAE #6FB0FF", 0.40, on_ink="#15171A",
    paper="#15171A", panel="#1B1E22", raised="#24282D", sunken="#121416", line="#2C3136", line2="#454B52",
    ink="#ECEDEE", ink2="#B1B6BC", ink3="#8A9097", off="#5B6168", hover="#262A2F", row="#2E3338", dot="#24282C",
    positive="#5EA5FF", positive_text="#7DB6FF", negative="#FF9E45", negative_text="#FFB26B",
    forward="#3CC7B2", error="#FF7B86", blame="#E486CB", gradient="#A89CFF", update="#A3CF5C",
    training="#2DB09D", validation="#F4BCE3", agrees="#7BC67E",
)  # fmt: skip
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}

_chosen: list[Theme] = [LIGHT]


def current_theme() -> Theme:
    """The theme painters use now."""
    return _chosen[0]


def set_current_theme(theme: Theme) -> None:
    """Called by the ThemeManager only, in the GUI thread; whoever paints is repainted by the palette change."""
    _chosen[0] = theme

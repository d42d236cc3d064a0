"""Fonts: the families of the look, and sizes that mean the same on every screen.

It may import QtGui and resources. A size is given in pt at 96 dpi, so 9.5 pt is always 12.67 logical pixels: the
layout is in logical pixels, so letters that grew by a screen's logical dpi (72 on macOS, anything on X11) would not
fit it. Screens of high density are served by the device pixel ratio. Worked shape: ``font(13, 600, tabular=True)``.
"""

from functools import cache, lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

import resources

TEXT_FAMILIES = ("Inter", "Segoe UI Variable", "Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans", "STIX Two Math")
MATH_FAMILIES = ("STIX Two Text", "STIX Two Math", "Cambria Math", "DejaVu Serif")
CODE_FAMILIES = ("SF Mono", "Cascadia Mono", "Consolas", "Noto Sans Mono", "DejaVu Sans Mono")

CAPTION, SMALL, PANEL, FORM, BODY, SECTION, READ_OUT, PAGE, COUNTER = 8.0, 8.5, 9.0, 9.5, 10.0, 11.0, 13.0, 15.0, 17.0


@cache
def load_fonts() -> tuple[str, ...]:
    """Load the bundled faces, once; gives their families. A face Qt cannot read is left to its fallbacks."""
    families: list[str] = []
    for path in resources.font_paths():
        # Weights of one family are separate files; addApplicationFont gives -1 for a file it cannot read.
        number = QFontDatabase.addApplicationFont(str(path))
        if number >= 0:
            families.extend(QFontDatabase.applicationFontFamilies(number))
    return tuple(dict.fromkeys(families))


def points(size_pt: float) -> float:
    """The point size that is ``size_pt`` at 96 dpi on the primary screen."""
    screen = QGuiApplication.primaryScreen()
    return size_pt * 96.0 / screen.logicalDotsPerInch() if screen is not None else size_pt


def _sized(families: tuple[str, ...], size_pt: float, weight: int, tabular: bool = False) -> QFont:
    return QFont(_made(families, points(size_pt), weight, tabular))  # whoever gets it may change it


@lru_cache(maxsize=256)
def _made(families: tuple[str, ...], points_here: float, weight: int, tabular: bool) -> QFont:
    """Kept, because it takes 50 us and every painted text asks for one."""
    load_fonts()
    made = QFont(list(families))
    made.setPointSizeF(points_here)
    made.setWeight(QFont.Weight(weight))
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def font(size_pt: float = FORM, weight: int = 400, tabular: bool = False) -> QFont:
    """The text face; ``tabular`` makes all digits equally wide, for every number that changes in place."""
    return _sized(TEXT_FAMILIES, size_pt, weight, tabular)


def math_font(size_pt: float = 12.0, italic: bool = True) -> QFont:
    """The face of symbols: 12 pt inline, 18 pt in an equation; upright for numbers, operators and names."""
    made = _sized(MATH_FAMILIES, size_pt, 400)
    made.setItalic(italic)
    return made


def code_font(size_pt: float = PANEL) -> QFont:
    """A monospaced face, for code only."""
    return _sized(CODE_FAMILIES, size_pt, 400)

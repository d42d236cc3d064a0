"""The application's stylesheet, built from a theme's tokens."""

from gui.theme import Theme


def stylesheet(theme: Theme) -> str:
    return f"QToolTip {{ color: {theme.on_ink.name()}; background: {theme.ink.name()}; }}"

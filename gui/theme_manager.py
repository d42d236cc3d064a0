"""ThemeManager: decides between light and dark, and dresses the application.

It may import the theme, the fonts and the stylesheet; it keeps the user's choice ("system", "light" or "dark") in
QSettings. Widgets need not listen: they paint with ``current_theme()`` and are repainted by the palette change;
whoever caches pixmaps or pens connects to ``changed``, which carries the new Theme.
"""

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from gui import fonts
from gui.stylesheet import stylesheet
from gui.theme import DARK, LIGHT, THEMES, Theme, current_theme, set_current_theme

CHOICES = ("system", "light", "dark")
KEY = "appearance/theme"


def palette_of(theme: Theme) -> QPalette:
    """The palette of a theme, for whatever the stylesheet leaves to the Fusion style."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    tokens = {
        role.Window: theme.panel, role.WindowText: theme.ink, role.Base: theme.raised, role.AlternateBase: theme.paper,
        role.Text: theme.ink, role.Button: theme.panel, role.ButtonText: theme.ink, role.BrightText: theme.on_ink,
        role.ToolTipBase: theme.ink, role.ToolTipText: theme.on_ink, role.PlaceholderText: theme.ink3,
        role.Highlight: theme.ink, role.HighlightedText: theme.on_ink,
        role.Link: theme.ink, role.LinkVisited: theme.ink2,
        role.Light: theme.raised, role.Midlight: theme.hover, role.Mid: theme.line2, role.Dark: theme.line2,
        role.Shadow: theme.line, role.Accent: theme.ink,
    }  # fmt: skip
    for which, color in tokens.items():
        palette.setColor(which, color)
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(group.Disabled, which, theme.off)
    palette.setColor(group.Disabled, role.Highlight, theme.sunken)
    return palette


class ThemeManager(QObject):
    """Follows the system or an explicit choice; one per application."""

    changed = Signal(object)

    def __init__(self, settings: QSettings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings if settings is not None else QSettings()
        stored = str(self._settings.value(KEY, "system"))
        self._choice = stored if stored in CHOICES else "system"
        # Asked before our own palette is set: afterwards the palette says what we said.
        self._system_is_dark = _palette_is_dark(QGuiApplication.palette())
        self._dressed = False
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        self.apply()

    @property
    def current(self) -> Theme:
        return current_theme()

    @property
    def choice(self) -> str:
        """``system``, ``light`` or ``dark``."""
        return self._choice

    def choose(self, choice: str) -> None:
        """Take and keep a choice; an unknown one is a mistake of the caller."""
        if choice not in CHOICES:
            raise ValueError(f"Theme '{choice}' is unknown; it is one of {', '.join(CHOICES)}.")
        self._choice = choice
        self._settings.setValue(KEY, choice)
        self.apply()

    def toggle(self) -> None:
        """Switch to the other theme, explicitly."""
        self.choose("light" if self.current.dark else "dark")

    def apply(self) -> None:
        """Dress the application in the theme that the choice and the system give."""
        theme = THEMES.get(self._choice) or (DARK if self._system_dark() else LIGHT)
        if self._dressed and theme is current_theme():
            return
        set_current_theme(theme)
        self._dress(theme)
        self._dressed = True
        self.changed.emit(theme)

    def _system_dark(self) -> bool:
        scheme = QGuiApplication.styleHints().colorScheme()
        if scheme == Qt.ColorScheme.Unknown:
            return self._system_is_dark
        return bool(scheme == Qt.ColorScheme.Dark)

    def _dress(self, theme: Theme) -> None:
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            raise TypeError("The theme needs a QApplication; create it first.")
        if not self._dressed:
            app.setStyle(QStyleFactory.create("Fusion"))
            app.setFont(fonts.font())
        app.setPalette(palette_of(theme))
        app.setStyleSheet(stylesheet(theme))

    def _follow_system(self, _scheme: Qt.ColorScheme) -> None:
        self.apply()


def _palette_is_dark(palette: QPalette) -> bool:
    text: QColor = palette.color(QPalette.ColorRole.WindowText)
    return text.lightness() > palette.color(QPalette.ColorRole.Window).lightness()

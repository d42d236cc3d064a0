"""PreferencesDialog: theme, number format, saving by itself, engine; each takes effect at once, for all windows.

It may import the preferences, numbers and widgets. Worked shape: choosing "comma" makes an example line below read
"0,0835 · 97,8 %" and every window write its numbers so.
"""

from PySide6.QtWidgets import QWidget

from gui import numbers
from gui.dialogs.base import Dialog, Footer
from gui.preferences import FEWEST_DIGITS, LONGEST_AUTOSAVE, MOST_DIGITS, Preferences
from gui.walk.writing import Writing
from gui.widgets.combo_field import ComboField
from gui.widgets.form import Form
from gui.widgets.labels import Label
from gui.widgets.number_field import NumberField

THEMES = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"))
STARTS = (("gallery", "Examples and recent files"), ("example", "The digits, ready to play"))
MARKS = (("point", "Point, as 0.25"), ("comma", "Comma, as 0,25"))
ENGINES = (("auto", "Automatic"), ("numpy", "NumPy"), ("compiled", "Compiled"))
ENGINE_HELP = (
    "What computes the passes where a project leaves it open. Automatic takes what is fastest for the network; "
    "both give the same numbers up to rounding."
)
EXAMPLE = 0.0834912739164


class PreferencesDialog(Dialog):
    """See the module's header."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        footer = Footer("Close", secondary="")
        super().__init__("Preferences", footer, parent)
        self._preferences = preferences
        footer.primary.clicked.connect(self.accept)
        self.add_head("Preferences", "They take effect at once and hold for all windows.")
        self.theme = ComboField("Theme", THEMES)
        self.mark = ComboField("Decimal mark", MARKS)
        self.digits = NumberField(
            "Digits", preferences.digits, low=FEWEST_DIGITS, high=MOST_DIGITS, integer=True, unit="after the mark"
        )
        self.autosave = NumberField(
            "Save aside every", preferences.autosave_minutes, low=0, high=LONGEST_AUTOSAVE, integer=True,
            unit="min",
        )  # fmt: skip
        self.engine = ComboField("Engine", ENGINES)
        self.start = ComboField("At the start", STARTS)
        self.example = Label("", "caption", wrap=True)
        self.saving = Label("", "caption", wrap=True)
        for note in (self.example, self.saving):
            note.setContentsMargins(0, 0, 0, 12)  # before the next title
        self._build()
        self._show()
        self._connect()
        self.resize_within(480, 580)
        self.theme.setFocus()

    def _build(self) -> None:
        form = Form()
        form.add_title("Look")
        form.add("Theme", self.theme, "Light or dark; the system's choice is followed while the program runs")
        form.add("At the start", self.start, "What the program shows when it is opened without a file")
        form.add_title("Numbers")
        form.add("Decimal mark", self.mark, "What parts the whole from the decimals, on the screen and in fields")
        form.add("Digits", self.digits, "Decimals in the arithmetic and in tables of weights")
        form.add_wide(self.example)
        form.add_title("Saving")
        form.add("Save aside every", self.autosave, "A copy for the case that the program or the machine stops")
        form.add_wide(self.saving)
        form.add_title("Computing")
        form.add("Engine", self.engine, ENGINE_HELP)
        form.add_wide(Label(ENGINE_HELP, "caption", wrap=True))
        self.body.addWidget(form)
        self.body.addStretch(1)

    def _connect(self) -> None:
        wanted = self._preferences
        self.theme.chosen.connect(lambda key: setattr(wanted, "theme", key))
        self.start.chosen.connect(lambda key: setattr(wanted, "gallery_at_start", key == "gallery"))
        self.mark.chosen.connect(lambda key: setattr(wanted, "decimal_comma", key == "comma"))
        self.engine.chosen.connect(lambda key: setattr(wanted, "engine", key))
        self.digits.value_changed.connect(lambda value: setattr(wanted, "digits", value))
        self.autosave.value_changed.connect(lambda value: setattr(wanted, "autosave_minutes", value))
        wanted.changed.connect(self._show)

    def _show(self, _name: str = "") -> None:
        """What holds now, also where it was changed elsewhere."""
        wanted = self._preferences
        self.theme.set_key(wanted.theme)
        self.start.set_key("gallery" if wanted.gallery_at_start else "example")
        self.mark.set_key("comma" if wanted.decimal_comma else "point")
        self.engine.set_key(wanted.engine)
        self.digits.set_value(wanted.digits)
        self.autosave.set_value(wanted.autosave_minutes)
        notation = numbers.COMMA if wanted.decimal_comma else numbers.POINT
        shown = (
            numbers.percent(0.978, notation), numbers.count(12480, notation), Writing(wanted.digits, notation)(EXAMPLE)
        )  # fmt: skip
        self.example.setText(f"Numbers look like {' and '.join((', '.join(shown[:2]), shown[2]))}.")
        minutes = wanted.autosave_minutes
        often = "minute" if minutes == 1 else f"{minutes} minutes"
        self.saving.setText(
            f"Each {often} the drawing and its weights are kept aside, and offered at the next start should the "
            "program have stopped before they were saved." if minutes else
            "Nothing is kept aside: what is not saved is lost should the program stop."
        )  # fmt: skip

    @classmethod
    def ask(cls, preferences: Preferences, parent: QWidget | None = None) -> None:
        """Show it until it is closed."""
        dialog = cls(preferences, parent)
        dialog.exec()
        preferences.changed.disconnect(dialog._show)
        dialog.deleteLater()

"""FileFields: how a table is written: what separates its columns, its decimal mark, its letters, its header.

Shared by the dialogs for tables and for texts; it may import widgets. Worked shape: choosing ";" emits
``chosen({"delimiter": ";"})``.
"""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QWidget

from gui.widgets.combo_field import ComboField
from gui.widgets.form import Form
from gui.widgets.switch import Switch

DELIMITERS = ((",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "vertical bar"), (" ", "blanks"))
DECIMALS = ((".", "point: 3.14"), (",", "comma: 3,14"))
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16")


class FileFields(Form):
    """Four rows, or three without ``numbers``."""

    chosen = Signal(object)
    """A dict of the fields of a spec that change."""

    def __init__(self, numbers: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.delimiter = ComboField("What separates the columns", DELIMITERS)
        self.delimiter.chosen.connect(lambda key: self.chosen.emit({"delimiter": key}))
        self.decimal = ComboField("Decimal mark", DECIMALS)
        self.decimal.chosen.connect(lambda key: self.chosen.emit({"decimal": key}))
        self.encoding = ComboField("Character encoding", [(each, each) for each in ENCODINGS])
        self.encoding.chosen.connect(lambda key: self.chosen.emit({"encoding": key}))
        self.header = Switch("The first line names the columns")
        self.header.toggled.connect(lambda on: self.chosen.emit({"header": on}))
        self.add("Delimiter", self.delimiter, "What separates the columns; found in the file.")
        if numbers:
            self.add("Decimal", self.decimal, "The decimal mark of numbers.")
        self.add("Encoding", self.encoding, "How letters are written. Try cp1252 where accents look wrong.")
        self.add("Header", self.header, "Whether the first line holds the names of the columns.")

    def show_found(self, delimiter: str, encoding: str, header: bool, decimal: str = ".") -> None:
        """Show what was found; tells nobody."""
        blocker = QSignalBlocker(self.header)
        for field, key in ((self.delimiter, delimiter), (self.encoding, encoding)):
            if field.findData(key) < 0:
                field.addItem(key, key)
            field.set_key(key)
        self.decimal.set_key(decimal)
        self.header.setChecked(header)
        del blocker

"""About: what the program is, its version, and the licences of what it carries.

It may import the dialog base, icons and resources. The licence texts of fonts and data sets are read from the files
that came with them. Worked shape: ``licences()[0]`` is ``Licence("Qt for Python (PySide6)", "LGPL v3", "...")``.
"""

import platform

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.data.builtin import catalogue
from core.frozen import dataclass
from gui.dialogs.base import Dialog, Footer, copy_text, plain_button
from gui.dialogs.masthead import masthead
from gui.widgets.labels import Label, SectionTitle


@dataclass(frozen=True)
class Licence:
    """One thing Chainrule carries or stands on."""

    what: str
    terms: str
    remark: str


def program_version() -> str:
    """The installed version; empty in a bare checkout."""
    from importlib.metadata import PackageNotFoundError, version  # a fiftieth of the start, for a page few open

    try:
        return version("chainrule")
    except PackageNotFoundError:
        return ""


def licences() -> list[tuple[str, list[Licence]]]:
    """Groups of licences, in the order they are shown."""
    software = [
        Licence("Chainrule", "MIT", "Use, change and pass it on; keep the notice."),
        Licence(
            "Qt and Qt for Python (PySide6)", "LGPL v3",
            "Used unchanged as a separate library that you may replace by a version of your own. Source: qt.io.",
        ),
        Licence("pyqtgraph", "MIT", "Plots."),
        Licence("numpy, scipy, pandas", "BSD 3-Clause", "Arrays, special functions, tables."),
        Licence("Pillow", "MIT-CMU", "Reads pictures."),
        Licence("numba, llvmlite", "BSD 2-Clause", "Compile the training of small networks."),
        Licence("onnx, safetensors", "Apache 2.0", "The export formats of these names."),
        Licence("threadpoolctl", "BSD 3-Clause", "Number of threads."),
    ]  # fmt: skip
    fonts = [
        Licence("Inter", "SIL Open Font License 1.1", "Text and numbers. Its licence is in OFL-Inter.txt."),
        Licence(
            "STIX Two Text and STIX Two Math", "SIL Open Font License 1.1",
            "Symbols and equations. Its licence is in OFL-STIXTwo.txt.",
        ),
    ]  # fmt: skip
    data = [
        Licence(str(each["title"]), str(each["licence"]), str(each["source"])) for each in catalogue().values()
    ]
    return [("Software", software), ("Fonts", fonts), ("Data sets", data)]


class About(Dialog):
    """Name, version and licences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        footer = Footer("Close", secondary="")
        super().__init__("About Chainrule", footer, parent)
        footer.primary.clicked.connect(self.accept)
        self.copy = plain_button("Copy", "action-copy")
        self.copy.setToolTip("Copy the version and all licences as text")
        self.copy.clicked.connect(lambda: copy_text(self.as_text()))
        footer.add_left(self.copy)
        self.body.addLayout(masthead(versions()))
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(2)
        for title, group in licences():
            column.addWidget(SectionTitle(title))
            for each in group:
                column.addWidget(_entry(each))
            column.addSpacing(8)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setAccessibleName("Licences")
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        self.body.addWidget(scroll, 1)
        self.resize(560, 600)
        footer.primary.setFocus()

    def as_text(self) -> str:
        """Everything shown, as plain lines."""
        parts = [f"Chainrule. {versions()}"]
        for title, group in licences():
            parts.append(f"\n{title}")
            parts += [f"{each.what}: {each.terms}. {each.remark}" for each in group]
        return "\n".join(parts)

    @classmethod
    def ask(cls, parent: QWidget | None = None) -> None:
        """Show it."""
        dialog = cls(parent)
        dialog.exec()
        dialog.deleteLater()


def versions() -> str:
    """The versions that matter when something goes wrong: of the program, of Qt, of Python, and the system."""
    own = program_version()
    rest = f"Qt {qVersion()} · Python {platform.python_version()} · {platform.system()} {platform.machine()}"
    return f"Version {own} · {rest}" if own else rest


def _entry(licence: Licence) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 4, 0, 6)
    column.setSpacing(2)
    row = QHBoxLayout()
    name = Label(licence.what, "body", wrap=True)
    row.addWidget(name, 1)
    terms = Label(licence.terms, "caption", wrap=len(licence.terms) > 40)
    terms.setAlignment(Qt.AlignmentFlag.AlignRight)
    row.addWidget(terms, 0 if len(licence.terms) <= 40 else 2, Qt.AlignmentFlag.AlignTop)
    column.addLayout(row)
    # A long address may break after a slash, else it would push everything out of sight.
    remark = Label(licence.remark.replace("/", "/\u200b"), "caption", wrap=True)
    remark.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    column.addWidget(remark)
    return made

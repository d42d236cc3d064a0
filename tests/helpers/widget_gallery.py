"""All widgets of the look on one page, to be held beside the drawings.

``python tests/helpers/widget_gallery.py light.png --theme light`` saves a picture; without a file it opens the window.
"""

import argparse
import math
import tempfile
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDockWidget,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QMenu,
    QProgressBar,
    QRadioButton,
    QScrollArea,
    QSlider,
    QSpinBox,
    QTableView,
    QTabWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

import resources
from gui import fonts
from gui.icons import icon
from gui.theme_manager import ThemeManager
from gui.widgets.buttons import FlatButton, RoundButton, push_button
from gui.widgets.combo_field import ComboField
from gui.widgets.focus_ring import FocusRing
from gui.widgets.form import Form
from gui.widgets.labels import ElidedLabel, IconMark, Label
from gui.widgets.log_slider import LogSlider
from gui.widgets.number_field import NumberField
from gui.widgets.painting import curve_icon
from gui.widgets.read_out import ProgressLine, ReadOut
from gui.widgets.segmented import SegmentedControl
from gui.widgets.stepper import Stepper
from gui.widgets.surfaces import Card, Note
from gui.widgets.switch import Switch

RELU = curve_icon([max(0.0, x / 10 - 1) for x in range(21)])
TANH = curve_icon([math.tanh(x / 4 - 2.5) for x in range(21)])


def tool_bar() -> QToolBar:
    bar = QToolBar("Training")
    bar.setMovable(False)
    bar.setFixedHeight(64)
    bar.addWidget(RoundButton("action-reset", "Reset"))
    bar.addWidget(RoundButton("action-pause", "Pause", 48, filled=True))
    bar.addWidget(RoundButton("action-step", "Step"))
    epoch = ReadOut("Epoch")
    epoch.set_number_size(fonts.COUNTER)
    epoch.set_value("37", "/ 100")
    bar.addWidget(epoch)
    line = ProgressLine()
    line.set_progress(0.37, "step 1,665 · 45 steps/s · 1 min 3 s left")
    bar.addWidget(line)
    speed = ComboField("Speed", [("1", "1 epoch a second"), ("0", "Full speed")])
    speed.setFixedWidth(150)
    bar.addWidget(speed)
    bar.addSeparator()
    for caption, token, value, stale in (
        ("Training loss", "training", "0.0835", False), ("Validation loss", "validation", "0.1110", True),
        ("Validation accuracy", None, "98.1\u202f%", False),
    ):  # fmt: skip
        shown = ReadOut(caption, token)
        shown.set_value(value, stale=stale)
        bar.addWidget(shown)
    bar.addWidget(push_button("Walk through", "action-walk-through"))
    bar.addWidget(push_button("Export", "action-export"))
    return bar


def layer_form() -> QWidget:
    form = Form()
    form.layout().setContentsMargins(16, 12, 16, 12)
    form.add("Name", QLineEdit("hidden"), "The name of the layer.")
    form.add("Units", NumberField("Units", 32, low=1, integer=True))
    form.add("Activation", ComboField("Activation", [("relu", "relu", RELU), ("tanh", "tanh", TANH)]))
    form.add("Starts from", ComboField("Starts from", [("g", "glorot uniform")]))
    form.add("Bias", Switch("Bias", True))
    form.add("Locked", Switch("Locked"))
    form.add("Weight decay", NumberField("Weight decay", 0.002, low=0, unit="L2", steps="log"))
    wrong = NumberField("Dropout rate", 0.5, low=0, below=1)
    wrong.edit.setText("1,5")
    wrong.edit.textEdited.emit("1,5")
    form.add("Rate", wrong)
    form.add_wide(Note("Changing the units starts **hidden** and **output** afresh. Decay applies while it trains."))
    form.add_title("Takes effect while it trains", "action-check")
    form.add("Learning rate", LogSlider("Learning rate", 0.02))
    form.add("Batch size", NumberField("Batch size", 20, low=1, integer=True, unit="of 250"))
    form.add_title("Starts the weights over", "action-reset")
    form.add("Seed", NumberField("Seed", 9, integer=True)).set_enabled(False, "Stop the training first.")
    form.add("Optimizer", ComboField("Optimizer", [("a", "Adam")])).set_enabled(False)
    return form


def buttons_column() -> QWidget:
    column = QWidget()
    rows = QVBoxLayout(column)
    rows.setContentsMargins(16, 16, 16, 16)
    rows.addWidget(Label("Start from an example", "page"))
    rows.addWidget(Label("Each one is ready to play.", "label"))
    views = [("Activation", "1"), ("Blame", "2"), ("Gradient", "3"), ("Last change", "4"), ("Weight", "5")]
    segments = SegmentedControl("View", views)
    segments.select(4)
    rows.addWidget(segments)
    rows.addLayout(in_a_row(*buttons()))
    rows.addLayout(in_a_row(Stepper("Units", 32), FlatButton("action-fit-view", "Fit"), *boxes()))
    rows.addWidget(card())
    combo = QComboBox()
    combo.addItems(["glorot uniform", "he normal", "zeros"])
    rows.addLayout(in_a_row(QSpinBox(), QDoubleSpinBox(), combo))
    slider, bar = QSlider(Qt.Orientation.Horizontal), QProgressBar()
    slider.setValue(40)
    bar.setValue(60)
    bar.setTextVisible(False)
    rows.addWidget(slider)
    rows.addWidget(bar)
    actions = [name for name in resources.icon_names() if name.startswith("action")]
    rows.addLayout(in_a_row(*(IconMark(name, "ink", 19) for name in actions)))
    rows.addStretch(1)
    return column


def in_a_row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    return row


def buttons() -> list[QWidget]:
    """Two that can be clicked, a quiet one, and two that cannot."""
    off, gone = push_button("Disabled", "action-save"), RoundButton("action-play", "Play", 48, filled=True)
    for each in (off, gone):
        each.setEnabled(False)
    walk = push_button("Walk through", "action-walk-through", "primary")
    return [walk, push_button("Export", "action-export"), push_button("Quiet", kind="quiet"), off, gone]


def boxes() -> list[QWidget]:
    made = [QCheckBox("Checked"), QCheckBox("Not"), QRadioButton("One"), QRadioButton("Two")]
    for box in made:
        box.setChecked(box.text() in ("Checked", "One"))
    return made


def card() -> Card:
    made = Card()
    inside = QVBoxLayout(made)
    inside.setContentsMargins(14, 12, 14, 12)
    inside.addWidget(Label("A drawing was rescued", "title"))
    inside.addWidget(Label("“wine” was open at 14:51 when Chainrule stopped.", "caption", wrap=True))
    inside.addWidget(ElidedLabel("A long name of a file that cannot fit here, because it goes on and on and on and on"))
    inside.addWidget(Label("Dense 'hidden' has 0 units; it needs at least 1.", "problem"))
    return made


def views_column() -> QWidget:
    column = QWidget()
    rows = QVBoxLayout(column)
    model = QStandardItemModel(4, 3)
    model.setHorizontalHeaderLabels(["mpg", "origin", "horsepower"])
    for row in range(4):
        for at in range(3):
            model.setItem(row, at, QStandardItem(f"{row * 3.1 + at:.2f}"))
    table = QTableView()
    table.setModel(model)
    model.setParent(table)
    table.selectRow(1)
    rows.addWidget(table)
    names = QListWidget()
    for text, name in (("Input", "layer-input"), ("Dense", "layer-dense"), ("Dropout", "layer-dropout")):
        names.addItem(text)
        names.item(names.count() - 1).setIcon(icon(name))
    names.setCurrentRow(1)
    rows.addWidget(names)
    return column


def gallery() -> QMainWindow:
    window = QMainWindow()
    for name in ("File", "Edit", "View", "Train", "Help"):
        menu = window.menuBar().addMenu(name)
        menu.addAction(icon("action-new"), "New")
    window.addToolBar(tool_bar())
    window.setCentralWidget(buttons_column())
    tabs = QTabWidget()
    tabs.setDocumentMode(True)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(layer_form())
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumWidth(312)
    for name, page in (("Layer", area), ("Training", QWidget()), ("Data", QWidget())):
        tabs.addTab(page, name)
    for where, title, content in (
        (Qt.DockWidgetArea.RightDockWidgetArea, "Inspector", tabs),
        (Qt.DockWidgetArea.LeftDockWidgetArea, "Views", views_column()),
    ):
        dock = QDockWidget(title)
        dock.setWidget(content)
        window.addDockWidget(where, dock)
    window.statusBar().showMessage("Training on 1,438 handwritten digits; 359 kept for validation.")
    window.statusBar().addPermanentWidget(Label("2,410 parameters · float32 · seed 4", "caption"))
    window.resize(1440, 900)
    return window


def shown_menu(window: QMainWindow) -> QMenu:
    menu = QMenu(window)
    menu.addAction(icon("action-folder-open"), "Open…\tCtrl+O")
    menu.addAction(icon("action-save"), "Save").setEnabled(False)
    menu.addSeparator()
    checked = menu.addAction("Follow the system")
    checked.setCheckable(True)
    checked.setChecked(True)
    menu.addMenu("Recent").addAction("digits.chainrule")
    menu.setActiveAction(menu.actions()[0])
    return menu


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--theme", default="light")
    options = parser.parse_args()
    app = QApplication([])
    settings = QSettings(str(Path(tempfile.mkdtemp()) / "gallery.ini"), QSettings.Format.IniFormat)
    manager = ThemeManager(settings)
    manager.choose(options.theme)
    FocusRing(app)
    window = gallery()
    window.show()
    if options.file is None:
        app.exec()
        return
    app.processEvents()
    picture = window.grab()
    menu = shown_menu(window)
    menu.popup(window.mapToGlobal(window.rect().center()))
    app.processEvents()
    painter = QPainter(picture)
    painter.drawPixmap(420, 620, menu.grab())
    painter.end()
    menu.close()
    picture.save(str(options.file))


if __name__ == "__main__":
    main()

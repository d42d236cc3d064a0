"""Controls: what lies on the canvas without being part of the drawing: the five views, and the zoom.

They may import the small widgets. They say what is wanted and know no scene. Worked shape: ``ZoomControl()`` is
"− 100 % + | fit, tidy" in a raised pill, and ``set_scale(0.5)`` shows 50 %.
"""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from gui import fonts, numbers
from gui.theme import current_theme
from gui.widgets.buttons import FlatButton
from gui.widgets.painting import rounded
from gui.widgets.segmented import SegmentedControl

VIEWS = (
    ("activation", "Activation", "What each neuron answers to the watched example."),
    ("blame", "Blame", "How the error would change with each neuron's sum: delta."),
    ("gradient", "Gradient", "How the error would change with each weight, over the last minibatch."),
    ("change", "Last change", "What the last update did to each weight."),
    ("weight", "Weight", "The weights themselves."),
)
HOW_TO_MOVE = (
    "Zoom at the mouse with the wheel, Ctrl+wheel or a pinch.\n"
    "Pan by dragging with the middle button, or with Space held; Shift+wheel goes sideways."
)


def make_views_control(parent: QWidget) -> SegmentedControl:
    """The five views with their keys; ``selected`` carries the index into VIEWS."""
    control = SegmentedControl("View", [(title, str(key)) for key, (_, title, _) in enumerate(VIEWS, 1)], parent)
    for index, (_, title, help_text) in enumerate(VIEWS):
        control.segment(index).setToolTip(f"{title}: {help_text}\nKey {index + 1} while the canvas has the keyboard.")
    return control


class ZoomControl(QWidget):
    """Zoom out, the scale (a click: 100 %), zoom in, fit, tidy."""

    zoom_out_wanted = Signal()
    zoom_in_wanted = Signal()
    actual_size_wanted = Signal()
    fit_wanted = Signal()
    tidy_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Zoom")
        self.setToolTip(HOW_TO_MOVE)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.scale_button = QPushButton("100 %")
        self.scale_button.setProperty("kind", "quiet")
        self.scale_button.setFont(fonts.font(fonts.PANEL, 400, tabular=True))
        self.scale_button.setFixedSize(52, 26)
        self.scale_button.setStyleSheet("padding: 0; min-height: 0;")
        self.scale_button.setAccessibleName("Zoom to 100 %")
        self.scale_button.setToolTip(f"Show at 100 % (Ctrl+0)\n{HOW_TO_MOVE}")
        self.less = FlatButton("action-minus", "Zoom out (Ctrl+−)", 26)
        self.more = FlatButton("action-plus", "Zoom in (Ctrl++)", 26)
        self.fit = FlatButton("action-fit-view", "Fit the drawing into the window (Home)", 26)
        self.tidy = FlatButton("action-tidy", "Tidy: arrange the layers in a row", 26)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 1, 4, 1)
        row.setSpacing(2)
        for part in (self.less, self.scale_button, self.more, self.fit, self.tidy):
            row.addWidget(part)
            part.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row.insertSpacing(3, 9)
        self.less.clicked.connect(self.zoom_out_wanted)
        self.scale_button.clicked.connect(self.actual_size_wanted)
        self.more.clicked.connect(self.zoom_in_wanted)
        self.fit.clicked.connect(self.fit_wanted)
        self.tidy.clicked.connect(self.tidy_wanted)

    def sizeHint(self) -> QSize:
        return QSize(4 + 26 + 2 + 52 + 2 + 26 + 9 + 4 + 26 + 2 + 26 + 4, 28)

    def set_scale(self, scale: float) -> None:
        """Show the scale, 1 being 100 %."""
        self.scale_button.setText(numbers.percent(scale, decimals=0))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(self.rect()), 6, theme.raised, theme.line2)
        painter.setPen(theme.line)
        x = self.fit.geometry().left() - 6
        painter.drawLine(x, 6, x, self.height() - 7)
        painter.end()

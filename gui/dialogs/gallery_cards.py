"""The cards of the gallery: what each example is called, what it shows, and how its card is painted.

It may import gallery_pictures, network_sketch, widgets and the theme. Worked shape: ``Card(ENTRIES[0])`` is 236 x 250
px and shows "Handwritten digits" below a picture.
"""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from core.frozen import dataclass
from core.network import NetworkSpec
from gui import fonts, numbers
from gui.dialogs.gallery_pictures import picture
from gui.dialogs.network_sketch import columns_of, draw_columns
from gui.theme import current_theme
from gui.widgets.painting import rounded

PICTURE = QSize(226, 152)
CARD = QSize(PICTURE.width(), PICTURE.height() + 88)
ROOM = 5  # around a card, for the line that marks the chosen one
OWN_DATA, OWN_FOLDER = "data", "folder"


@dataclass(frozen=True)
class Entry:
    """One card; ``name`` is what the gallery answers, ``words`` are further words it is found by."""

    name: str
    title: str
    sentence: str
    caption: str
    words: str = ""
    button: str = "Open example"
    """What takes it."""
    drawn: NetworkSpec | None = None
    """The network that is its picture, where it is no example of ours."""


ENTRIES = (
    Entry("digits", "Handwritten digits", "Read 8 × 8 pictures of digits.", "64-32-10 · 1,797 pictures", "image class"),
    Entry("circle", "Circle", "Tell the inside from the ring.", "2-4-2-1 · 500 points", "toy class"),
    Entry("spiral", "Two spirals", "Two arms wound round each other.", "2-8-8-1 · 500 points", "toy class"),
    Entry("iris", "Iris", "Three kinds of flower from petals.", "4-8-3 · 150 flowers", "table class fisher"),
    Entry(
        "digits_conv", "Digits, convolved", "Kernels slide over the same digits.", "64-8-16-10 · 1,797 pictures",
        "image class convolution cnn",
    ),
    Entry("sine", "Sine", "Draw a curve through noisy points.", "1-16-1 · 200 points", "toy regression number"),
    Entry("questions", "Question or statement", "Hear it in the order of the words.", "Conv1D · 1,200 sentences",
          "text words embedding convolution class"),
    Entry("blank", "Blank", "An empty canvas.", "Any layers, any data", "empty new", "Continue"),
    Entry(OWN_DATA, "From your data…", "A network suggested for it.", "Table, arrays, texts, a zip, IDX",
          "file open csv npz text tsv idx", "Continue"),
    Entry(OWN_FOLDER, "From a folder…", "Pictures or texts, a folder a class.", "PNG, JPEG, txt and more",
          "own image photo text zip open", "Continue"),
    Entry("xor", "XOR", "The task one neuron cannot do.", "2-4-1 · 200 points", "toy class"),
    Entry(
        "digits_skip", "A way around", "A skip connection joins in an Add.", "64-8-8-10 · 1,797 pictures",
        "image class convolution residual skip branch",
    ),
    Entry("lenet5", "LeNet-5", "Reads MNIST, 99 of 100 digits right.", "6-16-120-84-10 · your MNIST files",
          "image class convolution cnn lecun digits", "Continue"),
    Entry("mnist_dense", "784-300-10", "The same digits, no convolution.", "784-300-10 · your MNIST files",
          "image class mnist lecun digits", "Continue"),
    Entry("sms_spam", "Spam or not", "Reads text messages word by word.", "Conv1D · your SMS Spam file",
          "text words embedding convolution class messages", "Continue"),
)


class Card(QAbstractButton):
    """Picture, title, sentence, caption; a click chooses it, a double click or Enter takes it."""

    taken = Signal()

    def __init__(self, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self.setText(entry.title)
        self.setAccessibleName(entry.title if entry.drawn is None else f"{entry.title}, recovered")
        self.setAccessibleDescription(f"{entry.sentence} {entry.caption}.")
        self.setFixedSize(CARD.width() + 2 * ROOM, CARD.height() + 2 * ROOM)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.taken.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked():
            rounded(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), 15, None, theme.ink, 2)
        box = QRectF(self.rect()).adjusted(ROOM, ROOM, -ROOM, -ROOM)
        shape = QPainterPath()
        shape.addRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 11.5, 11.5)
        painter.setClipPath(shape)
        painter.fillRect(box, theme.hover if self.underMouse() else theme.raised)
        self._draw_picture(painter, QRectF(box.topLeft(), PICTURE))
        painter.fillRect(QRectF(box.left(), box.top() + PICTURE.height(), box.width(), 1), theme.line)
        painter.setClipping(False)
        painter.setPen(QPen(theme.line2 if self.underMouse() else theme.line, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)
        text = box.adjusted(15, PICTURE.height() + 10, -6, 0)
        for line, face, color, down in (
            (self.entry.title, fonts.font(fonts.SECTION, 600), theme.ink, 24),
            (self.entry.sentence, fonts.font(fonts.PANEL), theme.ink2, 22),
            (numbers.rewritten(self.entry.caption), fonts.font(fonts.CAPTION), theme.ink3, 20),
        ):
            painter.setFont(face)
            painter.setPen(color)
            line = QFontMetricsF(face).elidedText(line, Qt.TextElideMode.ElideRight, text.width())
            painter.drawText(text, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), line)
            text.setTop(text.top() + down)
        painter.end()

    def _draw_picture(self, painter: QPainter, box: QRectF) -> None:
        columns = columns_of(self.entry.drawn)
        if not columns:
            name = self.entry.name if self.entry.drawn is None else "blank"
            painter.drawPixmap(box.topLeft(), picture(name, PICTURE, self.devicePixelRatioF()))
            return
        ground = current_theme().paper
        painter.fillRect(box, ground)
        draw_columns(painter, box.adjusted(34, 16, -34, -8), columns, ground)

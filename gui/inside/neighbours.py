"""NeighboursLens: the words of an Embedding: the nearest to a chosen one, and all of them on a plane.

The plane is that of the two directions in which the words spread most. Worked shape: 138 words of 16 numbers, the six
nearest to "the" with their cosines, and 138 points.
"""

from typing import Any

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.inside import Projection, nearest
from gui import numbers
from gui.inside.desk import Desk
from gui.inside.lens import ASKING, WAITING, Lens, Look
from gui.inside.sums import Part, SumList
from gui.inside.word_plane import WordPlane
from gui.inside.word_row import WordRow
from gui.questions.experiments import Make
from gui.theme import Theme
from gui.tokens import KNOWN
from gui.views import Context
from gui.widgets.labels import ElidedLabel, Label

NEAR = 6


class NeighboursLens(Lens):
    """See the module's header."""

    TITLE = "Words"
    CELLS = False
    TIP = "The nearest words of a chosen one, and all words on a plane"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.desk = Desk()
        self.plane: Projection | None = None
        self.word: int | None = None
        self._look: Look | None = None
        self._vocabulary: tuple[str, ...] | None = None
        self.field = QLineEdit()
        self.field.setPlaceholderText("A word")
        self.field.setAccessibleName("Word")
        self.field.setToolTip("Type a word of the vocabulary and press Enter")
        self.field.setFixedHeight(28)
        self._completer = QCompleter([], self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._known = QStringListModel(self)
        self._completer.setModel(self._known)
        self.field.setCompleter(self._completer)
        self.problem = Label("", "problem", wrap=True)
        self.list = SumList("Nearest words")
        self.words = WordRow("The example's words; click one")
        self.scatter = WordPlane()
        self.caption = ElidedLabel("", "caption")
        self._build()
        self.field.returnPressed.connect(self._typed)
        self._completer.activated.connect(self._typed)
        self.words.chosen.connect(self._pick)
        self.scatter.chosen.connect(self._choose)
        context.theme.changed.connect(self._dress)

    def _build(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(Label("Nearest words", "title"))
        left.addWidget(self.field)
        left.addWidget(self.problem)
        left.addWidget(self.list, 1)
        self.problem.hide()
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(Label("All words on a plane", "title"))
        right.addWidget(self.caption)
        right.addWidget(self.scatter, 1)
        right.addWidget(self.words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        row.addLayout(left, 28)
        row.addLayout(right, 72)

    def _dress(self, theme: object) -> None:
        if isinstance(theme, Theme):
            self.scatter.dress(theme)

    def wish(self, look: Look) -> Make | None:
        return self.desk.plane(look.layer, self._begin(look)) if look.example is not None else None

    def _begin(self, look: Look) -> int:
        """The number of the first word that stands for itself."""
        return KNOWN if look.tokens is not None and look.tokens.encoder is not None else 0

    def show_look(self, look: Look) -> str:
        if look.example is None:
            return WAITING
        self._look = look
        self._know(look)
        if self.word is None:
            self.word = self._first_word(look)
        at = self._place_of(look)
        self.words.setVisible(bool(look.words))
        self.words.show_words(look.words, (at, at) if at is not None else (0, -1))
        self._show_list(look)
        if self.plane is None:
            return ASKING
        return ""

    def _know(self, look: Look) -> None:
        known = look.tokens.vocabulary if look.tokens is not None else ()
        if known != self._vocabulary:
            self._vocabulary = known
            self._known.setStringList(list(known))
            self.word = None

    def _numbers(self, look: Look) -> list[int]:
        """The example's words as numbers."""
        assert look.example is not None
        entering = look.example.outputs.get(look.example.source(look.layer))
        return [int(each) for each in entering.reshape(-1)] if entering is not None else []

    def _first_word(self, look: Look) -> int:
        begin = self._begin(look)
        return next((each for each in self._numbers(look) if each >= begin), begin)

    def _place_of(self, look: Look) -> int | None:
        found = self._numbers(look)
        return found.index(self.word) if self.word in found else None

    def _pick(self, place: int) -> None:
        look = self._look
        if look is not None and place < len(self._numbers(look)):
            self._choose(self._numbers(look)[place])

    def _typed(self, _text: str = "") -> None:
        text, known = self.field.text().strip(), self._vocabulary or ()
        folded = {word.casefold(): at for at, word in enumerate(known)}
        at = folded.get(text.casefold())
        self.problem.setVisible(at is None and bool(text))
        if at is None:
            self.problem.setText(f"“{text:.30}” is not among the {numbers.count(len(known))} words the network knows.")
        else:
            self._choose(at + KNOWN)

    def _choose(self, word: int) -> None:
        self.word = word
        self.problem.hide()
        self.wished.emit()

    def _spelt(self, look: Look, word: int) -> str:
        if look.tokens is None:
            return f"word {word}"
        return look.tokens.spell([word])[0] or "(padding)"

    def _near(self, look: Look) -> tuple[tuple[int, float], ...]:
        assert look.example is not None and self.word is not None
        weight = look.example.weights(look.layer)["weight"]
        self.word = min(self.word, weight.shape[1] - 1)
        known = len(self._vocabulary or ())
        used = weight[:, : KNOWN + known] if known else weight
        self.word = min(self.word, used.shape[1] - 1)
        return nearest(used, self.word, NEAR, self._begin(look))

    def _show_list(self, look: Look) -> None:
        assert self.word is not None
        near = self._near(look)
        self.list.show_parts(tuple(Part(self._spelt(look, word), cosine) for word, cosine in near))
        name = self._spelt(look, self.word)
        if not self.field.hasFocus():
            self.field.setText(name)
        if near:
            self.say(
                f"“{name}” lies nearest to “{self._spelt(look, near[0][0])}”: the cosine between their numbers is "
                f"{numbers.significant(near[0][1], 3)}. Words that help alike come to lie together."
            )
        if self.plane is not None:
            self._show_plane(look, near)

    def _show_plane(self, look: Look, near: tuple[tuple[int, float], ...]) -> None:
        assert self.plane is not None and self.word is not None
        known = self._vocabulary or ()
        count = len(known) + KNOWN if known else int(self.plane.words[-1]) + 1 if len(self.plane.words) else 0
        names = look.tokens.spell(range(count)) if look.tokens is not None else tuple(map(str, range(count)))
        self.scatter.show_words(self.plane, names, (self.word, *(word for word, _ in near)))
        shown = numbers.percent(float(self.plane.share.sum()), decimals=0)
        self.caption.setText(f"{numbers.count(len(self.plane.words))} words; the plane shows {shown} of their spread")

    def take(self, value: Any) -> None:
        if isinstance(value, Projection):
            self.plane = value
            if self._look is not None and self._look.example is not None and self.word is not None:
                self._show_plane(self._look, self._near(self._look))

"""The arithmetic shown: real equations of Mazur's network and of longer sums, as one sees, hears and copies them."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from core.arithmetic import Equation, Factor, Group, Line, Ref, Symbol, Term
from core.equations import Explainer
from core.network import NetworkSpec
from core.optimizers import Adam
from core.player import Player
from core.snapshot import PhaseKind
from core.trainer import Trainer
from core.walk import Question
from gui.document import Document
from gui.numbers import COMMA
from gui.selection import Selection
from gui.theme_manager import ThemeManager
from gui.walk.arithmetic import EMPTY, ArithmeticPanel
from gui.walk.crumbs import Crumbs
from gui.walk.equation_view import EquationView
from gui.walk.numbers_panel import NumberRow, NumbersPanel, PhaseRows
from gui.walk.sheet import LARGEST, Column, Sheet, lay_out, one_term
from gui.walk.writing import Writing
from tests.core.test_worked_examples import mazur
from tests.helpers.networks import chain, points, trainer
from tests.helpers.plot_doubles import FakeRunner

TWELVE = Writing(12)
WIRE = Ref(3, (0,), 2, (0,), "weight", (0, 0))


def explained(run: Trainer, network: NetworkSpec | None = None) -> Explainer:
    """At the last stop of the first step."""
    player = Player(run)
    while player.stop is None or player.stop.index < len(player.plan) - 1:
        player.forward()
    return player.explainer()


@cache
def small() -> Explainer:
    return explained(mazur())


@cache
def wide() -> Explainer:
    network = chain((64, 10, 3), "relu", "softmax", "categorical_crossentropy")
    return explained(trainer(network, points(40, 64, 3), optimizer=Adam(), batch_size=8))


@cache
def blame() -> Equation:
    return small().blame(2, 0, 0)


def written(sheet: Sheet) -> list[str]:
    """The numbers of all columns but signs."""
    return ["".join(piece.text for piece in each.numbers) for each in sheet.columns if each.role != "sign"]


@pytest.fixture
def theme(qtbot: QtBot, tmp_path: Path) -> Iterator[ThemeManager]:
    made = ThemeManager(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    made.choose("light")
    yield made
    made.choose("light")


@pytest.fixture
def view(qtbot: QtBot, theme: ThemeManager) -> EquationView:
    made = EquationView()
    qtbot.addWidget(made)
    made.resize(1075, 312)
    made.set_writing(TWELVE)
    made.show_equation(blame(), "hidden")
    made.show()
    qtbot.waitUntil(made.isVisible)
    return made


def middle(view: EquationView, at: int) -> QPoint:
    return view.canvas.box(at).center().toPoint()


# -- how numbers are written -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("digits", "value", "computed", "given"),
    [
        (12, 0.008771354689486937, "0.008771354689", "0.008771354689"), (4, 0.3775, "0.3775", "0.3775"),
        (12, 0.4, "0.400000000000", "0.4"), (4, 0.00043856773447, "0.0004386", "0.0004386"), (4, 0.0, "0", "0"),
        (3, -1234.5, "−1,234.500", "−1,234.5"), (12, 123456.789012345678, "123,456.789012346", "123,456.789012346"),
        (4, 3e-7, "3.000e−07", "3.000e−07"), (2, float("nan"), "not a number", "not a number"),
        (6, 2e12, "2.00000e+12", "2.00000e+12"),
    ],
)  # fmt: skip
def test_numbers(digits: int, value: float, computed: str, given: str) -> None:
    assert (Writing(digits)(value), Writing(digits).given(value)) == (computed, given)


def test_one_digit_more_where_the_sum_would_look_wrong() -> None:
    terms = [0.126, 0.126, 0.126]  # 0.13 + 0.13 + 0.13 is not 0.38
    assert Writing(2).for_sum(terms, sum(terms)).digits == 3
    assert Writing(3).for_sum(terms, sum(terms)).digits == 3
    assert Writing(2).for_sum([float("inf")], float("inf")).digits == 2


def test_latex_numbers() -> None:
    assert Writing(4, COMMA).latex(-0.25) == "−0{,}2500"
    assert Writing(4).latex(3.2e-7) == r"3.200 \cdot 10^{-7}"
    assert Writing(4).latex(float("nan")) == r"\text{not a number}"
    assert Writing(4).latex(12345.5) == r"12\,345.5000"


# -- the sheet ---------------------------------------------------------------------------------------------------------


def test_mazurs_blame_as_it_is_printed() -> None:
    sheet = lay_out(blame(), TWELVE)
    assert [column.symbol.text for column in sheet.columns] == [
        "δd1.1", "=", "(", "w5 · δd2.1", "+", "w7 · δd2.2", ")", "·", "f′(zd1.1)",
    ]  # fmt: skip
    assert written(sheet) == [
        "0.008771354689", "0.4  ·  0.138498561629", "0.5  ·  −0.038098236517", "0.241300708572",
    ]  # fmt: skip
    terms = [column for column in sheet.columns if column.role == "term"]
    assert [column.product.text for column in terms if column.product] == ["0.055399424651", "−0.019049118258"]
    assert sheet.full == max(abs(column.bar or 0) for column in terms)
    assert sheet.columns[-1].caption == "24\u202f% gets through"
    assert [piece.text for piece in sheet.brackets[0].pieces] == ["0.036350306393", "  what is sent back"]
    assert (sheet.brackets[0].first, sheet.brackets[0].last) == (3, 5)
    assert sheet.brackets[1].pieces[0].text == "0.593269992107 · (1 − 0.593269992107)"
    assert sheet.rows == ()


def test_forward_error_gradient_and_update_of_mazur() -> None:
    forward = lay_out(small().forward(2, 0, 0), Writing(4))
    assert written(forward) == ["0.3775", "0.15  ·  0.05", "0.2  ·  0.1", "0.3500"]
    assert [row.result.text for row in forward.rows] == ["0.5933"]
    error = lay_out(small().error(0), TWELVE)
    assert written(error) == ["0.298371108760", "0.274811083176", "0.023560025584"]
    assert len(error.rows) == 2
    gradient = lay_out(small().gradient(2, "weight", (0, 0), 0), TWELVE)
    assert [column.role for column in gradient.columns] == ["result", "sign", "factor", "sign", "factor"]
    assert written(gradient) == ["0.000438567734", "0.008771354689", "0.05"]
    update = lay_out(small().update(2, "weight", (0, 0)), TWELVE)
    assert written(update) == ["0.149780716133", "0.150000000000", "−0.000219283867"]


def test_long_sums_show_the_largest_and_the_rest() -> None:
    equation = wide().forward(2, 1, 0)
    folded, unfolded = lay_out(equation, Writing()), lay_out(equation, Writing(), unfolded=True)
    roles = [column.role for column in folded.columns]
    assert (roles.count("term"), roles.count("rest"), folded.hidden) == (LARGEST, 1, 65 - LARGEST)
    rest = next(column for column in folded.columns if column.role == "rest")
    assert rest.caption == "the sum of the other 59"
    assert [column.role for column in unfolded.columns].count("term") == 65
    kept = [abs(column.term.value) for column in folded.columns if column.role == "term" and column.term]
    assert min(kept) >= max(sorted((abs(term.value) for term in equation.lines[0].terms), reverse=True)[LARGEST:])


def test_brackets_around_sums_among_factors() -> None:
    lines = wide().update(2, "weight", (1, 1)).lines
    moment = next(line for line in lines if line.left.base == "m")
    assert "(1 − β_1) · " in moment.symbols()
    equation = replace(blame(), lines=(moment,))
    assert any("(1 − β1)" in column.symbol.text for column in lay_out(equation, Writing()).columns)
    assert "((" not in lines[1].numbers()


def test_one_term_explains_its_factors() -> None:
    alone = one_term(blame(), blame().groups[0].terms[0])
    assert alone.sentence(Writing(4)) == "w5 · δ d2.1 makes 0.0554. It is one of 2 terms of δ d1.1."
    assert written(lay_out(alone, TWELVE)) == ["0.055399424651", "0.4", "0.138498561629"]


def test_what_is_not_a_number_has_no_bar() -> None:
    bad = Term((Factor(Symbol("w", "1"), float("inf"), WIRE),), float("inf"), WIRE)
    good = Term((Factor(Symbol("w", "2"), 2.0, WIRE),), 2.0, WIRE)
    line = Line(Symbol("z"), (Group((bad, good)),), float("inf"))
    sheet = lay_out(Equation("forward", "h1, forward", (line,), ("",)), Writing())
    assert written(sheet)[1:] == ["infinite", "2.0000"]
    assert sheet.full == 2.0


# -- the view ----------------------------------------------------------------------------------------------------------


def test_pointing_at_a_term_tells_its_wire(view: EquationView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.term_hovered) as told:
        qtbot.mouseMove(view.canvas, middle(view, 0))
    assert told.args == [WIRE]
    with qtbot.waitSignal(view.term_hovered) as told:
        qtbot.mouseMove(view.canvas, QPoint(2, 2))
    assert told.args == [None]


def test_into_one_term_and_back(view: EquationView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.term_chosen) as told:
        qtbot.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=middle(view, 0))
    assert told.args == [WIRE]
    assert view.term is blame().groups[0].terms[0]
    assert [button.text() for button in view.crumbs.buttons] == ["hidden", "neuron d1.1", "one term"]
    with qtbot.waitSignal(view.wanted) as asked:  # the blame of o1, a factor of this term
        qtbot.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=middle(view, 1))
    assert asked.args == [Ref(3, (0,)), "blame"]
    view.crumbs.buttons[1].click()
    assert (view.term, view.shown) == (None, blame())
    with qtbot.waitSignal(view.wanted) as asked:
        view.crumbs.buttons[0].click()
    assert asked.args == [Ref(2), "blame"]


def test_the_last_crumb_goes_into_the_largest_term(view: EquationView) -> None:
    view.crumbs.buttons[2].click()
    assert view.term is blame().groups[0].terms[0]


def test_arrows_between_terms(view: EquationView, qtbot: QtBot) -> None:
    view.canvas.setFocus()
    found = []
    view.term_hovered.connect(found.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_End, Qt.Key.Key_Home):
        qtbot.keyClick(view.canvas, key)
    assert [ref.neuron if ref else None for ref in found] == [(0,), (1,), (0,), (0,), (0,)]
    assert [ref.source for ref in found] == [2, 2, 2, None, 2]
    qtbot.keyClick(view.canvas, Qt.Key.Key_Return)
    assert view.term is not None


def test_a_screen_reader_hears_sentence_and_equation(view: EquationView) -> None:
    assert view.canvas.accessibleName() == view.sentence.text
    assert view.sentence.text.startswith("d2.1 wants d1.1 lower: raising it would add 0.0554 to the error.")
    assert "δ d1.1 = (w5 · δ d2.1 + w7 · δ d2.2) · f′(z d1.1)" in view.canvas.accessibleDescription()


def test_digits_and_decimal_comma(view: EquationView, qtbot: QtBot) -> None:
    assert [view.digits.itemText(at) for at in range(view.digits.count())] == [str(each) for each in range(2, 13)]
    with qtbot.waitSignal(view.writing_changed) as told:
        view.mark.set_key("comma")
        view.mark.activated.emit(1)
    assert told.args == [Writing(12, COMMA)]
    assert written(view.canvas.sheet)[0] == "0,008771354689"
    assert "0,0554" in view.sentence.text
    view.digits.set_key("3")
    view.digits.activated.emit(1)
    assert written(view.canvas.sheet)[-1] == "0,241"


def test_the_levels_above_an_equation_are_dressed_anew_only_where_they_look_otherwise(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    crumbs, dressed = Crumbs(), list[int]()
    qtbot.addWidget(crumbs)
    for at, button in enumerate(crumbs.buttons):
        monkeypatch.setattr(
            button, "setStyleSheet", lambda text, at=at, its=button.setStyleSheet: (dressed.append(at), its(text))
        )
    crumbs.tell("blame", ("hidden", "neuron h1", "one term"), 1)
    assert dressed == [0, 1, 2]
    crumbs.tell("forward", ("output", "neuron o2", "one term"), 1)
    assert dressed == [0, 1, 2] and crumbs.buttons[1].text() == "neuron o2"
    crumbs.tell("forward", ("output", "neuron o2", "one term"), 2)
    assert dressed == [0, 1, 2, 1, 2]


def test_copy_as_latex_and_as_words(view: EquationView) -> None:
    view.latex.click()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("\\begin{aligned}\n\\delta_{\\mathrm{d1.1}} &= \\left(w_{5} \\cdot \\delta_{\\mathrm{d2.1}}")
    assert "0.4 \\cdot 0.138498561629 + 0.5 \\cdot (-0.038098236517)" in text
    assert "0.008771354689" in text and "−" not in text
    view.sentence.button.click()
    assert QGuiApplication.clipboard().text() == view.sentence.text
    view.set_writing(Writing(4, COMMA))
    view.latex.click()
    assert "0{,}1385" in QGuiApplication.clipboard().text()


def test_unfolding(view: EquationView, qtbot: QtBot) -> None:
    assert view.fold.isHidden()
    view.show_equation(wide().forward(2, 1, 0), "hidden")
    assert view.fold.text() == "Show all 65 terms"
    rest = next(at for at, part in enumerate(view.canvas.parts) if isinstance(part, Column) and part.role == "rest")
    view.canvas.setFocus()
    for _ in range(rest + 1):
        qtbot.keyClick(view.canvas, Qt.Key.Key_Right)
    assert view.area.horizontalScrollBar().value() > 0
    qtbot.keyClick(view.canvas, Qt.Key.Key_Space)
    assert view.unfolded and len(view.canvas.sheet.live) == 65
    assert view.fold.text() == "Show the largest"
    view.show_equation(wide().forward(2, 1, 1), "hidden")
    assert view.unfolded  # the same number at another example stays as it was
    view.fold.click()
    assert len(view.canvas.sheet.live) == LARGEST + 1
    view.toggle_fold()
    view.show_equation(blame(), "hidden")
    assert not view.unfolded


def test_explaining_rows_stay_in_sight(view: EquationView, qtbot: QtBot) -> None:
    view.show_equation(wide().forward(2, 1, 0), "hidden")
    row = len(view.canvas.sheet.live)
    bar = view.area.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 300)
    before = view.canvas.box(row).left()
    bar.setValue(300)
    assert view.canvas.box(row).left() == before + 300
    with qtbot.waitSignal(view.wanted) as asked:
        qtbot.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=middle(view, row))
    assert asked.args == [Ref(2, (1,)), "forward"]


def test_leaving_by_key_lets_go(view: EquationView, qtbot: QtBot) -> None:
    view.canvas.setFocus()
    qtbot.keyClick(view.canvas, Qt.Key.Key_Right)
    with qtbot.waitSignal(view.term_hovered) as told:
        view.latex.setFocus()
    assert told.args == [None]


def test_it_paints_in_both_themes(view: EquationView, theme: ThemeManager) -> None:
    light = view.grab().toImage()
    assert light.pixelColor(middle(view, 0) + view.canvas.mapTo(view, QPoint(0, 42))) == theme.current.positive
    theme.choose("dark")
    assert view.grab().toImage() != light


# -- the panel ---------------------------------------------------------------------------------------------------------


class Source:
    """Notes what is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Ref, str]] = []

    def ask(self, ref: Ref, kind: str) -> None:
        self.asked.append((ref, kind))

    def hasten(self) -> None:
        raise AssertionError("nothing is late here")


def test_the_panel_is_empty_outside_a_walk(theme: ThemeManager, qtbot: QtBot) -> None:
    document, selection, source = Document(), Selection(), Source()
    panel = ArithmeticPanel(document, FakeRunner(), theme, selection)
    qtbot.addWidget(panel)
    panel.feed(source)
    panel.show()
    assert panel.equation is None and panel.empty.accessibleName() == EMPTY
    selection.set([2])
    assert source.asked == []
    panel.show_equation(blame())
    assert panel.equation is blame() and panel.view.isVisible()
    selection.set([3])
    assert source.asked == [(Ref(3), "")]
    with qtbot.waitSignal(panel.term_hovered) as told:
        panel.show_equation(None)
    assert told.args == [None] and panel.empty.isVisible()


# -- the numbers -------------------------------------------------------------------------------------------------------


@pytest.fixture
def numbers(qtbot: QtBot, theme: ThemeManager) -> NumbersPanel:
    panel = NumbersPanel()
    assert panel.area.accessibleName()  # Tab stops here
    qtbot.addWidget(panel)
    panel.resize(368, 300)
    panel.set_writing(TWELVE)
    known = NumberRow(Symbol("δ", "o1"), 0.13849856162855698, Ref(3, (0,)), Question(PhaseKind.BLAME, 3, (0,)))
    rows = (known, NumberRow(Symbol("δ", "h1"), None, Ref(2, (0,))))
    error = NumberRow(Symbol("E"), 0.2983711087600027, printed="0.298371109")
    panel.show_phases([
        PhaseRows("error", "Error", (error,), "stop 3"), PhaseRows("blame", "Blame", rows, "stops 4 and 6"),
        PhaseRows("update", "Update", rows, "stop 8", reached=False),
    ])  # fmt: skip
    panel.show()
    qtbot.waitUntil(panel.isVisible)
    return panel


def test_numbers_side_by_side(numbers: NumbersPanel, qtbot: QtBot) -> None:
    assert numbers.list.accessibleDescription().splitlines() == [
        "Error", "E = 0.298371108760, printed 0.298371109, agrees", "Blame", "δ o1 = 0.138498561629",
        "δ h1 = not known yet", "Update, not reached yet",
    ]  # fmt: skip
    with qtbot.waitSignal(numbers.row_chosen) as told:
        qtbot.mouseClick(numbers.list, Qt.MouseButton.LeftButton, pos=numbers.list.box(1).center().toPoint())
    assert told.args is not None and told.args[0].question == Question(PhaseKind.BLAME, 3, (0,))
    numbers.list.setFocus()
    with qtbot.waitSignal(numbers.row_hovered) as told:
        qtbot.keyClick(numbers.list, Qt.Key.Key_Down)
    assert told.args == [Ref(2, (0,))]
    before = numbers.grab().toImage()
    numbers.set_current("blame", Ref(3, (0,)))
    assert numbers.grab().toImage() != before

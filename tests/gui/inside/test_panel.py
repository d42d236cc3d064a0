"""The Inside panel over a real run: lenses, cells by mouse and key, live numbers, sentences where there is nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from core import edit
from core.inside import Example, telling, window_of
from core.layers import Dense, Layer
from core.project import ProjectSpec
from gui.inside.blame import BlameLens, sheaves
from gui.inside.forward import ForwardLens, sentence
from gui.inside.grams import GramsLens
from gui.inside.lens import Lens, called, fitting, spans_called
from gui.inside.neighbours import NeighboursLens
from gui.inside.panel import NOTHING_CHOSEN, SEVERAL, InsidePanel
from gui.inside.slopes import SlopesLens
from gui.inside.spread import SpreadLens
from gui.inside.table import EVERY, LENSES, lenses_for
from gui.inside.tiles import TileBlock, scale_end, written_short
from gui.inside.winners import WinnersLens
from gui.theme import DARK, LIGHT
from gui.views import Context
from tests.gui.inside.conftest import CONV, DEEP, EMBEDDING, NORM, OUT, POOL, SEQUENCE, TOP, digits, words

Open = Callable[[ProjectSpec], InsidePanel]


def step(qtbot: QtBot, panel: InsidePanel, epochs: int = 0) -> None:
    """Train and wait until it is on show."""
    runner: Any = panel.runner
    before = runner.snapshot.step
    (runner.advance_epoch if epochs else runner.advance_step)()
    qtbot.waitUntil(lambda: runner.snapshot.step > before and runner.state.value != "playing")


def look(qtbot: QtBot, panel: InsidePanel, layer: int, kind: type[Lens]) -> Any:
    """Choose a layer and a lens and wait until it shows something."""
    panel.selection.set([layer])
    panel.choose_lens(kind)
    qtbot.waitUntil(lambda: isinstance(panel.lens, kind) and panel.pages.currentWidget() is panel.lens)
    return panel.lens


def test_without_a_choice_it_says_so(qtbot: QtBot, open_panel: Open) -> None:
    panel = open_panel(digits())
    assert panel.pages.currentWidget() is panel.empty and panel.empty.text == NOTHING_CHOSEN
    panel.selection.set([2, 3])
    qtbot.waitUntil(lambda: panel.empty.text == SEVERAL)
    assert panel.head.isHidden() and panel.sentence.isHidden()


def test_without_data_it_says_why(qtbot: QtBot, open_panel: Open) -> None:
    spec = digits()
    panel = open_panel(ProjectSpec(network=spec.network, training=spec.training, data=None))
    panel.selection.set([CONV])
    qtbot.waitUntil(lambda: "data" in panel.empty.text.lower())


def test_a_cell_of_a_convolution(qtbot: QtBot, open_panel: Open) -> None:
    panel = open_panel(digits())
    lens = look(qtbot, panel, CONV, ForwardLens)
    assert panel.cells[CONV] == (0, 4, 4) and "row 5, column 5" in panel.crumbs.text()
    example = Example.of(panel.snapshot)
    assert example is not None
    found = window_of(example, CONV, (0, 4, 4))
    assert np.array_equal(lens.under.grid.values, found.values[0])
    assert np.array_equal(lens.kernel.grid.values, found.kernel[0])
    assert np.array_equal(lens.products.grid.values, found.products[0])
    assert lens.sum.parts[-1].value == found.z and lens.sum.bent.value == found.a
    assert panel.sentence.isVisible() and "Kernel 1 lies over rows 4 to 6, columns 4 to 6" in panel.sentence.text
    assert lens.pager.isHidden()  # one channel enters


def test_cells_by_mouse_and_key(qtbot: QtBot, open_panel: Open) -> None:
    panel = open_panel(digits())
    lens = look(qtbot, panel, CONV, ForwardLens)
    told: list[object] = []
    panel.cell_shown.connect(lambda layer, cell: told.append((layer, cell)))
    area = lens.picker.map.area()
    corner = QPoint(round(area.left() + area.width() / 16), round(area.top() + area.height() / 16))
    qtbot.mouseClick(lens.picker.map, Qt.MouseButton.LeftButton, pos=corner)
    assert panel.cells[CONV] == (0, 0, 0) and told == [(CONV, (0, 0, 0))]
    assert lens.under.grid.told(0, 0) == "Outside: padding, counted as 0"
    qtbot.keyClick(lens.picker.map, Qt.Key.Key_Down)
    qtbot.keyClick(lens.picker.map, Qt.Key.Key_Right)
    qtbot.keyClick(lens.picker.map, Qt.Key.Key_PageDown)
    assert panel.cells[CONV] == (1, 1, 1) and lens.kernel.title.text() == "Kernel 2"
    qtbot.keyClick(lens.picker.map, Qt.Key.Key_Left)
    qtbot.keyClick(lens.picker.map, Qt.Key.Key_Left)
    assert panel.cells[CONV] == (1, 1, 0)
    sheet = lens.picker.sheet
    qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=sheet.box(3).center().toPoint())
    assert panel.cells[CONV] == (3, 1, 0) and sheet.at == 3
    qtbot.keyClick(sheet, Qt.Key.Key_Left)
    assert panel.cells[CONV][0] == 2
    lens.picker.strongest.click()
    values = Example.of(panel.snapshot).outputs[CONV]  # type: ignore[union-attr]
    assert abs(values[panel.cells[CONV]]) == np.abs(values).max()


def test_channels_are_turned(qtbot: QtBot, open_panel: Open) -> None:
    panel = open_panel(digits())
    lens = look(qtbot, panel, DEEP, ForwardLens)
    found = lens.window_shown
    strongest = int(np.argmax(np.abs(found.products.reshape(4, -1).sum(axis=1))))
    assert lens.pager.isVisible() and lens.pager.page == strongest
    lens.pager.after.click()
    assert lens.pager.page == (strongest + 1) % 4
    assert np.array_equal(lens.products.grid.values, found.products[lens.pager.page])


def test_numbers_are_live(qtbot: QtBot, open_panel: Open) -> None:
    panel = open_panel(digits())
    lens = look(qtbot, panel, CONV, ForwardLens)
    before = lens.kernel.grid.values.copy()
    step(qtbot, panel)
    qtbot.waitUntil(lambda: not np.array_equal(lens.kernel.grid.values, before))
    blame = look(qtbot, panel, CONV, BlameLens)
    was = blame.blamed
    step(qtbot, panel)
    qtbot.waitUntil(lambda: blame.blamed is not was)


def test_blame_adds_up_on_show(qtbot: QtBot, open_panel: Open) -> None:
    panel = open_panel(digits())
    step(qtbot, panel)
    lens = look(qtbot, panel, POOL, BlameLens)
    panel.show_cell(POOL, (2, 1, 1))
    qtbot.waitUntil(lambda: lens.blamed.cell == (2, 1, 1))
    groups = sheaves(lens.blamed)
    assert len(groups) == 6 and sum(each.total for each in groups) == pytest.approx(lens.blamed.sent, abs=1e-7)
    assert groups[0].products.shape == (2, 2) and lens.pager.pages == 6
    assert lens.products.grid.values == pytest.approx(groups[0].deltas * groups[0].factors, abs=1e-9)
    lens.pager.after.click()
    qtbot.waitUntil(lambda: f"map {groups[1].map + 1}, " in lens.deltas.caption.text())  # type: ignore[operator]
    delta = Example.of(panel.snapshot).blames[POOL]  # type: ignore[union-attr]
    assert lens.blamed.map == pytest.approx(delta, abs=1e-6)  # as the run's own pass has it


def test_the_last_layer_is_blamed_by_the_error(qtbot: QtBot, open_panel: Open) -> None:
    panel = open_panel(digits())
    lens = look(qtbot, panel, OUT, BlameLens)
    assert "the error itself" in panel.sentence.text and lens.middle.isHidden()
    assert lens.sum.parts[-1].value == pytest.approx(float(lens.blamed.map[0]))


def test_slopes_of_pixels_and_of_an_output(qtbot: QtBot, open_panel: Open) -> None:
    panel = open_panel(digits())
    step(qtbot, panel)
    lens = look(qtbot, panel, CONV, SlopesLens)
    qtbot.waitUntil(lambda: lens.overlay.slopes.shape == (8, 8))
    first = lens.overlay.slopes.copy()
    assert lens.of.count() == 11 and np.any(first) and lens.salience.output is None
    lens.of.set_key("3")
    lens.of.chosen.emit("3")
    qtbot.waitUntil(lambda: lens.salience.output == 3)
    assert not np.array_equal(lens.overlay.slopes, first) and "output 3" in panel.sentence.text.lower()
    assert abs(lens.strongest.parts[0].value) == pytest.approx(np.abs(lens.salience.slopes).max())
    assert not lens.overlay.image().isNull()


def test_a_head_that_feeds_another(qtbot: QtBot, open_panel: Open) -> None:
    spec = edit.append_layer(digits(), Dense(units=10, activation="softmax"), after=OUT, name="again")
    panel = open_panel(edit.give_loss(edit.give_loss(spec, OUT, "mean_squared_error"), OUT + 1, spec.network.loss))
    step(qtbot, panel)
    lens = look(qtbot, panel, CONV, SlopesLens)
    qtbot.waitUntil(lambda: lens.overlay.slopes.shape == (8, 8))
    keys, texts = zip(*((lens.of.itemData(at), lens.of.itemText(at)) for at in range(lens.of.count())), strict=True)
    assert len(keys) == 21 == len(set(keys)) and texts[0] == "the error"
    names = [node.name for node in panel.document.project.network.heads]
    assert texts[4] == f"output 3 of {names[0]}" and texts[14] == f"output 3 of {names[1]}"
    lens.of.set_key(keys[14])
    lens.of.chosen.emit(keys[14])
    qtbot.waitUntil(lambda: lens.salience.output == 3)
    assert f"output 3 of {names[1]}" in panel.sentence.text.lower()
    blame = look(qtbot, panel, OUT, BlameLens)
    qtbot.waitUntil(lambda: blame.blamed is not None and blame.blamed.layer == OUT)
    own = next(each for each in blame.sum.parts if each.name == "from its own error")
    assert own.value == blame.blamed.own != 0.0 and "own error adds" in panel.sentence.text


def test_winners_of_a_window(qtbot: QtBot, open_panel: Open) -> None:
    panel = open_panel(digits())
    lens = look(qtbot, panel, POOL, WinnersLens)
    assert lens.window_.grid.values.shape == (2, 2) and lens.shares.grid.values.sum() == 1.0
    assert int((lens.below.dots > 0).sum()) == 16
    area = lens.below.area()
    qtbot.mouseClick(
        lens.below, Qt.MouseButton.LeftButton, pos=QPoint(round(area.right()) - 4, round(area.bottom()) - 4)
    )
    assert panel.cells[POOL] == (0, 3, 3) and "the largest is kept" in panel.sentence.text


def test_batch_normalization_before_and_after_the_first_step(qtbot: QtBot, open_panel: Open) -> None:
    panel = open_panel(digits())
    lens = look(qtbot, panel, NORM, SpreadLens)
    qtbot.waitUntil(lambda: lens.spread is not None)
    assert lens.spread.ahead and "No step is taken yet" in panel.sentence.text
    assert not lens.spread.moving_mean.any() and np.all(lens.spread.moving_deviation == 1.0)
    assert lens.before.counts.sum() == lens.after.counts.sum() == 64 * 32
    assert lens.captions[0].text().endswith("of the first rows")
    step(qtbot, panel)
    qtbot.waitUntil(lambda: not lens.spread.ahead)
    assert lens.before.counts.sum() == lens.spread.count == lens.after.counts.sum() == 64 * 32
    strip = lens.strip
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(strip.width() - 3, 20))
    qtbot.waitUntil(lambda: lens.spread.channel == 3)
    qtbot.keyClick(strip, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: lens.spread.channel == 2)
    assert lens.sum.parts[0].value == pytest.approx(float(lens.spread.mean[2]))


def test_words_of_an_embedding(qtbot: QtBot, open_panel: Open) -> None:
    panel = open_panel(words())
    lens = look(qtbot, panel, EMBEDDING, NeighboursLens)
    qtbot.waitUntil(lambda: lens.plane is not None)
    assert len(lens.plane.words) == 138 and len(lens.list.parts) == 6
    sizes = [part.value for part in lens.list.parts]
    assert sizes == sorted(sizes, reverse=True)
    lens.field.setText("why")
    qtbot.keyClick(lens.field, Qt.Key.Key_Return)
    vocabulary = panel.runner.prepared.dataset.encoder.vocabulary  # type: ignore[union-attr]
    assert lens.word == vocabulary.index("why") + 2 and "“why” lies nearest to" in panel.sentence.text
    lens.field.setText("xylophone")
    qtbot.keyClick(lens.field, Qt.Key.Key_Return)
    assert lens.problem.isVisible() and "xylophone" in lens.problem.text() and lens.word == vocabulary.index("why") + 2
    lens.words.chosen.emit(0)
    assert lens.field.text() == lens.words.words[0] or lens.field.hasFocus()
    lens.scatter.grab()
    boxes = [box for _, box in lens.scatter.labelled]
    assert len(boxes) > 10 and not any(a.intersects(b) for at, a in enumerate(boxes) for b in boxes[:at])


def test_telling_words_come_by_and_by(qtbot: QtBot, open_panel: Open) -> None:
    panel = open_panel(words())
    step(qtbot, panel, epochs=1)
    lens = look(qtbot, panel, SEQUENCE, GramsLens)
    qtbot.waitUntil(lambda: lens.grams is not None and lens.grams.done == lens.grams.rows and not lens.running)
    shot, prepared = panel.snapshot, panel.runner.prepared
    assert shot is not None and prepared is not None
    last = list(telling(shot.network, prepared, shot.theta, shot.state, SEQUENCE))[-1]
    assert lens.grams == last
    assert lens.table.rowCount() == 5 and len(lens.table.item(0, 1).text().split()) == 3
    lens.table.setCurrentCell(3, 1)
    assert panel.cells[SEQUENCE][0] == 3 and "filter 4 answers most to" in panel.sentence.text
    assert lens.words.lit[1] - lens.words.lit[0] == 2
    step(qtbot, panel)
    qtbot.waitUntil(lambda: "have changed since" in lens.state.text())
    lens.button.click()
    assert lens.button.text() == "Stop"
    lens.button.click()
    assert not lens.running and lens.button.text() == "Look again"


def test_words_stand_below_a_sequence(qtbot: QtBot, open_panel: Open) -> None:
    panel = open_panel(words())
    panel.show_cell(SEQUENCE, (2, 1))
    lens = look(qtbot, panel, SEQUENCE, ForwardLens)
    assert panel.words.isVisible() and panel.words.lit == (1, 3)
    assert lens.under.grid.values.shape == (6, 3) and panel.words.words[1] in panel.sentence.text
    winners = look(qtbot, panel, TOP, WinnersLens)
    assert winners.pool.values.shape == (14,) and panel.words.isVisible()
    slopes = look(qtbot, panel, SEQUENCE, SlopesLens)
    qtbot.waitUntil(lambda: slopes.words.isVisible())
    assert panel.words.isHidden() and slopes.words.values is not None


def test_the_lens_in_front_stays_with_the_next_layer(qtbot: QtBot, open_panel: Open) -> None:
    panel = open_panel(digits())
    look(qtbot, panel, CONV, BlameLens)
    panel.selection.set([DEEP])
    qtbot.waitUntil(lambda: panel.layer == DEEP)
    assert isinstance(panel.lens, BlameLens)
    look(qtbot, panel, CONV, ForwardLens)
    panel.selection.set([POOL])
    qtbot.waitUntil(lambda: panel.layer == POOL)
    assert isinstance(panel.lens, WinnersLens)


def test_a_hidden_panel_asks_nothing(qtbot: QtBot, open_panel: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = open_panel(digits())
    look(qtbot, panel, CONV, BlameLens)
    asked: list[object] = []
    runner: Any = panel.runner
    inquire = runner.inquire
    monkeypatch.setattr(runner, "inquire", lambda make: (asked.append(make), inquire(make))[1])
    panel.hide()
    runner.play()
    qtbot.wait(400)
    assert not asked
    panel.show()
    qtbot.wait(1_000)
    runner.pause()
    assert 2 <= len(asked) <= 12  # ten times a second at most
    qtbot.waitUntil(lambda: runner.state.value != "playing")


def test_an_edit_makes_numbers_old(qtbot: QtBot, open_panel: Open) -> None:
    panel = open_panel(digits())
    look(qtbot, panel, CONV, ForwardLens)
    document = panel.document
    document.edit("Remove the data", edit.set_data(document.project, None))
    qtbot.waitUntil(lambda: panel.pages.currentWidget() is panel.empty)
    assert "data" in panel.empty.text.lower()


def test_walking_shows_only_what_has_run(qtbot: QtBot, open_panel: Open) -> None:
    panel = open_panel(digits())
    runner: Any = panel.runner
    panel.selection.set([DEEP])
    panel.choose_lens(ForwardLens)
    runner.open_walk(True)
    runner.walk_by("forward")
    qtbot.waitUntil(lambda: runner.walk is not None and runner.walk.position.stop == 0)
    qtbot.waitUntil(lambda: "not reached" in panel.empty.text and panel.pages.currentWidget() is panel.empty)
    panel.selection.set([CONV])
    qtbot.waitUntil(lambda: panel.pages.currentWidget() is panel.lens)
    found = panel.lens.window_shown  # type: ignore[union-attr]
    assert found.total == pytest.approx(found.z, abs=1e-5)
    runner.open_walk(False)


def test_every_lens_paints_in_both_themes(qtbot: QtBot, open_panel: Open) -> None:
    for spec, layers in ((digits(), (1, CONV, NORM, POOL, OUT)), (words(), (EMBEDDING, SEQUENCE, TOP))):
        panel = open_panel(spec)
        step(qtbot, panel)
        for theme in (LIGHT, DARK):
            panel.theme.choose(theme.name)
            for layer in layers:
                for kind in lenses_for(panel.document.network.by_id[layer].layer):
                    lens = look(qtbot, panel, layer, kind)
                    assert not panel.grab().isNull() and lens.accessibleName() == kind.TITLE
        panel.theme.choose("light")


def test_the_table_has_a_row_for_every_kind_or_the_common_ones() -> None:
    for kind in Layer.kinds.values():
        assert issubclass(kind, Layer)
        found = lenses_for(kind())
        assert found and all(issubclass(each, Lens) and each.TITLE and each.TIP for each in found)
        assert len({each.TITLE for each in found}) == len(found)
    assert lenses_for(Layer.kinds["Dense"]()) == EVERY and len(LENSES) >= 13  # type: ignore[arg-type]


def test_small_words() -> None:
    assert fitting((9, 9, 9), (4, 8, 8)) == (3, 7, 7) and fitting((1,), (4, 8, 8)) == (1, 4, 4)
    assert called((2, 21, 14)) == "map 3, row 22, column 15" and called((4,)) == "unit 5"
    assert spans_called(((-1, 1), (3, 3))) == "rows 0 to 2, column 4"
    assert written_short(0.4836, True) == "+0.48" and written_short(-12.34, True) == "−12.3"
    assert written_short(0.0, True) == "0" and written_short(float("nan"), True) == "nan"


def test_a_context_is_all_a_lens_needs(qtbot: QtBot, open_context: Callable[[ProjectSpec], Context]) -> None:
    context = open_context(digits())
    for kinds in LENSES.values():
        for kind in kinds:
            lens = kind(context)
            qtbot.addWidget(lens)
            assert lens.sentence == "" and lens.accessibleName()


def test_small_numbers_are_written_in_a_unit(qtbot: QtBot) -> None:
    block = TileBlock("Parts")
    qtbot.addWidget(block)
    for size, factor, said in ((0.4, 1.0, ""), (0.004, 1e3, "thousandths"), (3e-6, 1e6, "millionths")):
        block.grid.show_values(np.full((2, 2), size), scale_end(np.array([size])))
        block.say("Parts", "tile by tile")
        assert block.grid.unit == (factor, said)
        assert block.caption.text() == (f"{said} · tile by tile" if said else "tile by tile")
    block.grid.show_values(np.full((2, 2), 0.004), 0.004, ink=True)
    assert block.grid.unit[0] == 1.0


def test_sentence_tells_when_the_bias_overrules(qtbot: QtBot, open_panel: Open) -> None:
    panel = open_panel(digits())
    found = look(qtbot, panel, CONV, ForwardLens).window_shown
    products = np.zeros_like(found.products)
    products[0, 0, 0], products[0, 1, 1] = 0.5, -0.2
    plain = sentence(replace(found, products=products, bias=0.1, z=0.4, activation="linear"), "input")
    assert plain.endswith("The positive products win: z is 0.400.")
    turned = sentence(replace(found, products=products, bias=-0.5, z=-0.2, activation="linear"), "input")
    assert "win by 0.300, but the bias outweighs that: z is −0.200" in turned


def test_bars_of_words(qtbot: QtBot, open_panel: Open) -> None:
    panel = open_panel(words())
    lens = look(qtbot, panel, SEQUENCE, SlopesLens)
    bars, added = lens.bars, lens.salience.words
    assert np.array_equal(bars.values, added) and len(bars.row.words) == 16
    strongest = int(np.abs(added).argmax())
    bar = bars.bar(strongest)
    assert bar.height() > 0 and (bar.bottom() <= bars.height() / 2 + 0.01) == (added[strongest] > 0)
    word = bars.row.words[strongest] or "padding"
    assert bars.told(bar.center().x()).startswith(f"{word}: ") and bars.told(-5) == ""


def test_columns_of_telling_words_fill_the_table(qtbot: QtBot, open_panel: Open) -> None:
    panel = open_panel(words())
    panel.resize(1300, 340)
    lens = look(qtbot, panel, SEQUENCE, GramsLens)
    qtbot.waitUntil(lambda: not lens.running and lens.grams is not None)
    table = lens.table
    total = sum(table.columnWidth(column) for column in range(table.columnCount()))
    assert table.viewport().width() - 24 <= total <= table.viewport().width()
    measure = table.fontMetrics()
    for column in range(1, table.columnCount()):
        texts = [table.item(row, column).text() for row in range(table.rowCount())]
        assert max(map(measure.horizontalAdvance, texts)) + 16 <= table.columnWidth(column)


def test_a_title_that_has_no_room_ends_in_an_ellipsis(qtbot: QtBot) -> None:
    block = TileBlock("What joins them")
    qtbot.addWidget(block)
    block.resize(60, 120)
    block.show()
    assert block.title.shown_text().endswith("…") and block.title.toolTip() == "What joins them"
    block.resize(300, 120)
    qtbot.waitUntil(lambda: block.title.shown_text() == "What joins them")

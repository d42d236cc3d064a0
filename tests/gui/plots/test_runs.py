"""Runs before the present one: kept by a reset, drawn, named, hidden, forgotten; and gone with their project."""

from dataclasses import replace

from PySide6.QtTest import QTest

from core.edit import set_training
from core.kept_runs import MOST
from core.snapshot import Snapshot
from gui.plots.loss_plot import LossPlot
from gui.run_shelf import RunShelf
from tests.helpers.plot_bench import Bench, trained


def _of(run: str, epochs: int = 2, step: int = 90) -> Snapshot:
    snapshot = trained("digits").snapshot()
    return replace(snapshot, epoch=epochs, step=step, curves=replace(snapshot.curves, run=run))


def _fresh(run: str) -> Snapshot:
    curves = _of(run).curves
    empty = curves.batch_loss.x[:0]
    nothing = type(curves.batch_loss)(empty, empty, empty, empty)
    return replace(_of(run, 0, 0), position=0.0, curves=replace(curves, batch_loss=nothing, epochs={}))


def _shelf(bench: Bench, *runs: str) -> RunShelf:
    shelf: RunShelf = bench.runner.shelf
    for run in runs:
        bench.runner.tell(_of(run))
    return shelf


def test_a_reset_keeps_the_run_before(bench: Bench) -> None:
    shelf = _shelf(bench, "a")
    assert (shelf.present, shelf.kept) == ("Run 1", ())
    bench.runner.tell(_fresh("b"))
    assert [run.name for run in shelf.kept] == ["Run 1"]
    assert shelf.present == "Run 2"
    assert "Adam, learning rate 0.001" in shelf.kept[0].words
    bench.runner.tell(_fresh("c"))
    assert [run.name for run in shelf.kept] == ["Run 1"]  # nothing was run in between


def test_undo_makes_a_run_the_present_one_again(bench: Bench) -> None:
    shelf = _shelf(bench, "a", "b", "a")
    assert [run.run for run in shelf.kept] == ["b"]
    assert shelf.present == "Run 1"


def test_a_run_keeps_the_words_of_its_own_seed(bench: Bench) -> None:
    shelf = _shelf(bench, "a")
    bench.document.edit("Seed", set_training(bench.document.project, seed=7))
    bench.runner.tell(_of("a"))  # was under way
    bench.runner.tell(_fresh("b"))
    assert shelf.kept[0].words.endswith("seed 0")


def test_their_number_is_bounded(bench: Bench) -> None:
    shelf = _shelf(bench, *(f"run {index}" for index in range(MOST + 4)))
    assert len(shelf.kept) == MOST
    assert shelf.kept[-1].run == f"run {MOST + 2}"


def test_names_are_the_users(bench: Bench) -> None:
    shelf = _shelf(bench, "a", "b")
    shelf.rename("a", "  small   batch ")
    shelf.rename_present("large batch")
    assert [shelf.kept[0].name, shelf.present] == ["small batch", "large batch"]
    shelf.rename("a", "  ")
    assert shelf.kept[0].name == "small batch"
    shelf.forget("a")
    assert shelf.kept == ()


def test_another_project_has_other_runs(bench: Bench) -> None:
    shelf = _shelf(bench, "a", "b")
    bench.document.opened.emit()
    assert shelf.kept == ()
    bench.runner.tell(_of("b"))  # was under way
    assert shelf.present == ""
    bench.runner.prepare(trained("digits").prepared)
    bench.runner.tell(_of("z"))
    assert (shelf.present, shelf.kept) == ("Run 1", ())


def test_kept_runs_lie_behind_the_present_one(bench: Bench) -> None:
    plot = bench.show(LossPlot, 480, 240)
    bench.load("digits")
    assert "Runs" not in plot.tabs.texts
    bench.runner.tell(_of("b"))
    bench.settle()
    assert plot.tabs.texts[-1] == "Runs"
    ((run, curve),) = plot.overlays.drawn
    assert curve.series is run.curves.epochs["validation_loss"]
    assert next(label.text() for label in plot.graph._labels if label.isVisible()) == "Run 1"
    assert plot._read(1.0)[1][-1][0] == "Run 1"
    assert {row[0] for row in plot._named_curves()} == {"Run 1", "Run 2"}
    plot.shelf.show(run.run, False)
    bench.settle()
    assert plot.overlays.drawn == ()


def test_the_list_names_hides_and_forgets(bench: Bench) -> None:
    plot = bench.show(LossPlot, 480, 240)
    bench.load("digits")
    bench.runner.tell(_of("b"))
    bench.runner.tell(_of("c"))
    bench.settle()
    plot.tabs.select(len(plot.tabs.texts) - 1)
    present, newest, oldest = plot.runs.lines
    assert plot.runs.isVisible()
    assert [line.name.text() for line in plot.runs.lines] == ["Run 3", "Run 2", "Run 1"]
    assert "2 epochs, validation" in newest.words.text
    assert not present.bin.isVisible()
    oldest.switch.click()
    assert not plot.shelf.kept[0].shown
    newest.name.setFocus()
    newest.name.selectAll()
    QTest.keyClicks(newest.name, "wide")
    newest.name.editingFinished.emit()
    assert plot.shelf.kept[1].name == "wide"
    assert plot.runs.forget_all.isVisible()
    newest.bin.click()
    assert [run.name for run in plot.shelf.kept] == ["Run 1"]
    plot.runs.lines[1].bin.click()
    bench.settle()
    assert plot.tabs.texts[plot.tabs.current()] == "Loss"
    assert plot.stage.isVisible()


def test_best_stands_clear_of_the_names_of_kept_runs(bench: Bench) -> None:
    plot = bench.show(LossPlot, 390, 204)
    bench.load("digits")
    for run in "bcde":
        bench.runner.tell(_of(run))
    bench.runner.tell(replace(_of("f"), best_epoch=2))
    bench.settle()
    moments = plot.graph.moments
    assert moments._label.isVisible()
    word = moments._label.sceneBoundingRect()
    names = [label.sceneBoundingRect() for label in plot.graph._labels if label.isVisible()]
    assert len(names) >= 4
    assert not any(word.intersects(name) for name in names)
    assert plot.graph._view.sceneBoundingRect().contains(word)


def test_a_long_name_leaves_the_curves_their_room(bench: Bench) -> None:
    plot = bench.show(LossPlot, 390, 204)
    bench.load("digits")
    bench.runner.tell(_of("b"))
    plot.shelf.rename(plot.shelf.kept[0].run, "with twice the rate and half of the rows")
    bench.settle()
    label = next(label for label in plot.graph._labels if label.text().startswith("with"))
    assert label.text().endswith("…")
    assert plot.graph._view.sceneBoundingRect().width() > 180
    assert plot._read(1.0)[1][-1][0] == "with twice the rate and half of the rows"


def test_a_run_that_never_began_leaves_its_number(bench: Bench) -> None:
    shelf = _shelf(bench, "a")
    for run in "bcd":
        bench.runner.tell(_fresh(run))
    assert shelf.present == "Run 2"


# -- in a file -------------------------------------------------------------------------------------------------------


def test_a_file_gives_back_names_and_what_was_hidden(bench: Bench) -> None:
    shelf = _shelf(bench, "a", "b", "c")
    assert shelf.altered
    shelf.rename("a", "small batch")
    shelf.show("b", False)
    shelf.rename_present("wide")
    book = shelf.book("c")
    shelf.saved()
    assert not shelf.altered
    bench.document.opened.emit()
    shelf.open(book)
    assert not shelf.altered
    bench.runner.prepare(trained("digits").prepared)
    bench.runner.tell(_fresh("x"))  # the run begins afresh before the saved one is restored
    bench.runner.tell(_of("c"))
    assert [(run.name, run.shown) for run in shelf.kept] == [("small batch", True), ("Run 2", False)]
    assert shelf.present == "wide"
    assert not shelf.altered
    bench.runner.tell(_fresh("d"))
    assert shelf.present == "Run 4"
    assert shelf.kept[-1].name == "wide"
    assert shelf.altered


def test_undo_after_opening_brings_the_saved_run_back_with_its_name(bench: Bench) -> None:
    shelf = _shelf(bench, "a", "b")
    shelf.rename_present("wide")
    book = shelf.book("b")
    bench.document.opened.emit()
    shelf.open(book)
    bench.runner.prepare(trained("digits").prepared)
    for run in ("b", "c", "b"):  # opened, reset and trained, taken back
        bench.runner.tell(_of(run))
    assert shelf.present == "wide"
    assert [run.name for run in shelf.kept] == ["Run 1", "Run 3"]


def test_a_run_that_began_after_the_last_look_is_in_the_book(bench: Bench) -> None:
    """The training thread has begun another run, whose first snapshot is still on its way."""
    shelf = _shelf(bench, "a")
    book = shelf.book("b")
    assert [run.name for run in book.kept] == ["Run 1"]
    assert book.present == ("b", "Run 2")
    assert shelf.kept == ()
    bench.runner.tell(_of("b"))
    assert shelf.present == "Run 2"


def test_half_a_character_does_not_reach_a_file(bench: Bench) -> None:
    shelf = _shelf(bench, "a")
    shelf.rename_present("wide\ud83d")
    assert shelf.present == "wide"

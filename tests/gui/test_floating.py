"""Floating notes: several stand below each other, and move up when one goes."""

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.floating import BETWEEN, TOP, FloatingNote
from gui.widgets.labels import Label


def note(over: QWidget, words: str) -> FloatingNote:
    made = FloatingNote(over, 400)
    QVBoxLayout(made).addWidget(Label(words, "body", wrap=True))
    return made


def test_notes_stand_below_each_other_in_the_order_they_came(qtbot: QtBot) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(800, 600)
    over.show()
    first, second, third = note(over, "First."), note(over, "Second. " * 30), note(over, "Third.")
    for each in (second, first, third):
        each.bring()
    assert second.y() == TOP
    assert first.y() == second.geometry().bottom() + 1 + BETWEEN
    assert third.y() == first.geometry().bottom() + 1 + BETWEEN
    first.bring()
    assert first.y() < third.y(), "what is said anew keeps its place"
    second.hide()
    assert (first.y(), third.y()) == (TOP, first.geometry().bottom() + 1 + BETWEEN)
    over.resize(320, 600)
    assert not first.geometry().intersects(third.geometry())
    first.hide()
    first.bring()
    assert third.y() == TOP < first.y(), "what comes again stands last"

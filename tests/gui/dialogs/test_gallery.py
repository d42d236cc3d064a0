"""The gallery answers with the example that was marked, by mouse, arrow keys and words; its pictures show the data."""

import json
import time
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from core.examples import EXAMPLES, open_example
from gui.dialogs.gallery import COLUMNS, OPEN, Gallery
from gui.dialogs.gallery_cards import ENTRIES
from gui.dialogs.gallery_pictures import picture
from gui.dialogs.recent_list import day_of, entry_of, score_of
from gui.theme_manager import ThemeManager


@pytest.fixture
def gallery(qtbot: QtBot, themes: ThemeManager) -> Gallery:
    made = Gallery()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def recent(tmp_path: Path) -> list[Path]:
    """A digits project, and a file that cannot be read."""
    good, bad = tmp_path / "digits-deeper.json", tmp_path / "broken.chainrule"
    good.write_text(json.dumps(open_example("digits").to_json()))
    bad.write_bytes(b"nothing")
    return [good, bad]


def press(qtbot: QtBot, gallery: Gallery, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(gallery.search, key)


def test_enter_opens_the_first_example(qtbot: QtBot, gallery: Gallery) -> None:
    press(qtbot, gallery, Qt.Key.Key_Return)
    assert gallery.answer == "digits" and gallery.result() == 1


def test_enter_still_opens_it_after_tab_went_once_round(qtbot: QtBot, gallery: Gallery) -> None:
    for _ in range(4):
        qtbot.keyClick(gallery.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClick(gallery.focusWidget(), Qt.Key.Key_Right)
    qtbot.keyClick(gallery.focusWidget(), Qt.Key.Key_Return)
    assert gallery.answer == "circle"


def test_arrows_move_in_the_grid_and_stay_inside(qtbot: QtBot, gallery: Gallery) -> None:
    press(qtbot, gallery, Qt.Key.Key_Left, Qt.Key.Key_Up)
    assert gallery.chosen() is gallery.cards[0]
    press(qtbot, gallery, Qt.Key.Key_Right, Qt.Key.Key_Down)
    assert gallery.chosen() is gallery.cards[1 + COLUMNS]
    for _ in range(4):
        press(qtbot, gallery, Qt.Key.Key_Down)
    last = (len(gallery.cards) - 2) // COLUMNS * COLUMNS + 1
    assert gallery.chosen() is gallery.cards[last]
    assert not gallery.chosen().visibleRegion().isEmpty()  # it was scrolled into sight


def test_escape_answers_nothing(qtbot: QtBot, gallery: Gallery) -> None:
    press(qtbot, gallery, Qt.Key.Key_Right, Qt.Key.Key_Escape)
    assert gallery.answer is None and not gallery.isVisible()


def test_words_leave_the_cards_they_name(qtbot: QtBot, gallery: Gallery) -> None:
    qtbot.keyClicks(gallery.search, "csv")
    assert [card.entry.name for card in gallery.shown()] == ["data"]
    assert [gallery.chosen()] == gallery.shown()
    press(qtbot, gallery, Qt.Key.Key_Return)
    assert gallery.answer == "data"


def test_words_that_name_nothing_disable_the_button_and_say_so(qtbot: QtBot, gallery: Gallery) -> None:
    qtbot.keyClicks(gallery.search, "transformer")
    assert gallery.shown() == [] and gallery.nothing.isVisible()
    assert not gallery.footer.primary.isEnabled()
    gallery.search.clear()
    assert len(gallery.shown()) == len(ENTRIES) and gallery.footer.primary.isEnabled()


def test_a_double_click_takes_a_card(qtbot: QtBot, gallery: Gallery) -> None:
    card = gallery.cards[2]
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert gallery.answer is None
    qtbot.mouseDClick(card, Qt.MouseButton.LeftButton)
    assert gallery.answer == "spiral"


def test_every_card_has_a_name_for_screen_readers_and_room_for_its_text(gallery: Gallery) -> None:
    for card in gallery.cards:
        assert card.accessibleName() and card.accessibleDescription()


def colours(image: QImage) -> int:
    return len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)})


@pytest.mark.parametrize("name", [entry.name for entry in ENTRIES])
def test_a_picture_is_drawn_in_either_theme_and_kept(name: str, themes: ThemeManager) -> None:
    light = picture(name, QSize(120, 80), 1.0)
    assert picture(name, QSize(120, 80), 1.0) is light
    assert colours(light.toImage()) > 3
    themes.choose("dark")
    assert picture(name, QSize(120, 80), 1.0).toImage() != light.toImage()


def test_the_field_takes_the_side_of_the_points(themes: ThemeManager) -> None:
    """In the circle's middle lies class 1, which is positive and blue; in the corner class 0, orange."""
    image = picture("circle", QSize(225, 150), 1.0).toImage()
    corner = image.pixelColor(3, 3)
    assert corner.red() > corner.blue()
    middle = [image.pixelColor(112 + x, 75 + y) for x in range(-8, 9, 4) for y in range(-8, 9, 4)]
    assert sum(each.blue() > each.red() for each in middle) > len(middle) / 2


def test_it_opens_fast_once_its_pictures_are_drawn(qtbot: QtBot, gallery: Gallery) -> None:
    gallery.grab()
    start = time.perf_counter()
    second = Gallery()
    qtbot.addWidget(second)
    second.show()
    second.grab()
    assert time.perf_counter() - start < 1.0  # 60 ms where nothing else runs; a shared machine may be slower


def test_captions_tell_what_the_examples_hold() -> None:
    facts = {example.name: example.facts for example in EXAMPLES if example.name != "blank"}
    assert {entry.name: entry.caption for entry in ENTRIES if entry.name in facts} == facts


# -- recent files ------------------------------------------------------------------------------------------------------


def test_recent_files_are_shown_with_what_they_hold_and_opened(
    qtbot: QtBot, themes: ThemeManager, recent: list[Path]
) -> None:
    gallery = Gallery(recent=recent)
    qtbot.addWidget(gallery)
    gallery.show()
    good, bad = gallery.recent.rows
    assert good.accessibleName() == "Open digits-deeper"
    assert good.accessibleDescription().startswith("64-32-10 · today, ")
    assert bad.accessibleDescription() == "cannot be read"
    assert not gallery.recent.nothing.isVisible()
    good.setFocus()
    qtbot.keyClick(good, Qt.Key.Key_Down)
    qtbot.keyClick(bad, Qt.Key.Key_Up)
    gallery.grab()
    qtbot.keyClick(good, Qt.Key.Key_Return)
    assert gallery.answer == recent[0] and gallery.result() == 1


def test_without_recent_files_it_says_where_they_come_from(gallery: Gallery) -> None:
    assert gallery.recent.nothing.isVisible() and not gallery.recent.rows


def test_open_is_a_button_there(qtbot: QtBot, gallery: Gallery) -> None:
    qtbot.mouseClick(gallery.open_file, Qt.MouseButton.LeftButton)
    assert gallery.answer == OPEN


def test_days_and_scores_in_words(tmp_path: Path) -> None:
    now = datetime(2025, 11, 20, 15, 0)
    days = {
        datetime(2025, 11, 20, 14, 32): "today, 14:32", datetime(2025, 11, 19, 23, 59): "yesterday",
        datetime(2025, 11, 18, 1): "Tuesday", datetime(2025, 11, 13): "13 Nov", datetime(2024, 2, 1): "1 Feb 2024",
        datetime(2025, 11, 21): "21 Nov",
    }  # fmt: skip
    assert [day_of(when, now) for when in days] == list(days.values())
    assert score_of(None) == "" and score_of(("r2", 0.912)) == "R² 0.91"
    assert score_of(("accuracy", 0.979)).startswith("97.9")
    assert entry_of(tmp_path / "gone.chainrule").facts == "cannot be read"

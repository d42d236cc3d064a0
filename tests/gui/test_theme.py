"""Tokens, the diverging scale, the manager, the stylesheet, icons and fonts."""

import re

import numpy as np
import pytest
from PySide6.QtCore import QSettings, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QIcon
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

import resources
from gui import fonts, icons, motion
from gui.stylesheet import stylesheet
from gui.theme import DARK, LIGHT, PHASES, STOPS, THEMES, Marker, Theme, contrast, current_theme, image_of, mix
from gui.theme_manager import ThemeManager
from gui.widgets.painting import drawn_icon
from tests.helpers.write_theme_images import images

both = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


@both
def test_text_reads_on_every_ground(theme: Theme) -> None:
    for ground in (theme.paper, theme.panel, theme.raised):
        for token in ("ink", "ink2", "ink3", "positive_text", "negative_text", "error"):
            assert contrast(theme.color(token), ground) >= 4.4, token
    assert contrast(theme.on_ink, theme.ink) >= 12


@both
def test_phases_are_found_and_differ(theme: Theme) -> None:
    assert len({theme.phase(name.upper()).name() for name in PHASES}) == 5
    with pytest.raises(KeyError):
        theme.phase("ink")
    with pytest.raises(KeyError):
        theme.color("stops")


@both
def test_the_scale_passes_its_stops_and_clamps(theme: Theme) -> None:
    for at, stop in zip(STOPS, theme.stops, strict=True):
        got, want = theme.diverging_color(at), QColor(stop)
        assert max(abs(a - b) for a, b in zip(got.toTuple(), want.toTuple(), strict=True)) <= 2
    values = np.array([[-7.0, -1.0, 0.0], [1.0, 9.0, np.nan]])
    pixels = theme.diverging(values)
    assert pixels.dtype == np.uint32
    assert pixels[0, 0] == pixels[0, 1] == QColor(theme.stops[0]).rgb()
    assert pixels[0, 2] == QColor(theme.stops[3]).rgb()
    assert pixels[1, 0] == pixels[1, 1] == QColor(theme.stops[-1]).rgb()
    assert pixels[1, 2] == theme.error.rgb() == theme.diverging_color(float("nan")).rgb()
    assert QColor.fromRgb(int(theme.field(np.array([5.0]))[0])) == theme.diverging_color(theme.field_strength)
    assert theme.diverging(values.astype(np.float32)).tolist() == pixels.tolist()


def test_an_image_keeps_its_pixels() -> None:
    pixels = LIGHT.diverging(np.linspace(-1, 1, 6).reshape(2, 3))
    image = image_of(pixels)
    pixels[:] = 0
    assert (image.width(), image.height()) == (3, 2)
    assert image.pixelColor(0, 0) == QColor(LIGHT.stops[0])
    assert image.pixelColor(2, 1) == QColor(LIGHT.stops[-1])


def test_mix_is_linear_and_clamped() -> None:
    black, white = QColor("black"), QColor("white")
    assert mix(black, white, 0.5).name() == "#808080"
    assert mix(black, white, -1) == black
    assert mix(black, white, 2) == white


@both
def test_numbers_take_the_colour_of_their_sign(theme: Theme) -> None:
    assert theme.sign_text(1.0) == theme.positive_text
    assert theme.sign_text(-1.0) == theme.negative_text
    assert theme.sign_text(0.0) == theme.ink
    assert theme.sign_text(float("inf")) == theme.error
    assert theme.sign(-2.0) == theme.negative
    for t in np.linspace(-1, 1, 21):
        assert contrast(theme.text_on(theme.diverging_color(t)), theme.diverging_color(t)) >= 3.5


@both
def test_classes_differ_in_shape_before_colour(theme: Theme) -> None:
    assert theme.class_style(0, 2) == (theme.negative, Marker.RING, False)
    assert theme.class_style(1, 2) == (theme.positive, Marker.DISC, True)
    styles = [theme.class_style(index, 8) for index in range(8)]
    assert len({(marker, filled) for _, marker, filled in styles}) == 8


@both
def test_confusion_and_ramp(theme: Theme) -> None:
    assert theme.confusion(0, True) == theme.raised
    assert theme.confusion(1, True) == mix(theme.raised, theme.forward, 0.74)
    assert theme.confusion(1, False) == mix(theme.raised, theme.error, 0.74)
    assert theme.ramp(2, 3) == theme.ink
    assert theme.ramp(0, 1) == theme.ink
    assert theme.ramp(0, 3) == mix(theme.paper, theme.ink, 0.45)


@both
def test_the_stylesheet_is_filled_and_its_pictures_exist(theme: Theme) -> None:
    text = stylesheet(theme)
    assert "$" not in text
    used = set(re.findall(r"url\(chainruletheme:(\w+)/([\w-]+\.svg)\)", text))
    assert {folder for folder, _ in used} == {theme.name}
    folder = resources.ROOT / "themes" / theme.name
    assert {name for _, name in used} <= {path.name for path in folder.iterdir()}
    assert {name: (folder / name).read_text("utf-8") for name in images(theme)} == images(theme)


@pytest.fixture
def manager(qapp: QApplication, settings: QSettings) -> ThemeManager:
    return ThemeManager(settings)


def test_a_choice_is_applied_told_and_kept(manager: ThemeManager, settings: QSettings, qtbot: QtBot) -> None:
    manager.choose("light")
    with qtbot.waitSignal(manager.changed) as told:
        manager.choose("dark")
    assert told.args == [DARK]
    assert current_theme() is manager.current is DARK
    assert QApplication.palette().window().color() == DARK.panel
    assert ThemeManager(settings).choice == "dark"
    manager.toggle()
    assert (manager.choice, manager.current) == ("light", LIGHT)
    with pytest.raises(ValueError, match="system, light, dark"):
        manager.choose("pink")


def test_a_foreign_setting_means_the_system(settings: QSettings, qapp: QApplication) -> None:
    settings.setValue("appearance/theme", "solarized")
    manager = ThemeManager(settings)
    assert manager.choice == "system"
    assert manager.current in THEMES.values()


def test_icons_follow_the_theme_and_grey_out(manager: ThemeManager, qtbot: QtBot) -> None:
    made = icons.icon("action-plus")

    def darkest(mode: QIcon.Mode) -> QColor:
        return made.pixmap(QSize(24, 24), mode).toImage().pixelColor(12, 12)

    manager.choose("light")
    assert darkest(QIcon.Mode.Normal) == LIGHT.ink
    manager.choose("dark")
    assert darkest(QIcon.Mode.Normal) == DARK.ink
    assert darkest(QIcon.Mode.Disabled) == DARK.off
    button = QToolButton()
    qtbot.addWidget(button)
    button.setIcon(made)
    assert not button.grab().isNull()


def test_every_icon_is_drawn_in_one_colour_at_any_scale(qapp: QApplication) -> None:
    for name in resources.icon_names():
        shown = icons.pixmap(name, "ink", 19, 2.0)
        assert (shown.width(), shown.devicePixelRatio()) == (38, 2.0)
        image = shown.toImage()
        assert any(image.pixelColor(x, y).alpha() > 200 for x in range(38) for y in range(38)), name
    assert icons.pixmap("action-plus") is icons.pixmap("action-plus")
    with pytest.raises(LookupError, match="action-nothing"):
        icons.icon("action-nothing")


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_icons_in_buttons_have_all_the_pixels_of_a_fine_screen(qapp: QApplication, ratio: float) -> None:
    """A button drawn by the style sheet asks for a pixmap, not to paint."""
    for made in (icons.icon("action-plus"), drawn_icon(lambda painter, box: painter.fillRect(box, LIGHT.ink))):
        shown = made.pixmap(QSize(18, 18), ratio)
        assert (shown.width(), shown.height(), shown.devicePixelRatio()) == (18 * ratio, 18 * ratio, ratio)
    middle = shown.toImage().pixelColor(shown.width() - 1, shown.height() - 1)
    assert middle == LIGHT.ink


def test_the_size_of_an_icon_is_understood_as_this_version_of_qt_means_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for asks, wanted in ((True, QSize(9, 9)), (False, QSize(18, 18))):
        monkeypatch.setattr(icons, "_asks_in_device_pixels", lambda asks=asks: asks)
        assert icons.logical(QSize(18, 18), 2.0) == wanted


def test_fonts_have_sizes_of_their_own_and_tabular_digits(qapp: QApplication) -> None:
    metrics = QFontMetricsF(fonts.font(13, 600, tabular=True))
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("0000")
    assert fonts.font(9.5).families()[0] == "Inter"
    assert fonts.math_font(18).italic()
    assert not fonts.math_font(18, italic=False).italic()
    assert fonts.points(9.0) * QApplication.primaryScreen().logicalDotsPerInch() == pytest.approx(9.0 * 96)
    assert "Inter" in fonts.load_fonts()


def test_less_motion_means_none(qapp: QApplication) -> None:
    motion.prefer_less_motion(True)
    assert motion.duration(motion.TIDY) == 0
    motion.prefer_less_motion(False)
    assert motion.duration(motion.TIDY) == 240
    motion.prefer_less_motion(None)
    assert motion.duration(motion.HOVER) in (0, 80)

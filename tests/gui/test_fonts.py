"""The bundled fonts: their families, their weights, figures of equal width, and the symbols that equations need."""

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetricsF, QRawFont
from pytestqt.qtbot import QtBot

import resources
from gui import fonts

SYMBOLS = "∂∇∑√∞≈≠≤≥→←⊙∈ŷ−×·δθσηλαβεΔ⁻¹²₀₁"


@pytest.fixture
def families(qtbot: QtBot) -> set[str]:
    """The families that the bundled files bring."""
    identifiers = [QFontDatabase.addApplicationFont(str(path)) for path in resources.font_paths()]
    assert -1 not in identifiers
    return {family for i in identifiers for family in QFontDatabase.applicationFontFamilies(i)}


def test_families(families: set[str]) -> None:
    assert families >= {"Inter", "STIX Two Text", "STIX Two Math"}


@pytest.mark.parametrize("weight", [400, 500, 600])
def test_inter_has_the_weight_and_figures_of_equal_width(families: set[str], weight: int) -> None:
    font = QFont("Inter", 20)
    font.setWeight(QFont.Weight(weight))
    assert (QFontInfo(font).family(), QFontInfo(font).weight()) == ("Inter", weight)
    plain = QFontMetricsF(font)
    assert plain.horizontalAdvance("1111") < plain.horizontalAdvance("0000")
    font.setFeature(QFont.Tag("tnum"), 1)
    tabular = QFontMetricsF(font)
    assert tabular.horizontalAdvance("1111") == tabular.horizontalAdvance("0000")


def test_symbols_come_from_the_bundled_faces(qtbot: QtBot) -> None:
    upright = [path for path in resources.font_paths() if path.stem in ("STIXTwoText-Regular", "STIXTwoMath-Regular")]
    faces = [QRawFont(str(path), 20) for path in upright]
    missing = [symbol for symbol in SYMBOLS if not any(face.supportsCharacter(ord(symbol)) for face in faces)]
    assert missing == []


def test_a_symbol_does_not_make_a_line_taller(families: set[str]) -> None:
    heights = {QFontMetricsF(QFont(family, 20)).height() for family in ("STIX Two Text", "STIX Two Math")}
    assert len(heights) == 1


def test_italic_is_a_face_of_its_own(families: set[str]) -> None:
    assert set(QFontDatabase.styles("STIX Two Text")) >= {"Regular", "Italic"}


def test_whoever_gets_a_font_may_change_it(qtbot: QtBot) -> None:
    mine = fonts.font(11, 600, tabular=True)
    mine.setItalic(True)
    assert not fonts.font(11, 600, tabular=True).italic()
    assert fonts.font(11, 600, tabular=True).featureValue(QFont.Tag("tnum")) == 1
    assert not fonts.font(11, 600).isFeatureSet(QFont.Tag("tnum"))

"""The files that come with the program are found by name, and a wrong name is answered with the right ones."""

import configparser
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

import resources


@pytest.mark.parametrize("name", resources.icon_names())
def test_every_icon_is_a_drawing(name: str) -> None:
    root = ElementTree.parse(resources.icon_path(name)).getroot()
    assert root.tag.endswith("svg")
    assert root.get("viewBox")


def test_the_application_has_an_icon() -> None:
    assert resources.icon_path().name == "chainrule.svg"


@pytest.mark.parametrize(
    ("find", "kind"),
    [
        (resources.icon_path, "icon"),
        (resources.dataset_path, "data set"),
        (resources.example_path, "example"),
        (resources.theme_path, "theme file"),
    ],
)
def test_a_wrong_name_is_a_sentence(find: Callable[[str], Path], kind: str) -> None:
    with pytest.raises(resources.MissingResourceError, match=f"There is no {kind} named 'nonsense'. Known: "):
        find("nonsense")


def test_a_wrong_icon_is_told_the_known_ones() -> None:
    with pytest.raises(resources.MissingResourceError, match="layer-dense"):
        resources.icon_path("layer_dense")


def test_every_name_leads_to_its_file() -> None:
    for name in resources.dataset_names():
        assert resources.dataset_path(name).stem == name
    for name in resources.example_names():
        assert resources.example_path(name).is_file()


def test_the_desktop_entry_starts_the_installed_command() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read(resources.ROOT / "linux" / "chainrule.desktop", encoding="utf-8")
    section = entry["Desktop Entry"]
    assert section["Exec"].split() == ["chainrule", "%f"]
    assert resources.icon_path(section["Icon"]).is_file()

"""What the program carries with it: icons, fonts, themes, data sets, examples, screenshots, Linux files.

This module finds those files, in a checkout and in an installed wheel alike, and imports nothing but the standard
library, so that core may use it without Qt. A name comes in without its ending, a path comes out:
``icon_path("layer-dense")`` gives ``.../resources/icons/layer-dense.svg``.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent


class MissingResourceError(LookupError):
    """A file that should have come with the program and did not, or a name that was misspelt."""


def _find(folder: str, name: str, endings: tuple[str, ...], kind: str) -> Path:
    """The one file `folder/name + ending`; the first ending that exists wins."""
    for ending in endings:
        path = ROOT / folder / f"{name}{ending}"
        if path.is_file():
            return path
    known = ", ".join(_names(folder, endings)) or "none is installed: install the program again"
    raise MissingResourceError(f"There is no {kind} named {name!r}. Known: {known}.")


def _names(folder: str, endings: tuple[str, ...]) -> tuple[str, ...]:
    """The names in a folder without their endings, sorted; empty where the folder does not exist."""
    directory = ROOT / folder
    if not directory.is_dir():
        return ()
    paths = list(directory.iterdir())
    return tuple(sorted({path.name.removesuffix(end) for path in paths for end in endings if end in (path.suffix, "")}))


def icon_path(name: str = "chainrule") -> Path:
    """An icon, an SVG drawn in one colour that the theme replaces; without a name the application's own."""
    return _find("icons", name, (".svg",), "icon")


def icon_names() -> tuple[str, ...]:
    """All icons, sorted."""
    return _names("icons", (".svg",))


def dataset_path(name: str) -> Path:
    """A data set that comes with the program: a CSV file with a header."""
    return _find("datasets", name, (".csv",), "data set")


def dataset_names() -> tuple[str, ...]:
    """All data sets that come with the program, sorted."""
    return _names("datasets", (".csv",))


def example_path(name: str) -> Path:
    """An example project, complete (`.chainrule`) or bare (`.json`)."""
    return _find("examples", name, (".chainrule", ".json"), "example")


def example_names() -> tuple[str, ...]:
    """All example projects, sorted."""
    return _names("examples", (".chainrule", ".json"))


def worked_paths() -> tuple[Path, ...]:
    """The worked examples, in the order of their names; whatever is put into the folder is one."""
    return tuple(sorted((ROOT / "worked").glob("*.json")))


def theme_path(name: str) -> Path:
    """A file of the look, found by its whole name: `light.qss`."""
    return _find("themes", name, ("",), "theme file")


def font_paths() -> tuple[Path, ...]:
    """The bundled faces: Inter (400, 500, 600), STIX Two Text (upright, italic) and STIX Two Math (symbols)."""
    paths = tuple(sorted(path for path in (ROOT / "fonts").glob("*") if path.suffix in (".ttf", ".otf")))
    if not paths:
        raise MissingResourceError(f"There are no fonts in {ROOT / 'fonts'}: install the program again.")
    return paths

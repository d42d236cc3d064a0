"""Write resources/themes: the few icons a stylesheet needs as files, in each theme's colours.

A stylesheet can name a file but not colour it, so these are made ahead from resources/icons and the tokens.
Run it after changing an icon or a token: ``python tests/helpers/write_theme_images.py``; a test compares.
"""

from pathlib import Path

from gui.theme import THEMES, Theme

ROOT = Path(__file__).resolve().parents[2] / "resources"

IMAGES = {
    "plus": ("action-plus", "ink2"),
    "plus-off": ("action-plus", "off"),
    "minus": ("action-minus", "ink2"),
    "minus-off": ("action-minus", "off"),
    "chevron-down": ("action-chevron-down", "ink2"),
    "chevron-down-off": ("action-chevron-down", "off"),
    "chevron-right": ("action-chevron-right", "ink2"),
    "check": ("action-check", "on_ink"),
    "check-ink": ("action-check", "ink"),
    "partial": ("action-minus", "on_ink"),
    "close": ("action-close", "ink2"),
}


def images(theme: Theme) -> dict[str, str]:
    """File name -> SVG text."""
    return {
        f"{image}.svg": (ROOT / "icons" / f"{source}.svg").read_text("utf-8").replace(
            "currentColor", theme.color(token).name()
        )
        for image, (source, token) in IMAGES.items()
    }


def main() -> None:
    for theme in THEMES.values():
        folder = ROOT / "themes" / theme.name
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in images(theme).items():
            (folder / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()

"""Pictures: what each screenshot shows, as a user would bring it about.

Worked shape: ``PICTURES["digits_light"](app, Path("digits_light.png"))`` trains the digits example and writes the file.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

import resources
from core.edit import remove_layers, set_optimizer
from tests.screenshots.inside import INSIDE
from tests.screenshots.stage import Stage, wait, wait_until

LAYER, TRAINING, DATA, DOCTOR = range(4)
BLAME_OF_HIDDEN = 5
PACE = "10 epochs a second"
TOO_LARGE = 1.0
"""A learning rate at which neurons of digits die."""


def _digits(theme: str) -> Callable[[QApplication, Path], None]:
    def picture(app: QApplication, path: Path) -> None:
        stage = Stage(app, "digits", theme)
        stage.select("hidden")
        stage.train(37, PACE)
        stage.save(path)
        stage.close()

    return picture


def _spirals(theme: str, pointing: bool) -> Callable[[QApplication, Path], None]:
    def picture(app: QApplication, path: Path) -> None:
        stage = Stage(app, "spiral", theme)
        stage.show_tab(TRAINING)
        stage.train(stage.document.project.training.epochs)
        wait(0.5)
        if pointing:
            stage.point_at_strongest("hidden 1", "hidden 2")
        stage.save(path)
        stage.close()

    return picture


def _iris(app: QApplication, path: Path) -> None:
    stage = Stage(app, "iris", "light")
    stage.show_tab(DATA)
    stage.train(60, PACE)
    stage.save(path)
    stage.close()


def _sine(app: QApplication, path: Path) -> None:
    stage = Stage(app, "sine", "light")
    stage.show_tab(TRAINING)
    stage.train(200)
    stage.save(path)
    stage.close()


def _problem(app: QApplication, path: Path) -> None:
    stage = Stage(app, "digits", "light")
    flatten = stage.layer("flatten")
    stage.document.edit("Delete flatten", remove_layers(stage.document.project, {flatten}))
    wait(0.5)
    stage.save(path)
    stage.close()


def _skip(app: QApplication, path: Path) -> None:
    stage = Stage(app, "digits_skip", "dark")
    stage.train(12, PACE)
    stage.save(path)
    stage.close()


def _gallery(app: QApplication, path: Path) -> None:
    from gui.dialogs.gallery import Gallery

    stage = Stage(app, "digits", "light")
    dialog = Gallery(stage.window)
    stage.show_dialog(dialog)
    stage.save(path)
    dialog.reject()
    stage.close()


def cars(path: Path) -> None:
    """A table of made-up cars with numbers, a category, names and a few gaps, as one meets them."""
    rng = np.random.default_rng(7)
    makers = ("Alder", "Birch", "Cedar", "Elm", "Hazel", "Linden", "Maple", "Rowan")
    lines = ["name,cylinders,displacement_l,horsepower,weight_kg,built,origin,consumption_l"]
    for _ in range(398):
        cylinders = int(rng.choice((3, 4, 4, 4, 6, 6, 8)))
        displacement = cylinders * rng.uniform(0.35, 0.62)
        power = 28 * displacement + rng.normal(12, 9)
        weight = 620 + 170 * displacement + rng.normal(0, 70)
        year = int(rng.integers(1970, 1983))
        origin = str(rng.choice(("Europe", "Japan", "USA")))
        used = 2.2 + 0.0048 * weight + 0.021 * power - 0.16 * (year - 1970) + rng.normal(0, 0.5)
        shown = "" if rng.random() < 0.015 else f"{power:.0f}"
        name = f"{rng.choice(makers)} {int(rng.integers(1, 90)) * 10}"
        lines.append(f"{name},{cylinders},{displacement:.1f},{shown},{weight:.0f},{year},{origin},{used:.1f}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _csv_dialog(app: QApplication, path: Path) -> None:
    from gui.dialogs.csv_dialog import CsvDialog

    stage = Stage(app, "digits", "light")
    table = Path(tempfile.mkdtemp()) / "cars.csv"
    cars(table)
    dialog = CsvDialog(table, stage.window)
    stage.show_dialog(dialog)
    wait_until(lambda: dialog.look is not None and not dialog.work.busy, "the table was looked at")
    stage.save(path)
    dialog.reject()
    stage.close()


def _mazur(app: QApplication, path: Path) -> None:
    stage = Stage(app, "digits", "light")
    stage.window.files.open_path(resources.worked_paths()[0])
    wait_until(lambda: stage.runner.walk is not None, "the worked example is open")
    stage.walk_to(0, BLAME_OF_HIDDEN)
    view = stage.window.views.canvas
    view.asking.neuron(stage.layer("hidden"), 0)
    wait(0.8)
    stage.save(path)
    stage.close()


def _hill(app: QApplication, path: Path) -> None:
    stage = Stage(app, "spiral", "dark")
    stage.train(stage.document.project.training.epochs)
    window = stage.ask("hill")
    window.side.kind.select(2)
    wait_until(lambda: window.picture.surface is not None and not window.running, "the hill is whole")
    window.look.select(1)
    wait(2.0)
    stage.save(path)
    window.close()
    stage.close()


def _doctor(app: QApplication, path: Path) -> None:
    stage = Stage(app, "digits", "light")
    project = stage.document.project
    stage.document.edit("Learning rate", set_optimizer(project, learning_rate=TOO_LARGE))
    stage.show_tab(DOCTOR)
    stage.train(6, PACE)
    wait_until(lambda: bool(stage.runner.practice.findings), "the doctor has found what is wrong")
    stage.runner.pause()
    wait(0.5)
    stage.window.views.canvas.commands.fit()
    wait(0.5)
    stage.save(path)
    stage.close()


def _rate_finder(app: QApplication, path: Path) -> None:
    stage = Stage(app, "digits", "dark")
    window = stage.ask("rate_finder")
    window.footer.primary.click()
    wait_until(lambda: window.use.isVisible(), "a rate is recommended")
    wait(0.5)
    stage.save(path)
    window.close()
    stage.close()


def _race(app: QApplication, path: Path) -> None:
    stage = Stage(app, "digits", "light")
    window = stage.ask("race")
    window.footer.primary.click()
    wait(2.5)
    stage.save(path)
    window.close()
    stage.close()


PICTURES: dict[str, Callable[[QApplication, Path], None]] = {
    "digits_light": _digits("light"),
    "digits_dark": _digits("dark"),
    "spirals_dark": _spirals("dark", pointing=False),
    "weight_light": _spirals("light", pointing=True),
    "csv_dialog": _csv_dialog,
    "gallery": _gallery,
    "problem": _problem,
    "iris": _iris,
    "sine": _sine,
    "walk_light": _mazur,
    "hill_dark": _hill,
    "race_light": _race,
    "doctor_light": _doctor,
    "rate_finder_dark": _rate_finder,
    "skip_dark": _skip,
    **INSIDE,
}

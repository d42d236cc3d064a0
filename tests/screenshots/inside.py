"""Inside: the pictures of convolutions and of seeing inside them.

LeNet-5 needs the public MNIST files beside the checkout; without them its pictures are left as they are. Worked shape:
``INSIDE["lenet_dark"](app, Path("lenet_dark.png"))`` trains it for an epoch and writes the file.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

from core.data_spec import ImagesData
from gui.inside.blame import BlameLens
from gui.inside.forward import ForwardLens
from gui.inside.grams import GramsLens
from gui.run_state import RunState
from tests.helpers.media import SHARED
from tests.screenshots.stage import Stage, wait, wait_until

Picture = Callable[[QApplication, Path], None]
MNIST = SHARED / "mnist"
PLAIN, HARD = 7, 60_008
"""A 3 of the training rows; a 5 of the test rows that is easily taken for a 6."""


def _lenet(theme: str, show: Callable[[Stage], None], row: int = PLAIN) -> Picture:
    """LeNet-5 while it trains on MNIST, for a while after its first epoch."""

    def picture(app: QApplication, path: Path) -> None:
        if not MNIST.is_dir():
            print(f"{path.name}: left as it is, for MNIST is not at {MNIST}")
            return
        stage = Stage(app, "lenet5", theme, ImagesData(path=str(MNIST), size=(28, 28), color="grey"))
        stage.runner.watch(row)
        stage.make_room()
        stage.train(1)
        wait(4.0)
        show(stage)
        stage.save(path)
        stage.close()

    return picture


def _in_training(stage: Stage) -> None:
    wait(1.0)


def _cell_forwards(stage: Stage) -> None:
    stage.look_inside("strokes", _strongest(stage, "strokes"), ForwardLens)


def _cell_backwards(stage: Stage) -> None:
    stage.runner.pause()
    stage.look_inside("smaller", (1, 6, 6), BlameLens)
    stage.window.inside.panel.lens.picker.strongest.click()
    wait(1.0)


def _text(app: QApplication, path: Path) -> None:
    """The words of a sentence, the filters over them, and what excites each most."""
    stage = Stage(app, "questions", "light")
    stage.make_room()
    stage.train(6)
    wait_until(lambda: stage.runner.state is RunState.FINISHED, "all epochs are done")
    stage.look_inside("phrases", _strongest(stage, "phrases"), GramsLens)
    wait(2.0)
    stage.save(path)
    stage.close()


def _strongest(stage: Stage, layer: str) -> tuple[int, ...]:
    """The cell of a layer that is largest for the example on show."""
    shot = stage.runner.snapshot
    assert shot is not None and shot.watched is not None
    values = shot.watched.layers[stage.layer(layer)].a[..., 0]
    return tuple(int(each) for each in np.unravel_index(int(np.argmax(values)), values.shape))


def _directions(app: QApplication, path: Path) -> None:
    stage = Stage(app, "digits", "light")
    page = stage.ask("directions")
    page.go(5)
    wait(0.5)
    stage.save(path)
    page.close()
    stage.close()


INSIDE: dict[str, Picture] = {
    "lenet_dark": _lenet("dark", _in_training),
    "cell_light": _lenet("light", _cell_forwards),
    "blame_light": _lenet("light", _cell_backwards, HARD),
    "text_light": _text,
    "directions_light": _directions,
}

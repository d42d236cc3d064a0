"""Every layer kind on the canvas: its card is painted, its numbers show once it is trained, in every view and zoom.

The networks are those of tests/helpers/layer_cases.py, so a new kind that has a Case there is looked at here, too.
"""

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from core.project import ProjectSpec, TrainingSpec
from gui.canvas.scene import CanvasScene
from gui.document import Document
from gui.icons import icon
from gui.selection import Selection
from tests.helpers.canvas_shots import StillRunner, StillTheme, shoot
from tests.helpers.layer_cases import CASES, Case, network, prepared, tried

SIZE = (720, 420)


def pixels(image: QImage) -> np.ndarray:
    """(height, width) of 32 bits."""
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width()).copy()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_painted_before_and_after_training(qtbot: QtBot, case: Case) -> None:
    project = ProjectSpec(network(case), TrainingSpec(epochs=5, batch_size=4), None)
    runner = StillRunner(prepared(case))
    scene = CanvasScene(Document(project), runner, StillTheme(), Selection())
    item = scene.item(tried(project.network))
    assert item is not None and item.card.width > 20 and item.card.height > 20
    assert case.layer.title and not icon(case.layer.icon, "ink").isNull()
    empty = pixels(shoot(scene, size=SIZE))
    assert len(np.unique(empty)) > 8
    runner.train(project, 1, 2)
    seen = {}
    for view in ("weight", "activation", "blame", "gradient", "change"):
        scene.set_view(view)
        seen[view] = pixels(shoot(scene, size=SIZE))
    assert not np.array_equal(seen["activation"], empty) and not np.array_equal(seen["blame"], seen["activation"])
    shoot(scene, 0.3, SIZE)
    shoot(scene, 2.5, SIZE)

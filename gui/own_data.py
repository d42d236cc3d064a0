"""Own data: for an example that comes without, and for the network that is on show.

It asks by dialogs and changes nothing itself; what is wrong is a DataError. Worked shape:
``for_example("lenet5", "/home/ada", window)`` gives LeNet-5 over the pictures that the user chose.
"""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QWidget

from core.data_spec import DataSpec, ImagesData, TextData
from core.edit import set_data
from core.errors import DataError
from core.examples import Example, open_example
from core.project import ProjectSpec
from gui.dialogs.kinds_of_data import find_kind
from gui.dialogs.wanted_data import LATER, WantedData

HOLDS: Mapping[str, str] = {ImagesData.kind: "pictures", TextData.kind: "texts with a label each"}


def for_example(example: Example, start: str, window: QWidget) -> ProjectSpec | None:
    """The example over data the user shows, or over none yet; None where the user cancels."""
    path = WantedData.ask(example, start, window)
    if path is None:
        return None
    project = open_example(example.name)
    if path == LATER:
        return set_data(project, None)
    found = find_kind(path.absolute(), window)
    if found is None:
        return None
    return set_data(project, _fitting(found, project.data, path, example))


def _fitting(found: DataSpec, wanted: DataSpec | None, path: Path, example: Example) -> DataSpec:
    """The data with the example's settings for it; DataError where it is of another kind."""
    if wanted is not None and type(found) is not type(wanted):
        raise DataError(
            f"{path.name} holds no {HOLDS[wanted.kind]}; “{example.title}” reads nothing else. "
            "File > New from data suggests a network for it."
        )
    return found.keeping(wanted)

"""Chainrule's core: networks, their training and their files, without a window. Loads numpy and nothing heavier.

In a script or notebook:

>>> import core
>>> project = core.load(core.example_path("iris"))         # a .chainrule file or a bare project.json
>>> trainer, project = core.start(project)                 # core.Trainer, resumed where the file holds a run
>>> result = trainer.epoch()
>>> while not trainer.finished:
...     trainer.step()                                     # one minibatch; advance() runs one phase of it
>>> model = core.finished(project, trainer).model()        # core.TrainedModel
>>> model.predict([[5.1, 3.5, 1.4, 0.2]]).shape
(1, 3)
>>> model.labels(model.predict([[5.1, 3.5, 1.4, 0.2]]))
['setosa']

``core.save(model, "iris.onnx")`` chooses the format by the ending; ``core.export`` also reads the file back to compare.
A network can be compiled by itself, and optimizers and layers are plain frozen settings:

>>> program = core.compile_network(project.network, batch=16, seed=1)
>>> program.theta.shape
(67,)
>>> core.optimizers.Adam(learning_rate=0.01).learning_rate
0.01
>>> core.layers.Dense(units=8, activation="relu").units
8

Everything is imported when it is first asked for.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core import activations, data, edit, formats, initializers, layers, losses, optimizers, schedules
    from core.checkpoint import Checkpoint
    from core.errors import ChainruleError, DataError, FormatError, SpecError
    from core.explain import gradient_check
    from core.formats import export, load_model, save, save_project
    from core.formats import load_project as load
    from core.model import TrainedModel
    from core.network import NetworkSpec
    from core.program import Program, compile_network
    from core.project import ProjectSpec, TrainingSpec
    from core.session import finished, start
    from core.suggest import suggest_project
    from core.trainer import Trainer
    from resources import example_path

__all__ = [
    "ChainruleError",
    "Checkpoint",
    "DataError",
    "FormatError",
    "NetworkSpec",
    "Program",
    "ProjectSpec",
    "SpecError",
    "TrainedModel",
    "Trainer",
    "TrainingSpec",
    "activations",
    "compile_network",
    "data",
    "edit",
    "example_path",
    "export",
    "finished",
    "formats",
    "gradient_check",
    "initializers",
    "layers",
    "load",
    "load_model",
    "losses",
    "optimizers",
    "save",
    "save_project",
    "schedules",
    "start",
    "suggest_project",
]

_MODULES = frozenset(
    ("activations", "data", "edit", "formats", "initializers", "layers", "losses", "optimizers", "schedules")
)
_HOME = {
    "ChainruleError": "core.errors",
    "Checkpoint": "core.checkpoint",
    "DataError": "core.errors",
    "FormatError": "core.errors",
    "NetworkSpec": "core.network",
    "Program": "core.program",
    "ProjectSpec": "core.project",
    "SpecError": "core.errors",
    "TrainedModel": "core.model",
    "Trainer": "core.trainer",
    "TrainingSpec": "core.project",
    "compile_network": "core.program",
    "example_path": "resources",
    "export": "core.formats",
    "finished": "core.session",
    "gradient_check": "core.explain",
    "load": "core.formats",
    "load_model": "core.formats",
    "save": "core.formats",
    "save_project": "core.formats",
    "start": "core.session",
    "suggest_project": "core.suggest",
}
_NAMED = {"load": "load_project"}


def __getattr__(name: str) -> Any:
    """Import what is asked for (PEP 562), so that ``import core`` itself costs nothing."""
    if name in _MODULES:
        return importlib.import_module(f"core.{name}")
    if name not in _HOME:
        raise AttributeError(f"module 'core' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), _NAMED.get(name, name))


def __dir__() -> list[str]:
    return sorted(__all__)

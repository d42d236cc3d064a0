"""``import core``: the docstring runs, every name is there, and nothing heavy is loaded before it is asked for."""

import doctest
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import core


def test_the_docstring_runs() -> None:
    found = doctest.testmod(core)
    assert found.failed == 0
    assert found.attempted >= 10


def test_every_public_name_is_there() -> None:
    for name in core.__all__:
        assert getattr(core, name) is not None
    assert dir(core) == sorted(core.__all__)
    with pytest.raises(AttributeError, match="no attribute 'lod'"):
        _ = core.lod  # type: ignore[attr-defined]


def test_the_short_names_mean_the_long_ones(tmp_path: Path) -> None:
    from core.formats import load_project
    from core.trainer import Trainer

    assert core.load is load_project
    assert core.Trainer is Trainer
    trainer, project = core.start(core.load(core.example_path("circle")))
    trainer.epoch()
    model = core.finished(project, trainer).model()
    core.save(model, tmp_path / "circle.npz")
    x = [[0.0, 0.0], [4.0, 4.0]]
    assert np.array_equal(core.load_model(tmp_path / "circle.npz").predict(x), model.predict(x))


def test_importing_core_is_light() -> None:
    code = (
        "import sys\nimport core\nassert 'numpy' not in sys.modules\nimport core.formats, core.session, core.explain\n"
        "heavy = {'pandas', 'onnx', 'onnxruntime', 'safetensors', 'scipy', 'PySide6', 'torch'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

"""The datasets that come with the program."""

import runpy
from pathlib import Path

import numpy as np
import pytest

from core.data.builtin import catalogue, load
from core.data_spec import BUILTIN_NAMES
from core.errors import DataError

SHAPES = {
    "digits": (1797, 8, 8, 1),
    "iris": (150, 4),
    "wine": (178, 13),
    "breast_cancer": (569, 30),
    "diabetes": (442, 10),
    "questions": (1200, 16),
    "moods": (1200, 16),
}


@pytest.mark.parametrize("name", BUILTIN_NAMES)
def test_shape_names_source_and_licence(name: str) -> None:
    dataset = load(name)
    assert dataset.x.shape == SHAPES[name]
    assert np.isfinite(dataset.x).all()
    about = catalogue()[name]
    assert about["source"] and about["licence"] and about["title"]
    if dataset.task.kind == "classification":
        assert np.unique(dataset.y).tolist() == list(range(dataset.task.outputs))


def test_digits_are_images() -> None:
    digits = load("digits")
    assert digits.pixel_scale == 16.0 and digits.x.max() == 16.0
    assert digits.task.class_names == tuple("0123456789")
    assert digits.x[0, :, :, 0][0].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]


def test_an_unknown_name_is_a_sentence() -> None:
    with pytest.raises(DataError, match="did you mean 'digits'"):
        load("digit")


@pytest.mark.peers
def test_the_files_are_what_scikit_learn_carries() -> None:
    pytest.importorskip("sklearn")
    made = runpy.run_path(str(Path(__file__).parents[2] / "helpers" / "make_datasets.py"))
    for file_name, text in made["contents"]().items():
        assert (made["FOLDER"] / file_name).read_text(encoding="utf-8") == text, file_name

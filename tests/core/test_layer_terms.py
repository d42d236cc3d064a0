"""The equations of every layer kind against PyTorch's sums, blame and gradients, from a file ``make_layers`` writes."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from core.equations import Basis, Explainer
from core.layers import Layer
from core.optimizers import SGD
from core.program import Program
from core.schedules import Constant
from core.updater import Updater
from tests.golden import cases
from tests.helpers.layer_cases import CASES, Case, compiled

LAYERS = Path(cases.__file__).with_name("layers.npz")
CLOSE = {"rtol": 1e-7, "atol": 1e-10}
"""As far as Keras on PyTorch is held to in the tests beside it."""


@cache
def golden() -> dict[str, np.ndarray]:
    with np.load(LAYERS) as file:
        return dict(file)


NAMES = sorted({key.partition("|")[0] for key in golden()})
KNOWN = [case for case in CASES if str(case) in NAMES]


def explained(case: Case) -> Explainer:
    """The network of the case after one pass over the rows PyTorch has seen."""
    program = compiled(case, len(golden()[f"{case}|y"]), trained=True)
    program.theta[:] = golden()[f"{case}|theta"]
    program.state[:] = golden()[f"{case}|state"]
    program.load(case.rows(program.n, case.shape), golden()[f"{case}|y"])
    program.run()
    for key in program.ops:
        if f"{case}|{key}/drawn" in golden():  # else nothing below could agree
            np.testing.assert_array_equal(_drawn(program, key), golden()[f"{case}|{key}/drawn"])
    updater = Updater(SGD(), Constant(), program.vectors)
    return Explainer(program, Basis(program.theta.copy(), updater.moments, 0, program.grad.copy()), updater, False)


def _drawn(program: Program, key: int) -> np.ndarray:
    """The mask or noise of a layer, (n, ..., channels)."""
    op = program.ops[key]
    found = getattr(op, "mask", getattr(op, "noise", None))
    assert found is not None
    return np.moveaxis(np.moveaxis(found, -1, 0), 1, -1)


def neurons(shape: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """(inner index, public index): channels come first inside, last in the file."""
    for index in np.ndindex(shape):
        yield index, (*index[1:], index[0])


@pytest.mark.parametrize("case", KNOWN, ids=str)
def test_sums_and_blame_are_those_of_pytorch(case: Case) -> None:
    explainer = explained(case)
    program = explainer.program
    assert program.loss == pytest.approx(float(golden()[f"{case}|loss"]), rel=1e-9)
    first = min((slot.layer for slot in program.slots), default=0)
    for key, op in program.ops.items():
        if f"{case}|{key}/z" not in golden():
            continue  # what enters
        z, delta = golden()[f"{case}|{key}/z"], golden()[f"{case}|{key}/delta"]
        for inner, public in neurons(op.z.shape[:-1]):
            np.testing.assert_allclose(explainer.forward(key, inner, 0).result, z[0][public], **CLOSE)
            if op.delta.size and key >= first:
                blame = explainer.blame(key, inner, 0)
                np.testing.assert_allclose(blame.result, delta[0][public] * program.n, **CLOSE)
                np.testing.assert_allclose(blame.lines[0].value, delta[0][public] * program.n, **CLOSE)


@pytest.mark.parametrize("case", KNOWN, ids=str)
def test_gradients_are_those_of_pytorch(case: Case) -> None:
    explainer = explained(case)
    program, seen = explainer.program, 0
    for key in program.ops:
        for at, slot in enumerate(each for each in program.slots if each.layer == key):
            name = f"{case}|{key}/weight {at}"
            if name not in golden():
                continue  # a layer that is not trained
            theirs = golden()[name]
            if slot.array == "weight" and theirs.ndim > 1:
                theirs = np.moveaxis(theirs, (-1, -2), (0, 1))
            for index in np.ndindex(slot.shape):
                equation = explainer.gradient(key, slot.array, index)
                np.testing.assert_allclose(equation.result, theirs[index], **CLOSE)
                seen += 1
    assert seen > 0


def test_every_case_and_every_kind_is_in_the_file() -> None:
    """New or changed cases get their numbers from ``python -m tests.golden.make_layers``."""
    assert [str(case) for case in CASES if str(case) not in NAMES] == []
    assert {case.layer.kind for case in KNOWN} == set(Layer.kinds) - {"Input"}


@pytest.mark.peers
def test_the_file_is_what_pytorch_answers() -> None:
    from tests.golden.make_layers import make

    fresh = make()
    for key, value in golden().items():
        if key in fresh:
            np.testing.assert_allclose(fresh[key], value, rtol=1e-9, atol=1e-12, err_msg=key)
    assert len(set(fresh) & set(golden())) > 0.8 * len(golden())


def test_what_nothing_reads_is_sent_nothing() -> None:
    """The last row of 5 is in no window of 2 x 2: its sum is 0, written so, and its blame is told in plain words."""
    (case,) = (each for each in KNOWN if each.layer.kind == "AveragePooling2D" and each.shape[:2] == (5, 4))
    blame = explained(case).blame(3, (0, 4, 0), 0)
    assert blame.result == 0.0 and blame.lines[0].symbols().startswith("0 · f′(z")
    assert blame.sentence() == "Nothing behind b2.1,5,1 reads it, so nothing is sent back. Its blame is 0.0."

"""Gradient check: right gradients pass for every activation and loss, wrong ones and kinks are told apart."""

import numpy as np
import pytest

from core import edit, fitting
from core.activations import ACTIVATIONS, Activation
from core.data import load, prepare
from core.data.dataset import Prepared
from core.data_spec import BuiltinData, ToyData
from core.errors import SpecError
from core.explain import Kinks, LayerCheck, checking, gradient_check, seconds_per_weight
from core.layers import Regularizer
from core.losses import LOSSES
from core.network import NetworkSpec
from core.program import compile_network
from core.project import ProjectSpec


@pytest.fixture(scope="module")
def iris() -> Prepared:
    dataset, spec = load(BuiltinData(name="iris"))
    return prepare(dataset, spec)


def _network(prepared: Prepared, activation: str = "tanh") -> NetworkSpec:
    return fitting.suggest_network(prepared.dataset.task, (6, 5), activation)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_pair_passes(iris: Prepared, activation: str, loss: str) -> None:
    project = edit.set_loss(ProjectSpec(_network(iris, activation)), loss)
    if "crossentropy" in loss:
        checks = gradient_check(project.network, iris)
    else:
        end = project.network.output
        assert end is not None
        checks = gradient_check(edit.set_layer(project, end.id, activation=activation).network, iris)
    assert [(each.layer, each.array) for each in checks] == [
        (name, array) for name in ("hidden 1", "hidden 2", "output") for array in ("weight", "bias")
    ]
    assert all(each.largest_relative_error < 1e-5 for each in checks), checks
    assert all(each.verdict in ("good", "fine") for each in checks)
    assert checks[0].checked == 24


def test_penalties_belong_to_the_slope(iris: Prepared) -> None:
    project = ProjectSpec(_network(iris))
    for node in project.network.nodes[1:]:
        project = edit.set_layer(project, node.id, kernel_regularizer=Regularizer(l1=0.01, l2=0.1))
    assert all(each.verdict == "good" for each in gradient_check(project.network, iris))


@pytest.mark.parametrize("factor", [0.0, -0.5, 0.9, 1.05])
def test_a_wrong_slope_is_wrong(iris: Prepared, monkeypatch: pytest.MonkeyPatch, factor: float) -> None:
    right = type(ACTIVATIONS["tanh"]).backward

    def wrong(self: Activation, z: object, a: object, da: object, delta: np.ndarray, work: object) -> None:
        right(self, z, a, da, delta, work)  # type: ignore[arg-type]
        np.multiply(delta, factor, out=delta)

    monkeypatch.setattr(type(ACTIVATIONS["tanh"]), "backward", wrong)
    verdicts = {(each.layer, each.array): each.verdict for each in gradient_check(_network(iris), iris)}
    assert verdicts["hidden 1", "weight"] == verdicts["hidden 2", "bias"] == "wrong"
    assert verdicts["output", "weight"] == "good"


def test_kinks_are_counted_and_left_out(iris: Prepared) -> None:
    """A large step walks over many kinks of relu: they are named instead of being called errors."""
    network = _network(iris, "relu")
    checks = gradient_check(network, iris, h=0.3)
    assert sum(each.kinks for each in checks) > 10
    assert all(each.kinks <= each.checked for each in checks)
    assert sum(each.kinks for each in gradient_check(_network(iris, "tanh"), iris, h=0.3)) == 0


def test_the_same_seed_tries_the_same_weights() -> None:
    dataset, spec = load(ToyData(name="circle"))
    prepared = prepare(dataset, spec)
    network = fitting.suggest_network(dataset.task, (30,), "tanh")
    one, same, other = (gradient_check(network, prepared, seed=seed, sample=10) for seed in (1, 1, 2))
    assert one == same != other
    assert {each.checked for each in one} == {10, 1}


def test_trained_weights_are_checked_where_they_are(iris: Prepared) -> None:
    network = _network(iris)
    weights = {
        f"{node.name}.{weight.name}": np.full(weight.shape, 0.3)
        for node in network.running
        for weight in network.weights(node.id)
    }
    assert all(each.verdict == "good" for each in gradient_check(network, iris, weights))
    weights["output.weight"] = np.full(weights["output.weight"].shape, 1.7e308)
    with pytest.raises(SpecError, match="not a finite number"):
        gradient_check(network, iris, weights)


def test_verdicts_follow_their_thresholds() -> None:
    verdicts = [LayerCheck("a", "weight", 1, 0, error).verdict for error in (1e-8, 1e-5, 1e-3, 0.1)]
    assert verdicts == ["good", "fine", "uneasy", "wrong"]


def test_a_network_without_weights_cannot_be_checked(iris: Prepared) -> None:
    from core.layers import Activation as ActivationLayer
    from core.layers import Input
    from core.network import Node

    regression = load(ToyData(name="sine"))
    prepared = prepare(*regression)
    nodes = (Node(1, "in", Input(shape=(1,))), Node(2, "f", ActivationLayer(activation="tanh"), (1,)))
    with pytest.raises(SpecError, match="no weights to check; add a Dense layer"):
        gradient_check(NetworkSpec(nodes, "mean_squared_error", 3), prepared)


def test_a_check_tells_how_far_it_has_come(iris: Prepared) -> None:
    network = _network(iris)
    steps = list(checking(network, iris, seed=3, sample=None, every=0.0))
    assert [each.checked for each in steps] == list(range(steps[0].planned + 1))
    assert steps[-1].finished and steps[-1].planned == network.parameters() and steps[-1].rows == 32
    assert all(each.planned == each.size == each.checked for each in steps[-1].checks)
    assert steps[0].checks[0].worst is None and steps[0].checks[0].compared == 0
    assert gradient_check(network, iris, seed=3, sample=10_000) == steps[-1].checks


def test_a_check_can_be_called_off(iris: Prepared) -> None:
    running = checking(_network(iris), iris, every=0.0)
    assert next(running).checked == 0 and next(running).checked == 1
    running.close()
    with pytest.raises(StopIteration):
        next(running)


def test_the_worst_weight_is_named_with_both_slopes(iris: Prepared) -> None:
    network = _network(iris)
    for check in gradient_check(network, iris):
        worst = check.worst
        assert worst is not None and len(worst.index) == (2 if check.array == "weight" else 1)
        size = max(abs(worst.backpropagation), abs(worst.central_difference))
        difference = abs(worst.backpropagation - worst.central_difference)
        assert difference / size >= check.largest_relative_error * 0.999
        assert worst.name.startswith("w_" if check.array == "weight" else "b_")  # the index is drawn lower


def test_kinks_name_their_layer(iris: Prepared) -> None:
    network = _network(iris, "relu")
    checks = gradient_check(network, iris, h=0.3)
    assert all(sum(each.count for each in check.sources) == check.kinks for check in checks)
    named = {(each.layer, each.function) for check in checks for each in check.sources}
    assert named == {("hidden 1", "relu"), ("hidden 2", "relu")}
    assert {each.layer for check in checks if check.layer == "hidden 2" for each in check.sources} == {"hidden 2"}


def test_the_corner_of_a_penalty_is_a_kink(iris: Prepared) -> None:
    project = edit.set_layer(ProjectSpec(_network(iris)), 2, kernel_regularizer=Regularizer(l1=0.1))
    weights = {
        f"{node.name}.{weight.name}": np.zeros(weight.shape)
        for node in project.network.running
        for weight in project.network.weights(node.id)
    }
    first = gradient_check(project.network, iris, weights)[0]
    assert first.sources == (Kinks("hidden 1", "l1", 24),) and first.compared == 0


def test_a_flat_vector_of_weights_will_do(iris: Prepared) -> None:
    network = _network(iris)
    program = compile_network(network, batch=1, dtype=np.float64, seed=0, training=False)
    assert gradient_check(network, iris, program.theta) == gradient_check(network, iris)
    with pytest.raises(SpecError, match="another drawing"):
        gradient_check(network, iris, program.theta[:-1])


def test_the_time_a_weight_takes(iris: Prepared) -> None:
    assert 0 < seconds_per_weight(_network(iris), iris) < 0.1

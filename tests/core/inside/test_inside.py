"""Seeing inside: windows, winners, blame and spreads against plain numpy; slopes of inputs against PyTorch."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.data import load, prepare
from core.data.dataset import Prepared
from core.data_spec import BuiltinData
from core.errors import SpecError
from core.inside import (
    Example,
    Looker,
    nearest,
    pool_of,
    project,
    reach,
    slide,
    spread_ahead,
    spread_of,
    telling,
    window_of,
    winners,
)
from core.layers import (
    Add,
    AveragePooling2D,
    BatchNormalization,
    Conv1D,
    Conv2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
    Input,
    Layer,
    MaxPooling1D,
    MaxPooling2D,
)
from core.network import NetworkSpec, Node
from core.observe import Observer
from core.project import TrainingSpec
from core.trainer import Trainer


def chain(*layers: Layer, loss: str = "categorical_crossentropy") -> NetworkSpec:
    """Layers one behind the other, named after their kind and place."""
    nodes = tuple(
        Node(key, f"{layer.kind.lower()} {key}", layer, (key - 1,) if key > 1 else ())
        for key, layer in enumerate(layers, 1)
    )
    return NetworkSpec(nodes, loss, len(nodes) + 1)


DIGITS = chain(
    Input(shape=(8, 8, 1)), Conv2D(filters=4, kernel_size=(3, 3), padding="same", activation="tanh"),
    MaxPooling2D(), Conv2D(filters=6, kernel_size=(2, 2), activation="relu"), Flatten(),
    Dense(units=10, activation="softmax"),
)  # fmt: skip
WORDS = chain(
    Input(shape=(16,)), Embedding(input_dim=140, output_dim=6), Conv1D(filters=5, kernel_size=3, activation="relu"),
    MaxPooling1D(), Conv1D(filters=4, kernel_size=2, activation="tanh"), GlobalMaxPooling1D(),
    Dense(units=2, activation="softmax"),
)  # fmt: skip


def prepared_for(name: str) -> Prepared:
    spec = BuiltinData(name=name)
    dataset, _ = load(spec)
    return prepare(dataset, spec, "float64")


@pytest.fixture(scope="module")
def digits() -> Prepared:
    return prepared_for("digits")


@pytest.fixture(scope="module")
def words() -> Prepared:
    return prepared_for("questions")


def trained(network: NetworkSpec, prepared: Prepared, steps: int = 12) -> Trainer:
    trainer = Trainer(network, TrainingSpec(batch_size=16, dtype="float64"), prepared)
    for _ in range(steps):
        trainer.step()
    return trainer


def example_of(trainer: Trainer, row: int = 3) -> Example:
    found = Example.of(Observer(trainer, row).snapshot(1))
    assert found is not None
    return found


def test_a_window_adds_up_to_z_of_its_cell(digits: Prepared) -> None:
    trainer = trained(DIGITS, digits)
    example = example_of(trainer)
    for layer in (2, 4):
        for cell in np.ndindex(example.sums[layer].shape):
            found = window_of(example, layer, cell)
            assert found.total == pytest.approx(found.z, abs=1e-12)
            assert found.positive + found.negative + (found.bias or 0.0) == pytest.approx(found.z, abs=1e-12)
    corner = window_of(example, 2, (1, 0, 0))
    assert corner.spans == ((-1, 1), (-1, 1)) and not corner.inside[0].any() and corner.inside[1:, 1:].all()
    assert np.array_equal(corner.values[0, 1:, 1:], example.outputs[1][0, :2, :2])
    assert np.array_equal(corner.kernel, trainer.program.ops[2].weight.value[1])  # type: ignore[attr-defined]
    assert corner.a == pytest.approx(np.tanh(corner.z)) and corner.activation == "tanh"


def test_groups_strides_and_dilation_are_kept_apart() -> None:
    network = chain(
        Input(shape=(9, 7, 4)), Conv2D(filters=6, kernel_size=(3, 2), strides=(2, 3), groups=2, padding="same"),
        Conv2D(filters=2, kernel_size=(2, 2), dilation_rate=(2, 1)), Flatten(), Dense(units=1),
        loss="mean_squared_error",
    )  # fmt: skip
    from core.program import compile_network

    program = compile_network(network, batch=1, dtype=np.float64, seed=3)
    program.load(np.random.default_rng(1).normal(size=(1, 9, 7, 4)))
    program.forward()
    example = Example.from_program(program)
    for layer in (2, 3):
        for cell in np.ndindex(example.sums[layer].shape):
            assert window_of(example, layer, cell).total == pytest.approx(example.sums[layer][cell], abs=1e-12)
    assert window_of(example, 2, (4, 1, 1)).channels == (2, 3)
    assert window_of(example, 3, (0, 1, 0)).spans == ((1, 3), (0, 1))


def test_what_is_not_there_is_said(digits: Prepared) -> None:
    example = example_of(trained(DIGITS, digits, 1))
    with pytest.raises(SpecError, match="no convolution"):
        window_of(example, 6, (0,))
    with pytest.raises(SpecError, match="no cell"):
        window_of(example, 2, (0, 8, 0))
    with pytest.raises(SpecError, match="pools nothing"):
        pool_of(example, 2, (0, 0, 0))
    with pytest.raises(SpecError, match="no cell"):
        pool_of(example, 3, (0, 0))
    trainer = trained(DIGITS, digits, 1)
    with pytest.raises(SpecError, match="no BatchNormalization"):
        spread_of(trainer.current, 2, 0)
    looker = Looker(trainer.program, digits, trainer.codings)
    looker.look(0)
    with pytest.raises(SpecError, match="not there"):
        looker.blamed(2, (4, 0, 0))
    assert Example.of(None) is None


def test_winners_are_those_that_receive_the_blame(digits: Prepared) -> None:
    for pooling in (MaxPooling2D(), MaxPooling2D(pool_size=(3, 3), strides=(2, 2), padding="same"), AveragePooling2D()):
        nodes = tuple(replace(node, layer=pooling) if node.id == 3 else node for node in DIGITS.nodes)
        trainer = trained(replace(DIGITS, nodes=nodes), digits)
        example, op = example_of(trainer), trainer.program.twin(1, training=False).ops[3]
        np.copyto(op.sources[0].a[..., 0], example.outputs[2])
        op.forward()
        op.delta.fill(1.0)
        sent = np.zeros_like(op.sources[0].a)
        op.send_back(0, sent, False)
        for channel in range(4):
            assert winners(example, 3, channel) == pytest.approx(sent[channel, ..., 0])
        found = pool_of(example, 3, (2, 1, 2))
        assert found.shares.sum() == pytest.approx(1.0)
        best, mean = found.values.max(where=found.inside, initial=-np.inf), (found.values * found.shares).sum()
        assert found.a == pytest.approx(best if found.largest else mean)
        assert (found.winner is not None) == found.largest


def test_pooling_over_all_places_shares_evenly(words: Prepared) -> None:
    trainer = trained(WORDS, words)
    example = example_of(trainer)
    found = pool_of(example, 6, (1,))
    assert found.values.shape == (6,) and found.a == pytest.approx(example.outputs[5][1].max())
    assert winners(example, 6, 1) == pytest.approx(found.shares)
    network = chain(Input(shape=(8, 8, 1)), GlobalAveragePooling2D(), Dense(units=10, activation="softmax"))
    mean = pool_of(example_of(trained(network, prepared_for("digits"), 1)), 2, (0,))
    assert mean.shares == pytest.approx(np.full((8, 8), 1 / 64)) and mean.winner is None


def in_torch(torch: Any, trainer: Trainer, x: np.ndarray[Any, Any]) -> tuple[Any, Any, Any]:
    """(input, first map, logits) of DIGITS in PyTorch, slopes wanted."""
    program = trainer.program
    weights = {(slot.layer, slot.array): torch.tensor(slot.view(program.theta).copy()) for slot in program.slots}
    functional = torch.nn.functional
    entering = torch.tensor(x[None, ..., 0][None], requires_grad=True)
    first = torch.tanh(functional.conv2d(entering, weights[2, "weight"], weights[2, "bias"], padding=1))
    first.retain_grad()
    a = torch.relu(functional.conv2d(functional.max_pool2d(first, 2), weights[4, "weight"], weights[4, "bias"]))
    flat = a.permute(0, 2, 3, 1).reshape(1, -1)
    return entering, first, flat @ weights[6, "weight"].T + weights[6, "bias"]


@pytest.mark.peers
def test_slopes_of_pixels_are_pytorchs(digits: Prepared) -> None:
    torch = pytest.importorskip("torch")
    trainer = trained(DIGITS, digits, 30)
    looker = Looker(trainer.program, digits, trainer.codings)
    looker.look(3)
    label = int(digits.dataset.y[3])
    found = looker.salience()
    entering, first, logits = in_torch(torch, trainer, found.x)
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor([label]))
    loss.backward()
    assert found.value == pytest.approx(loss.item())
    assert found.slopes[..., 0] == pytest.approx(entering.grad[0, 0].numpy(), abs=1e-12)
    blamed = looker.blamed(2, (1, 3, 4))
    assert blamed.sent == pytest.approx(float(first.grad[0, 1, 3, 4]), abs=1e-12)
    for output in (0, 7):
        entering, _, logits = in_torch(torch, trainer, found.x)
        logits[0, output].backward()
        of_one = looker.salience(output)
        assert of_one.value == pytest.approx(logits[0, output].item())
        assert of_one.slopes[..., 0] == pytest.approx(entering.grad[0, 0].numpy(), abs=1e-12)


@pytest.mark.parametrize(
    ("layer", "cell"), [(2, (1, 3, 4)), (3, (0, 1, 1)), (4, (5, 2, 2)), (5, (30,)), (1, (0, 4, 4))]
)
def test_shares_add_up_to_the_blame_of_a_cell(digits: Prepared, layer: int, cell: tuple[int, ...]) -> None:
    trainer = trained(DIGITS, digits, 30)
    looker = Looker(trainer.program, digits, trainer.codings)
    looker.look(5)
    found = looker.blamed(layer, cell)
    assert sum(each.value for each in found.shares) + found.rest == pytest.approx(found.sent, abs=1e-12)
    assert found.delta == pytest.approx(found.sent * (1.0 if found.slope is None else found.slope), abs=1e-12)
    assert found.map[cell] == found.delta
    assert sum(count for *_, count in found.by_layer) == len(found.shares) + found.left_out
    for share in found.shares:
        assert share.layer == (6 if layer == 4 else layer + 1) and share.cell is not None  # Flatten is looked through
        assert share.value == pytest.approx(share.factor * share.delta)


def test_a_skip_connection_sends_two_layers_shares(digits: Prepared) -> None:
    nodes = (
        Node(1, "input", Input(shape=(8, 8, 1))), Node(2, "first", Conv2D(filters=3, padding="same"), (1,)),
        Node(3, "second", Conv2D(filters=3, padding="same", activation="tanh"), (2,)), Node(4, "add", Add(), (2, 3)),
        Node(5, "flat", Flatten(), (4,)), Node(6, "out", Dense(units=10, activation="softmax"), (5,)),
    )  # fmt: skip
    trainer = trained(NetworkSpec(nodes, "categorical_crossentropy", 7), digits)
    looker = Looker(trainer.program, digits, trainer.codings)
    looker.look(2)
    found = looker.blamed(2, (1, 4, 4))
    assert {key: count for key, _, count in found.by_layer} == {3: 27, 4: 1}
    assert found.delta == pytest.approx(sum(part for _, part, _ in found.by_layer))
    assert len(found.shares) == 28 and found.left_out == 0


def test_before_the_first_weight_blame_is_found_too(digits: Prepared) -> None:
    network = chain(Input(shape=(8, 8, 1)), MaxPooling2D(), Flatten(), Dense(units=10, activation="softmax"))
    trainer = trained(network, digits)
    looker = Looker(trainer.program, digits, trainer.codings)
    example = looker.look(1)
    slopes = looker.salience(4).slopes[..., 0]
    weight = trainer.program.ops[4].weight.value[4].reshape(4, 4)  # type: ignore[attr-defined]
    won = winners(example, 2, 0)
    assert (slopes != 0).sum() == 16 and np.all((won > 0) == (slopes != 0))
    assert slopes.sum() == pytest.approx(weight.sum())


def test_looking_disturbs_no_run(digits: Prepared) -> None:
    watched, alone = (trained(DIGITS, digits, 4) for _ in range(2))
    looker = Looker(watched.program, digits, watched.codings)
    looker.look(5)
    looker.salience(2)
    looker.blamed(2, (0, 0, 0))
    for trainer in (watched, alone):
        trainer.step()
    assert np.array_equal(watched.program.theta, alone.program.theta)


def test_words_add_to_an_output_what_they_are_worth(words: Prepared) -> None:
    network = chain(
        Input(shape=(16,)), Embedding(input_dim=140, output_dim=6), Flatten(), Dense(units=2, activation="softmax")
    )
    trainer = trained(network, words)
    looker = Looker(trainer.program, words, trainer.codings)
    looker.look(3)
    found = looker.salience(1)
    assert found.words is not None and not found.slopes.any()  # a word is not a little more of another
    bias = trainer.program.ops[4].bias.value[1]  # type: ignore[attr-defined]
    assert found.words.sum() + bias == pytest.approx(found.value)  # a linear net: the words are all there is


def test_batch_normalization_before_and_after(digits: Prepared) -> None:
    network = chain(
        Input(shape=(8, 8, 1)), Conv2D(filters=3, activation="relu"), BatchNormalization(momentum=0.5), Flatten(),
        Dense(units=10, activation="softmax"),
    )  # fmt: skip
    trainer = trained(network, digits, 20)
    op: Any = trainer.current.ops[3]
    found = spread_of(trainer.current, 3, 1)
    entering = op.sources[0].a[1]
    assert found.count == entering.size == found.before.counts.sum() == found.after.counts.sum()
    assert found.mean[1] == pytest.approx(entering.mean()) and found.deviation[1] == pytest.approx(entering.std())
    assert found.learns and found.moving_mean == pytest.approx(op.moving_mean)
    assert found.moving_deviation**2 == pytest.approx(op.moving_variance)
    assert op.z[1].min() >= found.after.edges[0] - 1e-12 and op.z[1].max() <= found.after.edges[-1] + 1e-12
    rate = 1.0 / np.sqrt(found.deviation[1] ** 2 + found.epsilon)
    assert op.z[1].std() == pytest.approx(entering.std() * rate * abs(op.gamma.value[1]), rel=0.05)
    with pytest.raises(SpecError, match="3 channels"):
        spread_of(trainer.current, 3, 3)


def test_batch_normalization_before_the_first_step_leaves_the_run_alone(digits: Prepared) -> None:
    network = chain(
        Input(shape=(8, 8, 1)), Conv2D(filters=3, activation="relu"), Dropout(rate=0.5), BatchNormalization(),
        Flatten(), Dense(units=10, activation="softmax"),
    )  # fmt: skip
    watched, alone = (Trainer(network, TrainingSpec(batch_size=32), digits) for _ in range(2))
    found = spread_ahead(watched.program, digits, 4, 1, 32)
    assert found.ahead and found.learns and found.count == 32 * 36 == found.before.counts.sum()
    assert not found.moving_mean.any() and np.all(found.moving_deviation == 1.0)
    assert found.mean[1] > 0 and not watched.program.state[: len(found.mean)].any()
    few = spread_ahead(watched.program, digits, 4, 0, 10**6)
    assert few.count == len(digits.train) * 36
    for trainer in (watched, alone):
        trainer.step()
        trainer.step()
    assert np.array_equal(watched.program.theta, alone.program.theta)  # Dropout has drawn the same numbers
    assert np.array_equal(watched.program.state, alone.program.state)
    with pytest.raises(SpecError, match="no BatchNormalization"):
        spread_ahead(watched.program, digits, 2, 0, 32)


def test_neighbours_and_the_plane_of_words() -> None:
    weight = np.array([[1.0, 2.0, 0.0, -1.0, 1.0], [0.0, 0.1, 1.0, 0.0, 1.0]])
    found = nearest(weight, 0, 3)
    assert [word for word, _ in found] == [1, 4, 2] and found[1][1] == pytest.approx(np.sqrt(0.5))
    assert 0 not in [word for word, _ in nearest(weight, 2, 9, first=1)]
    rng = np.random.default_rng(0)
    weight = rng.normal(size=(5, 40)) * np.array([3.0, 2.0, 0.1, 0.1, 0.1])[:, None]
    plane = project(weight, 2)
    rows = weight[:, 2:].T
    values, vectors = np.linalg.eigh(np.cov(rows.T))
    assert plane.share == pytest.approx(values[::-1][:2] / values.sum())
    assert np.abs(plane.points[:, 0]) == pytest.approx(np.abs((rows - rows.mean(axis=0)) @ vectors[:, -1]))
    turned = project(-weight, 2, plane)
    assert np.all(np.sum(turned.axes * plane.axes, axis=1) > 0)
    assert project(weight[:1], 2).points.shape == (38, 2)  # one number a word: a line


def test_places_are_traced_to_their_words() -> None:
    assert reach(WORDS, 3, (4, 4)) == (4, 6)
    assert reach(WORDS, 4, (3, 3)) == (6, 9)
    assert reach(WORDS, 5, (0, 0)) == (0, 5)
    assert reach(WORDS, 6, (0, 0)) == (0, 15)
    assert reach(DIGITS, 2, (0, 0)) is None


def test_telling_words_are_the_best_of_all(words: Prepared) -> None:
    trainer = trained(WORDS, words, 40)
    program = trainer.program
    steps = list(telling(WORDS, words, program.theta.copy(), program.state.copy(), 3, most=10_000))
    last = steps[-1]
    assert steps[0].done == 0 and last.done == last.rows == len(words.train) and len(steps) > 5
    everyone = program.twin(len(words.train), training=False)
    everyone.load(words.train.x[:])
    everyone.forward()
    tokens = np.asarray(words.train.x[:]).reshape(len(words.train), -1).astype(int)
    for filter_, grams in enumerate(last.filters):
        z = everyone.ops[3].z[filter_]
        seen = {
            tuple(tokens[row, place : place + 3]): float(z[place, row])
            for place, row in np.ndindex(z.shape) if tokens[row, place : place + 3].any()
        }  # fmt: skip
        best = sorted(seen.values(), reverse=True)[: len(grams)]
        assert [gram.z for gram in grams] == pytest.approx(best)
        assert len(grams) == 6 == len({gram.tokens for gram in grams})
        for gram in grams:
            assert tuple(tokens[gram.row, gram.start : gram.start + 3]) == gram.tokens
    with pytest.raises(SpecError, match="no words"):
        next(telling(DIGITS, prepared_for("digits"), program.theta, program.state, 2))


def test_one_filter_in_two_directions() -> None:
    rng = np.random.default_rng(2)
    pixels, sentence, kernel = rng.normal(size=(8, 8, 1)), rng.normal(size=(10, 3)), rng.normal(size=(3, 3))
    flat, wide = slide(sentence, kernel, 0.5), slide(pixels, kernel[None])
    assert len(flat) == 8 and len(wide) == 36
    for stop in range(8):
        assert flat.at(stop).total == pytest.approx((sentence[stop : stop + 3].T * kernel).sum() + 0.5)
        assert flat.at(stop).z == flat.output[stop]
    row, column = wide.stops[20]
    assert wide.at(20).z == pytest.approx((pixels[row : row + 3, column : column + 3, 0] * kernel).sum())
    assert wide.at(99).cell == (0, 5, 5)

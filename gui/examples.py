"""Examples: the projects that File > New offers, each ready to play. Built by core.edit; no file is read but the data.

It may import core. Worked shape: ``example("digits").project()`` is 64-32-10 with Adam on 1,797 pictures.
"""

from dataclasses import dataclass, replace

from core.data import load
from core.data.dataset import Dataset
from core.data_spec import BuiltinData, DataSpec, ToyData
from core.edit import suggest_network
from core.layers import Input
from core.network import NetworkSpec
from core.optimizers import Adam
from core.project import ProjectSpec, TrainingSpec


@dataclass(frozen=True)
class Example:
    """One card of the gallery; ``data`` is None for the blank one."""

    name: str
    title: str
    sentence: str
    data: DataSpec | None
    hidden: tuple[int, ...] = ()
    activation: str = "relu"
    rate: float = 0.01
    batch: int = 32
    epochs: int = 100

    def dataset(self) -> Dataset | None:
        """Its data, or None."""
        return load(self.data)[0] if self.data is not None else None

    def project(self) -> ProjectSpec:
        """A fresh project of this example."""
        if self.data is None:
            return ProjectSpec(data=None)
        dataset, data = load(self.data)
        network = suggest_network(dataset.task, self.hidden, self.activation)
        training = TrainingSpec(
            optimizer=Adam(learning_rate=self.rate), batch_size=self.batch, epochs=self.epochs
        )  # fmt: skip
        return replace(ProjectSpec(), network=network, training=training, data=data)

    def caption(self) -> str:
        """ "64-32-10 · 1,797 pictures": the sizes of its layers and of its data."""
        dataset = self.dataset()
        if dataset is None:
            return "Any data, any layers"
        images, toy = len(dataset.task.input_shape) == 3, isinstance(self.data, ToyData)
        noun = "pictures" if images else "points" if toy else "rows"
        return f"{sizes(self.project().network)} · {len(dataset):,} {noun}"


def sizes(network: NetworkSpec) -> str:
    """``64-32-10``: inputs, then the units of each layer with weights."""
    found = []
    for node in network.running:
        shape = network.shapes.get(node.id, ())
        if isinstance(node.layer, Input) or network.weights(node.id):
            total = 1
            for each in shape:
                total *= each
            found.append(str(total))
    return "-".join(found)


EXAMPLES: tuple[Example, ...] = (
    Example("digits", "Handwritten digits", "Read 8 × 8 pictures of digits.", BuiltinData(name="digits"), (32,),
            rate=0.003, batch=32, epochs=100),
    Example("circle", "Circle", "Tell the inside from the ring.", ToyData(name="circle"), (4, 2), "tanh",
            rate=0.02, batch=10, epochs=200),
    Example("spiral", "Two spirals", "Two arms wound round each other.", ToyData(name="spiral"), (8, 8), "tanh",
            rate=0.02, batch=20, epochs=400),
    Example("xor", "XOR", "The task one neuron cannot do.", ToyData(name="xor", samples=200), (4,), "tanh",
            rate=0.03, batch=10, epochs=200),
    Example("iris", "Iris", "Three kinds of flower from petals.", BuiltinData(name="iris"), (8,), "tanh",
            rate=0.01, batch=10, epochs=200),
    Example("sine", "Sine", "Draw a curve through noisy points.", ToyData(name="sine", samples=60, noise=0.1), (16,),
            "tanh", rate=0.01, batch=10, epochs=600),
    Example("blank", "Blank", "An empty canvas and your own data.", None),
)  # fmt: skip


def example(name: str) -> Example:
    """The example of this name."""
    return next(each for each in EXAMPLES if each.name == name)


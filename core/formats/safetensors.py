"""safetensors: arrays by "<layer name>.weight"; the description is a text in the header, named ``chainrule``."""

from core.errors import FormatError
from core.formats import description, tensors
from core.model import TrainedModel


def encode(model: TrainedModel) -> bytes:
    """The bytes of the file."""
    return tensors.pack(model.weights, {description.KEY: description.describe(model)})


def decode(content: bytes, name: str) -> TrainedModel:
    """The model of a file that ``encode`` made; ``name`` is what errors call it."""
    arrays = tensors.unpack(content, name)
    text = tensors.metadata(content).get(description.KEY)
    if text is None:
        raise FormatError(f"{name} holds arrays, but not the description of the network that Chainrule writes.")
    return description.rebuild(text, arrays, name)

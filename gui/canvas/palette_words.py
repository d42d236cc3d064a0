"""Palette words: what else people call the layers, so that a search finds them. New kinds need none.

Worked shape: "skip" finds Add, "depthwise" finds Conv2D, "bn" finds BatchNormalization.
"""

from collections.abc import Iterable
from typing import Protocol, TypeVar

ALSO: dict[str, str] = {
    "Input": "data start placeholder",
    "Dense": "linear fully connected fc mlp perceptron hidden neurons output",
    "Activation": "relu tanh sigmoid softmax nonlinearity gelu swish",
    "Flatten": "row vector unroll",
    "Reshape": "arrange view unflatten",
    "Dropout": "regularize overfitting",
    "SpatialDropout1D": "regularize channels overfitting",
    "SpatialDropout2D": "regularize channels overfitting",
    "GaussianNoise": "regularize jitter augment",
    "Conv1D": "convolution cnn kernel filter words signal text n-gram temporal depthwise",
    "Conv2D": "convolution cnn kernel filter picture depthwise lenet",
    "MaxPooling1D": "subsample downsample pool",
    "MaxPooling2D": "subsample downsample pool",
    "AveragePooling1D": "mean subsample downsample pool",
    "AveragePooling2D": "mean subsample downsample pool",
    "GlobalMaxPooling1D": "strongest pool",
    "GlobalMaxPooling2D": "strongest pool",
    "GlobalAveragePooling1D": "mean gap pool",
    "GlobalAveragePooling2D": "mean gap pool",
    "BatchNormalization": "bn batch norm standardize moving mean variance",
    "LayerNormalization": "ln layer norm standardize",
    "Embedding": "words tokens vocabulary text lookup vectors",
    "UpSampling2D": "enlarge resize decoder",
    "ZeroPadding2D": "border pad frame",
    "Add": "skip residual shortcut sum plus merge branch resnet",
    "Multiply": "gate attention product merge branch",
    "Concatenate": "concat join stack merge branch inception dense",
}


class Found(Protocol):
    """What can be searched: a name, a sentence, and further words."""

    @property
    def name(self) -> str: ...
    @property
    def sentence(self) -> str: ...
    @property
    def words(self) -> str: ...


def rank(name: str, sentence: str, also: str, wanted: str) -> int | None:
    """How well a search for ``wanted`` (casefolded) finds something: 0 is best, None is not at all.

    Its name begins so; then a word of what else it is called does; then a name or sentence that holds it.
    """
    name, also = name.casefold(), also.casefold()
    if name.startswith(wanted):
        return 0
    if any(word.startswith(wanted) for word in also.split()):
        return 1
    if wanted in name:
        return 2
    return 3 if wanted in sentence.casefold() or wanted in also else None


F = TypeVar("F", bound=Found)


def ranked(choices: Iterable[F], text: str) -> list[F]:
    """Those that a search for ``text`` finds, best first; those as good as each other stay in their order."""
    wanted = text.strip().casefold()
    found = [(at, each) for each in choices if (at := rank(each.name, each.sentence, each.words, wanted)) is not None]
    return [each for _, each in sorted(found, key=lambda each: each[0])]

"""Palette words: what else people call the layers, so that a search finds them. New kinds need none.

Worked shape: "skip" finds Add, "depthwise" finds Conv2D, "bn" finds BatchNormalization.
"""

from collections.abc import Iterable

from core.layers import Layer

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


def rank(kind: type[Layer], wanted: str) -> int | None:
    """How well a search for ``wanted`` (casefolded) finds a kind: 0 is best, None is not at all.

    Its name begins so, or a word of its name does; then what else it is called; then a name or sentence that holds it.
    """
    name, also = kind.kind.casefold(), ALSO.get(kind.kind, "").casefold()
    if name.startswith(wanted):
        return 0
    if any(word.startswith(wanted) for word in also.split()):
        return 1
    if wanted in name:
        return 2
    return 3 if wanted in kind.title.casefold() or wanted in also else None


def ranked(kinds: Iterable[type[Layer]], text: str) -> list[type[Layer]]:
    """The kinds that a search for ``text`` finds, best first; kinds as good as each other stay in their order."""
    wanted = text.strip().casefold()
    found = [(at, kind) for kind in kinds if (at := rank(kind, wanted)) is not None]
    return [kind for _, kind in sorted(found, key=lambda each: each[0])]

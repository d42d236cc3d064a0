"""The example projects that come with the program: their titles and sentences, for the gallery, menus and the README.

The files are bare project files in resources/examples; this table gives their order. Some are for well-known data that
does not come along: they say what they want. Imports resources and the readers.
Example: ``open_example("digits")`` is the project that the first start opens.
"""

import resources
from core.errors import FormatError
from core.frozen import dataclass
from core.project import ProjectSpec
from core.spec import did_you_mean


@dataclass(frozen=True)
class Example:
    """One card of the gallery: ``facts`` is its last line; ``wants`` names the data it needs, and where to find it."""

    name: str
    title: str
    sentence: str
    facts: str
    wants: str = ""



MNIST = (
    "the MNIST digits: 70,000 pictures of 28 × 28. Choose the folder of the four files train-images-idx3-ubyte, "
    "train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, packed as .gz or not; or a folder of "
    "pictures with a folder for each digit. Many sites offer them, for instance yann.lecun.com."
)
SMS = (
    "the SMS Spam Collection: 5,574 text messages, each behind its label, ham or spam. Choose the file once it is "
    "called sms_spam.tsv (the download names it SMSSpamCollection). The UCI Machine Learning Repository offers it."
)
EXAMPLES: tuple[Example, ...] = (
    Example("digits", "Handwritten digits", "Read 8 × 8 pictures of digits.", "64-32-10 · 1,797 pictures"),
    Example("circle", "Circle", "Tell the inside from the ring.", "2-4-2-1 · 500 points"),
    Example("spiral", "Two spirals", "Two arms wound round each other.", "2-8-8-1 · 500 points"),
    Example("xor", "XOR", "The task one neuron cannot do.", "2-4-1 · 200 points"),
    Example("iris", "Iris", "Three kinds of flower from petals.", "4-8-3 · 150 flowers"),
    Example("sine", "Sine", "Draw a curve through noisy points.", "1-16-1 · 200 points"),
    Example("digits_conv", "Digits, convolved", "Kernels slide over the same digits.", "64-8-16-10 · 1,797 pictures"),
    Example("digits_skip", "A way around", "A skip connection joins in an Add.", "64-8-8-10 · 1,797 pictures"),
    Example("questions", "Question or statement", "Hear it in the order of the words.", "Conv1D · 1,200 sentences"),
    Example("lenet5", "LeNet-5", "Reads MNIST, 99 of 100 digits right.", "6-16-120-84-10 · your MNIST files", MNIST),
    Example("mnist_dense", "784-300-10", "The same digits, no convolution.", "784-300-10 · your MNIST files", MNIST),
    Example("sms_spam", "Spam or not", "Reads text messages word by word.", "Conv1D · your SMS Spam file", SMS),
    Example("blank", "Blank", "An empty canvas and your own data.", "CSV, or a toy set"),
)


def find_example(name: str) -> Example:
    """The row of the table; FormatError where there is none of that name."""
    known = {each.name: each for each in EXAMPLES}
    if name not in known:
        raise FormatError(f"There is no example '{name}'{did_you_mean(name, known)}; known: {', '.join(known)}.")
    return known[name]


def open_example(name: str) -> ProjectSpec:
    """The project of an example; FormatError where there is none of that name."""
    from core.formats import load_project  # the readers are not needed to list the examples

    return load_project(resources.example_path(find_example(name).name)).project

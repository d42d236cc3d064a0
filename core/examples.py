"""The example projects that come with the program: their titles and sentences, for the gallery, menus and the README.

The files are bare project files in resources/examples; this table gives their order. Imports resources and the readers.
Example: ``open_example("digits")`` is the project that the first start opens.
"""

from dataclasses import dataclass

import resources
from core.errors import FormatError
from core.project import ProjectSpec
from core.spec import did_you_mean


@dataclass(frozen=True)
class Example:
    """One card of the gallery: ``facts`` is its last line."""

    name: str
    title: str
    sentence: str
    facts: str


EXAMPLES: tuple[Example, ...] = (
    Example("digits", "Handwritten digits", "Read 8 × 8 pictures of digits.", "64-32-10 · 1,797 pictures"),
    Example("circle", "Circle", "Tell the inside from the ring.", "2-4-2-1 · 500 points"),
    Example("spiral", "Two spirals", "Two arms wound round each other.", "2-8-8-1 · 500 points"),
    Example("xor", "XOR", "The task one neuron cannot do.", "2-4-1 · 200 points"),
    Example("iris", "Iris", "Three kinds of flower from petals.", "4-8-3 · 150 flowers"),
    Example("sine", "Sine", "Draw a curve through noisy points.", "1-16-1 · 200 points"),
    Example("digits_conv", "Digits, convolved", "Kernels slide over the same digits.", "64-8-16-10 · 1,797 pictures"),
    Example("digits_skip", "A way around", "A skip connection joins in an Add.", "64-8-8-10 · 1,797 pictures"),
    Example("blank", "Blank", "An empty canvas and your own data.", "CSV, or a toy set"),
)


def open_example(name: str) -> ProjectSpec:
    """The project of an example; FormatError where there is none of that name."""
    from core.formats import load_project  # the readers are not needed to list the examples

    known = [each.name for each in EXAMPLES]
    if name not in known:
        raise FormatError(f"There is no example '{name}'{did_you_mean(name, known)}; known: {', '.join(known)}.")
    return load_project(resources.example_path(name)).project

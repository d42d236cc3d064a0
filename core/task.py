"""Task: what a dataset asks of a network.

A frozen summary of the data, small enough to cross threads and files: the shape of one example, whether classes or
numbers are predicted, and their names. The network checks itself against it, the window labels outputs with it and
exported models carry it. Example: iris has ``input_shape=(4,)``, ``kind="classification"`` and three class names.
"""

from dataclasses import dataclass
from typing import Literal

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Task:
    """Input shape (without the batch axis, channels last), kind of target, and names.

    ``class_names`` is empty for regression, ``target_names`` holds one name per predicted number (for classification
    the one name of the label column). ``feature_names`` has one name per flat input feature, or is empty for images
    and texts. ``vocabulary`` is 0 where inputs are quantities; where they are the numbers of tokens, for an Embedding,
    it says how many there are: 0 is padding, 1 unknown, the largest is ``vocabulary - 1``.
    """

    input_shape: Shape
    kind: Literal["classification", "regression"]
    class_names: tuple[str, ...] = ()
    target_names: tuple[str, ...] = ()
    feature_names: tuple[str, ...] = ()
    vocabulary: int = 0

    @property
    def outputs(self) -> int:
        """Number of classes, or of predicted numbers."""
        return len(self.class_names) if self.kind == "classification" else len(self.target_names)

"""Task: what a dataset asks of a network.

A frozen summary of the data, small enough to cross threads and files: the shape of one example, whether classes or
numbers are predicted, and their names. The network checks itself against it, the window labels outputs with it and
exported models carry it. Example: iris has ``input_shape=(4,)``, ``kind="classification"`` and three class names.
"""

from dataclasses import replace
from typing import Literal

from core.frozen import dataclass

Shape = tuple[int, ...]


@dataclass(frozen=True)
class HeadTask:
    """What is asked of the head of this name, where the data holds another target for it; see Task."""

    name: str
    kind: Literal["classification", "regression"]
    class_names: tuple[str, ...] = ()
    target_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """Input shape (without the batch axis, channels last), kind of target, and names.

    ``class_names`` is empty for regression, ``target_names`` holds one name per predicted number (for classification
    the one name of the label column). ``feature_names`` has one name per flat input feature, or is empty for images
    and texts. ``vocabulary`` is 0 where inputs are quantities; where they are the numbers of tokens, for an Embedding,
    it says how many there are: 0 is padding, 1 unknown, the largest is ``vocabulary - 1``. ``heads`` are the targets
    that single heads have of their own; every other head learns the one target.
    """

    input_shape: Shape
    kind: Literal["classification", "regression"]
    class_names: tuple[str, ...] = ()
    target_names: tuple[str, ...] = ()
    feature_names: tuple[str, ...] = ()
    vocabulary: int = 0
    heads: tuple[HeadTask, ...] = ()

    def of(self, head: str) -> "Task":
        """What is asked of the head of this name: a task with one target."""
        if not self.heads:
            return self
        own = next((each for each in self.heads if each.name == head), None)
        if own is None:
            return replace(self, heads=())
        return replace(self, kind=own.kind, class_names=own.class_names, target_names=own.target_names, heads=())

    @property
    def outputs(self) -> int:
        """Number of classes, or of predicted numbers."""
        return len(self.class_names) if self.kind == "classification" else len(self.target_names)

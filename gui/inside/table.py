"""The table of lenses: which ways into a layer there are, by its kind; another kind is a row here.

Kinds that are not named have the lenses of all layers. Worked shape: ``lenses_for(Conv1D())`` are ForwardLens,
BlameLens, GramsLens and SlopesLens.
"""

from core.inside.pooling import POOLINGS
from core.layers import BatchNormalization, Conv1D, Conv2D, Embedding, Input, Layer
from gui.inside.blame import BlameLens
from gui.inside.forward import ForwardLens
from gui.inside.grams import GramsLens
from gui.inside.lens import Lens
from gui.inside.neighbours import NeighboursLens
from gui.inside.slopes import SlopesLens
from gui.inside.spread import SpreadLens
from gui.inside.winners import WinnersLens

Kinds = tuple[type[Lens], ...]
EVERY: Kinds = (BlameLens, SlopesLens)
LENSES: dict[type[Layer], Kinds] = {
    Input: (SlopesLens,),
    Conv2D: (ForwardLens, BlameLens, SlopesLens),
    Conv1D: (ForwardLens, BlameLens, GramsLens, SlopesLens),
    BatchNormalization: (SpreadLens, *EVERY),
    Embedding: (NeighboursLens, *EVERY),
    **dict.fromkeys(POOLINGS, (WinnersLens, *EVERY)),
}  # fmt: skip


def lenses_for(layer: Layer) -> Kinds:
    """The ways to look into this layer, the first the one to begin with."""
    return LENSES.get(type(layer), EVERY)

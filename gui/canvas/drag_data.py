"""What travels with a layer that is dragged from the palette: its kind, in a mime type of our own.

It may import core's layer kinds and QtCore. Palette and canvas meet here and know nothing else of each other.
Worked shape: ``layer_of(mime_of("Dense"))`` is ``Dense()`` with its defaults.
"""

from PySide6.QtCore import QMimeData

from core.layers import Layer, drawn_layer

LAYER_MIME = "application/x-chainrule-layer"


def mime_of(kind: str) -> QMimeData:
    """Mime data for a layer of this kind."""
    data = QMimeData()
    data.setData(LAYER_MIME, kind.encode())
    return data


def layer_of(data: QMimeData) -> Layer | None:
    """The layer that is being dragged, with its defaults; None where something else is, or an unknown kind."""
    kind = bytes(data.data(LAYER_MIME).data()).decode(errors="replace")
    return drawn_layer(kind) if kind in Layer.kinds else None

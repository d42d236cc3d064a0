"""OnnxGraph: collects the nodes and constants of an ONNX graph by name.

``add`` appends one operator and answers the name of its result, so that layers are written like function calls:
``graph.add("Relu", x)``. Imports onnx inside the methods only.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

FLOAT = 1
INT64 = 7
DOUBLE = 11
"""ONNX's numbers for the element types that occur."""


class OnnxGraph:
    """Nodes in order, constants beside them; ``prefix`` goes before the names of what is added next.

    A ``wide`` graph computes its layers in double, other graphs in float32; weights and numbers are of that type.
    """

    def __init__(self, wide: bool = False) -> None:
        self.wide = wide
        self.dtype = np.dtype(np.float64 if wide else np.float32)
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.prefix = ""
        self._taken = {"input", "output"}

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """Append an operator on these values; the name of its result."""
        from onnx import helper

        result = self._free(f"{self.prefix}/{operator.lower()}")
        self.nodes.append(helper.make_node(operator, list(inputs), [result], name=result, **attributes))
        return result

    def finish(self, value: str, name: str) -> None:
        """Give ``value`` the name under which it leaves the graph."""
        from onnx import helper

        self.nodes.append(helper.make_node("Identity", [value], [name], name=name))

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """A constant array; its name in the graph."""
        from onnx import numpy_helper

        free = self._free(name)
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value).reshape(np.shape(value)), free))
        return free

    def array(self, name: str, value: NDArray[Any]) -> str:
        """A constant array in the graph's precision."""
        return self.constant(name, value.astype(self.dtype))

    def number(self, value: float) -> str:
        """A number of the graph's precision, for use in element-wise operators."""
        return self.constant(f"{self.prefix}/number", np.array(value, self.dtype))

    def _free(self, wish: str) -> str:
        name, number = wish, 2
        while name in self._taken:
            name, number = f"{wish}_{number}", number + 1
        self._taken.add(name)
        return name

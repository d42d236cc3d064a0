"""Equations: the arithmetic behind any number of a training step, put together from what layers and losses bring.

``Player.explainer()`` looks at the present stop; its methods answer frozen Equations that may cross threads. One
example (a column of the minibatch) or the mean over it. Weights are those the step began with: an equation of the
backward pass stays true after the update. Imports the program and the player's moments, no layer kind by name.
"""

from core.equations.explainer import Basis, Explainer

__all__ = ["Basis", "Explainer"]

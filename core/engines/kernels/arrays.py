"""What the kernels work on: pointers to flat arrays, and ``facts``, one vector of whole numbers that says all the rest.

Python hands a kernel two addresses only: of ``work``, the buffers of all layers, and of ``facts``, which holds the
addresses of all other arrays, sizes and counters by the names below; whoever fills it keeps those arrays alive
(layout.py). A layer is a row of whole numbers in ``plan``. Each unit has a row of ``stride`` numbers in ``work``: the
minibatch's examples, then idle lanes up to a multiple of sixteen. Example: 2-4-1 with batches of 10 has stride 16 and z
of its first layer in ``work[plan[Z] : plan[Z] + 4 * 16]``.
"""

from typing import Any, NamedTuple

from core.engines.kernels.lanes import doubles_at, glue, numbers_at, wholes_at
from core.engines.names import (
    CHANGE, FACTORS, FIRST, GRAD, LIMITS, MASK, PENALTIES, PLAN, SECOND, SETTINGS, SHARES, SLOTS, TABLE, THETA,
)  # fmt: skip


class Net(NamedTuple):
    """A network: whole numbers, buffers, weights and their gradient, l1 and l2 of each layer, class weights."""

    facts: Any
    plan: Any
    work: Any
    theta: Any
    grad: Any
    penalties: Any
    shares: Any


class Rule(NamedTuple):
    """An optimizer: the flat vectors, two moments, the mask, the factors of its formula now and at later updates."""

    facts: Any
    theta: Any
    grad: Any
    change: Any
    first: Any
    second: Any
    mask: Any
    factors: Any
    table: Any
    settings: Any
    limits: Any
    slots: Any


@glue
def net_at(facts: Any, start: Any) -> Net:
    """The network whose addresses stand behind the pointer ``facts``; its buffers are behind ``start``."""
    return Net(
        facts, wholes_at(facts[PLAN], start), start, numbers_at(facts[THETA], start), numbers_at(facts[GRAD], start),
        doubles_at(facts[PENALTIES], start), numbers_at(facts[SHARES], start),
    )  # fmt: skip


@glue
def net_of(work: Any, facts: Any) -> Net:
    """The network whose addresses stand in ``facts``."""
    return net_at(facts, work)


@glue
def rule_of(like: Any, facts: Any) -> Rule:
    """The optimizer whose addresses stand in ``facts``; ``like`` points to numbers in the precision of the weights."""
    return Rule(
        facts, numbers_at(facts[THETA], like), numbers_at(facts[GRAD], like), numbers_at(facts[CHANGE], like),
        numbers_at(facts[FIRST], like), numbers_at(facts[SECOND], like), numbers_at(facts[MASK], like),
        numbers_at(facts[FACTORS], like), doubles_at(facts[TABLE], like), doubles_at(facts[SETTINGS], like),
        doubles_at(facts[LIMITS], like), wholes_at(facts[SLOTS], like),
    )  # fmt: skip

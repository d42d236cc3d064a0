"""Schedules: how the learning rate moves over a run. Names, arguments and meaning are Keras's; plain frozen data.

``rate`` gives the learning rate of a step from the optimizer's own, which is Keras's ``initial_learning_rate``; steps
are counted from 0, as Keras counts iterations. What a schedule has to remember between epochs is a small dict of JSON
data that the run keeps for it. Example: ExponentialDecay of 0.1 by 0.5 in 100 steps has 0.05 at step 100.
"""

import math
from bisect import bisect_left
from collections.abc import Iterator
from typing import ClassVar

from core.arithmetic import Factor, Group, Line, Pattern, Symbol, Term
from core.frozen import dataclass
from core.spec import Spec, option

Memory = dict[str, float | None]
"""What a schedule remembers between epochs, as JSON data."""
_STEPS_HELP = "Counted in updates; an epoch has as many as there are batches."


@dataclass(frozen=True, kw_only=True)
class Schedule(Spec):
    """Base of the learning-rate schedules."""

    noun = "schedule"
    steady: ClassVar[bool] = False
    """Whether the rate stays the same within an epoch."""
    remembers: ClassVar[bool] = False
    """Whether the end of an epoch may change what is remembered."""

    def begin(self) -> Memory:
        """What is remembered before the first epoch."""
        return {}

    def rate(self, base: float, step: int, memory: Memory) -> float:
        """The learning rate of update ``step`` (from 0), where the optimizer's own is ``base``."""
        return base

    def after_epoch(self, base: float, memory: Memory, loss: float, validation_loss: float | None) -> Memory:
        """What is remembered after an epoch with these losses."""
        return memory

    def explain(self, base: float, step: int, memory: Memory) -> tuple[Line, ...]:
        """Where the rate of this step comes from; nothing where it is the optimizer's own."""
        return ()


@dataclass(frozen=True, kw_only=True)
class Constant(Schedule, kind="constant"):
    """The learning rate stays as it is."""

    steady = True


@dataclass(frozen=True, kw_only=True)
class ExponentialDecay(Schedule, kind="ExponentialDecay"):
    """base * decay_rate^(step / decay_steps); with staircase the exponent is rounded down: the rate falls in steps."""

    decay_steps: int = option(
        1000, low=1, label="Every", unit="steps", help=f"After so many steps the rate is multiplied. {_STEPS_HELP}",
        live=True,
    )  # fmt: skip
    decay_rate: float = option(0.96, above=0.0, label="Times", help="What the rate is multiplied by.", live=True)
    staircase: bool = option(False, label="In steps", help="Fall at once instead of little by little.", live=True)

    def rate(self, base: float, step: int, memory: Memory) -> float:
        return float(base * self.decay_rate ** self._turns(step))

    def _turns(self, step: int) -> float:
        return step // self.decay_steps if self.staircase else step / self.decay_steps

    def explain(self, base: float, step: int, memory: Memory) -> tuple[Line, ...]:
        names = (Symbol("η", "0"), Symbol("rate"), Symbol("steps / every"))
        pattern = Pattern("%s · %s^%s", r"%s \cdot %s^{%s}")
        return _line(pattern, names, (base, self.decay_rate, self._turns(step)), self.rate(base, step, memory))


@dataclass(frozen=True, kw_only=True)
class CosineDecay(Schedule, kind="CosineDecay"):
    """Loshchilov and Hutter 2016: from the rate down to alpha times it along half a cosine; before it, a warm-up.

    With a ``warmup_target`` the rate first climbs evenly from the optimizer's own to the target, and falls from there.
    """

    decay_steps: int = option(
        1000, low=1, label="Falls for", unit="steps", help=f"Steps from the top to the end. {_STEPS_HELP}", live=True
    )
    alpha: float = option(
        0.0, low=0.0, high=1.0, label="Ends at", help="The share of the rate that is left at the end.", live=True
    )
    warmup_target: float | None = option(
        None, above=0.0, start=0.01, label="Warms up to", live=True,
        help="Begin at the learning rate above and climb to this one first.",
    )  # fmt: skip
    warmup_steps: int = option(
        0, low=0, label="Warms up for", unit="steps", help="Steps of the climb, where there is one.", live=True
    )

    def rate(self, base: float, step: int, memory: Memory) -> float:
        climbed = self._climbed(step)
        if self.warmup_target is not None and climbed is not None:
            return (self.warmup_target - base) * climbed + base
        top = base if self.warmup_target is None else self.warmup_target
        return top * ((1.0 - self.alpha) * 0.5 * (1.0 + math.cos(math.pi * self._fallen(step))) + self.alpha)

    def _climbed(self, step: int) -> float | None:
        """The share of the climb that is done, or None behind it."""
        climbs = self.warmup_target is not None and step < self.warmup_steps
        return step / self.warmup_steps if climbs else None

    def _fallen(self, step: int) -> float:
        done = step if self.warmup_target is None else step - self.warmup_steps
        return min(done, self.decay_steps) / self.decay_steps

    def explain(self, base: float, step: int, memory: Memory) -> tuple[Line, ...]:
        climbed, rate = self._climbed(step), self.rate(base, step, memory)
        if self.warmup_target is not None and climbed is not None:
            return _climb(base, self.warmup_target, climbed, rate)
        top = base if self.warmup_target is None else self.warmup_target
        turned = math.cos(math.pi * self._fallen(step))
        pattern = Pattern("%s · ((1 − %s) · ½ · (1 + %s) + %s)", r"%s \left((1 - %s) \tfrac{1}{2} (1 + %s) + %s\right)")
        names = (Symbol("η", "0"), Symbol("α"), Symbol("cos(π · fallen)"), Symbol("α"))
        return _line(pattern, names, (top, self.alpha, turned, self.alpha), rate)


@dataclass(frozen=True, kw_only=True)
class LinearWarmup(Schedule, kind="LinearWarmup"):
    """The rate climbs evenly from a share of itself to its full size, and stays there (PyTorch's LinearLR)."""

    warmup_steps: int = option(
        100, low=1, label="Warms up for", unit="steps", help=f"Steps of the climb. {_STEPS_HELP}", live=True
    )
    start_factor: float = option(
        0.1, low=0.0, high=1.0, label="Begins at", help="The share of the rate it begins with.", live=True
    )

    def rate(self, base: float, step: int, memory: Memory) -> float:
        begin = base * self.start_factor
        return (base - begin) * min(1.0, step / self.warmup_steps) + begin

    def explain(self, base: float, step: int, memory: Memory) -> tuple[Line, ...]:
        climbed = min(1.0, step / self.warmup_steps)
        return _climb(base * self.start_factor, base, climbed, self.rate(base, step, memory))


@dataclass(frozen=True, kw_only=True)
class PiecewiseConstantDecay(Schedule, kind="PiecewiseConstantDecay"):
    """The first of ``values`` up to and at the first boundary, the second up to the second one, and so on.

    The values stand in place of the optimizer's own rate.
    """

    boundaries: tuple[int, ...] = option(
        (1000, 2000), low=0, label="Changes after", unit="steps", several=True, live=True,
        help=f"Steps after which the next rate takes over. {_STEPS_HELP}",
    )  # fmt: skip
    values: tuple[float, ...] = option(
        (0.001, 0.0005, 0.0001), above=0.0, label="Rates", several=True, live=True,
        help="The learning rates, one more than there are changes. They stand in place of the one above.",
    )  # fmt: skip

    def rate(self, base: float, step: int, memory: Memory) -> float:
        if not self.values:
            return base
        return self.values[min(bisect_left(self.boundaries, step), len(self.values) - 1)]

    def explain(self, base: float, step: int, memory: Memory) -> tuple[Line, ...]:
        part = Symbol("η", str(bisect_left(self.boundaries, step) + 1))
        rate = self.rate(base, step, memory)
        return _line(Pattern("%s", "%s"), (part,), (rate,), rate)

    def complaints(self) -> Iterator[tuple[str, str]]:
        yield from super().complaints()
        changes, rates = len(self.boundaries), len(self.values)
        if rates != changes + 1:
            count = f"{changes} boundar{'y' if changes == 1 else 'ies'}"
            yield "values", f"has a schedule with {rates} values and {count}; it needs one value more than boundaries"
        if list(self.boundaries) != sorted(set(self.boundaries)):
            yield "boundaries", "has a schedule whose boundaries do not grow; each must lie behind the one before"


@dataclass(frozen=True, kw_only=True)
class ReduceLROnPlateau(Schedule, kind="ReduceLROnPlateau"):
    """Multiplies the rate by ``factor`` when the watched loss has not improved for ``patience`` epochs (Keras)."""

    steady = True
    remembers = True

    monitor: str = option(
        "validation_loss", choices=("validation_loss", "loss"), label="Watches", live=True,
        help="The number that must improve; the training loss where no rows are kept for validation.",
    )  # fmt: skip
    factor: float = option(0.1, above=0.0, below=1.0, label="Times", help="What the rate is multiplied by.", live=True)
    patience: int = option(
        10, low=0, label="Patience", unit="epochs", help="Epochs without improvement before it is lowered.", live=True
    )
    min_delta: float = option(
        1e-4, low=0.0, label="Improves by", help="A smaller improvement counts as none.", live=True
    )
    cooldown: int = option(
        0, low=0, label="Rests for", unit="epochs", help="Epochs after a reduction in which nothing is counted.",
        live=True,
    )  # fmt: skip
    min_lr: float = option(0.0, low=0.0, label="Not below", help="The rate is never lowered further.", live=True)

    def begin(self) -> Memory:
        return {"best": None, "wait": 0, "rest": 0, "lowered": 1.0}

    def rate(self, base: float, step: int, memory: Memory) -> float:
        lowered = memory.get("lowered")
        return base if lowered in (None, 1.0) else max(base * float(lowered or 1.0), self.min_lr)

    def after_epoch(self, base: float, memory: Memory, loss: float, validation_loss: float | None) -> Memory:
        current = loss if self.monitor == "loss" or validation_loss is None else validation_loss
        now = self.begin() | memory
        best, wait, rest = now["best"], int(now["wait"] or 0), int(now["rest"] or 0)
        lowered = float(now["lowered"] or 1.0)
        if rest > 0:
            rest, wait = rest - 1, 0
        if best is None or current < best - self.min_delta:
            best, wait = current, 0
        elif rest == 0:
            wait += 1
            if wait >= self.patience and self.rate(base, 0, now) > self.min_lr:
                lowered, rest, wait = lowered * self.factor, self.cooldown, 0
        return {"best": best, "wait": wait, "rest": rest, "lowered": lowered}

    def explain(self, base: float, step: int, memory: Memory) -> tuple[Line, ...]:
        lowered = float(memory.get("lowered") or 1.0)
        if lowered == 1.0:
            return ()
        pattern = Pattern("max(%s · %s, %s)", r"\max(%s \cdot %s, %s)")
        names = (Symbol("η", "0"), Symbol("lowered"), Symbol("least"))
        return _line(pattern, names, (base, lowered, self.min_lr), self.rate(base, step, memory))


def _line(pattern: Pattern, names: tuple[Symbol, ...], numbers: tuple[float, ...], rate: float) -> tuple[Line, ...]:
    factor = Factor(pattern.symbol(names), rate, None, False, pattern, numbers)
    return (Line(Symbol("η"), (Group((Term((factor,), rate),)),), rate, "the schedule's rate at this step"),)


def _climb(begin: float, top: float, climbed: float, rate: float) -> tuple[Line, ...]:
    names = (Symbol("η", "top"), Symbol("η", "first"), Symbol("climbed"), Symbol("η", "first"))
    pattern = Pattern("(%s − %s) · %s + %s", r"(%s - %s) \cdot %s + %s")
    return _line(pattern, names, (top, begin, climbed, begin), rate)

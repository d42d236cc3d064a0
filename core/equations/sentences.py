"""Sentences: each equation and each stop in plain words, numbers left to whoever shows them.

Present tense, the thing first. Words are texts and numbers in turn; ``core.arithmetic.say`` writes them. Example:
("o1 wants h1 lower: raising it would add ", 0.0554, " to the error.").
"""

from core.arithmetic import Line, Term, Words

_TOLD = 2
"""How many terms of a sum a sentence names."""


def forward(name: str, line: Line, after: Line | None, function: str, mean: bool, biased: bool) -> Words:
    """A weighted sum and what becomes of it."""
    count = len(line.terms) - biased
    what = f"{count:,} input{'s' if count != 1 else ''}{' and its bias' if biased else ''}"
    words: Words = (f"{_average(mean)}{name} adds up {what}: ", line.result, ".")
    return words if after is None else (*words, f" Its {function} makes ", after.result, " of it.")


def passed(name: str, line: Line, after: Line | None, function: str, mean: bool) -> Words:
    """A number that is only handed on, or silenced, or bent; of a window the one that is kept."""
    factors = line.terms[0].factors
    if factors[0].symbol.base == "wins" and not mean:
        return (f"{name} keeps ", line.result, f", the largest of {len(line.terms):,} numbers.")
    if after is not None:
        return (f"{_average(mean)}{name} receives ", line.result, f". Its {function} makes ", after.result, " of it.")
    if len(line.terms) == 1 and len(factors) > 1 and factors[0].value == 0.0:
        return (f"{name} is silenced in this step: it passes nothing on.",)
    return (f"{_average(mean)}{name} passes ", line.result, " on.")


def own(name: str, predicate: str, line: Line, mean: bool) -> Words:
    """What a layer says itself about one of its numbers."""
    return (f"{_average(mean)}{name} {predicate}: ", line.result, ".")


def part(name: str, output: float, target: float, value: float, mean: bool) -> Words:
    """One output's share of the error."""
    verdict = "too high" if output > target else "too low" if output < target else "just right"
    if mean:
        return (f"On average over the minibatch {name} adds ", value, " to the error.")
    return (f"{name} gives ", output, " and should give ", target, f": {verdict}. It adds ", value, " to the error.")


def error(total: float, worst: tuple[str, float] | None, penalty: float | None, mean: bool) -> Words:
    """The whole error."""
    words: Words = (f"The {'mean error of the minibatch' if mean else 'error of this example'} is ", total, ".")
    if penalty is not None:
        words = (*words, " Large weights cost ", penalty, " of it.")
    return words if worst is None else (*words, f" {worst[0]} has the largest part, ", worst[1], ".")


def output_blame(name: str, value: float, mean: bool) -> Words:
    """Blame where it starts."""
    if value == 0.0:
        return (f"{_average(mean)}{name} is to blame for nothing.",)
    verdict = "high" if value > 0 else "low"
    told = f"{_average(mean)}{name} is too {verdict}: raising its sum would"
    return (told, *_effect("the error", value))


def blame(name: str, line: Line, senders: list[tuple[str, Term]], slope: float | None, mean: bool) -> Words:
    """Who asks a neuron for more or less, what its slope lets through."""
    if not senders:
        return (f"Nothing behind {name} reads it, so nothing is sent back. Its blame is ", line.result, ".")
    words: Words = (_average(mean),) if mean else ()
    told = sorted(senders, key=lambda each: -abs(each[1].value))[:_TOLD]
    for at, (sender, term) in enumerate(each for each in senders if each in told):
        what, effect = ("lower", "add {} to the error") if term.value > 0 else ("higher", "take {} away")
        if at == 0:
            effect = effect.replace("away", "from the error")
        before, after = effect.split("{}")
        subject = f"{sender} wants {name if at == 0 else 'it'} {what}: {'raising it' if at == 0 else 'that'} would "
        words = (*words, f"{' ' if at else ''}{subject}{before}", abs(term.value), f"{after}.")
    if len(senders) > len(told):
        rest = sum(term.value for _, term in senders) - sum(term.value for _, term in told)
        others = len(senders) - len(told)
        told_of = "The one other sends back " if others == 1 else f"The other {others:,} together send back "
        words = (*words, f" {told_of}", rest, ".")
    if slope is not None:
        through = ("nothing" if slope == 0 else f"{100 * slope:.0f} %") + " of that, "
        words = (*words, f" The slope of {name} lets {through}", line.groups[0].sum, ", through.")
    return (*words, " Its blame is ", line.result, ".")


def _effect(where: str, slope: float) -> Words:
    verb, side = ("add", "to") if slope > 0 else ("take", "from")
    return (f" {verb} ", abs(slope), f" {side} {where} for each unit.")


def input_slope(name: str, value: float, mean: bool) -> Words:
    """What an input does to the error; nothing trains it."""
    where = "the mean error of the minibatch" if mean else "the error"
    if value == 0.0:
        return (f"Another {name} would change nothing about {where}.",)
    return (f"A larger {name} would", *_effect(where, value))


def gradient(name: str, value: float, mean: bool) -> Words:
    """What a weight does to the error."""
    where = "the mean error of the minibatch" if mean else "the error"
    if value == 0.0:
        return (f"Moving {name} a little changes nothing about {where}.",)
    return (f"Raising {name} a little would", *_effect(where, value))


def update(name: str, old: float, new: float, locked: bool) -> Words:
    """Where a weight goes."""
    if locked:
        return (f"{name} is locked: it stays ", old, ".")
    if new == old:
        return (f"{name} stays ", old, ".")
    return (f"{name} goes from ", old, " to ", new, f", {'up' if new > old else 'down'} by ", abs(new - old), ".")


def _average(mean: bool) -> str:
    return "On average over the minibatch " if mean else ""

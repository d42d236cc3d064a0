"""What metrics are called and how their values are written.

It may import numbers. Worked shape: "output: accuracy" of several heads is a tab called "output", and 0.978 "97.8 %".
"""

from gui import numbers

TITLES = {"accuracy": "Accuracy", "r2": "R²", "rmse": "RMSE"}
OF_HEADS = ("accuracy", "r2")
"""Of several heads, these metrics have a tab each; the loss is that of all."""


def metric_text(name: str, value: float) -> str:
    """A metric as it is written everywhere: accuracy in percent, R² with four decimals."""
    kind = kind_of(name)
    if kind == "accuracy":
        return numbers.percent(value)
    return numbers.fixed(value, 4) if kind == "r2" else numbers.significant(value)


def kind_of(name: str) -> str:
    """``accuracy`` of the metric "output: accuracy", as those of several heads are called."""
    return name.rpartition(": ")[2]


def title_of(name: str) -> str:
    """What a tab calls a metric; of several heads the head alone, as each has one tab."""
    return name.rpartition(": ")[0] or TITLES.get(name, name)

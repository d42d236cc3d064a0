"""``chainrule check``: backpropagation against finite differences, layer by layer."""

import argparse
import json
from pathlib import Path

from core.arithmetic.symbols import spoken
from core.errors import SpecError
from core.explain import LayerCheck, gradient_check
from core.formats import load_project
from core.session import ready


def run(arguments: argparse.Namespace) -> int:
    """Print a line or two, or one JSON object, per weight array; an error where a gradient is wrong."""
    path = Path(arguments.project)
    file, prepared = ready(load_project(path), path.parent)
    checks = gradient_check(file.network, prepared, file.weights, seed=arguments.seed)
    passed = all(each.verdict != "wrong" for each in checks)
    if arguments.json:
        print(json.dumps({"layers": [_as_json(each) for each in checks], "passed": passed}))
    else:
        width = max(len(f"{each.layer}.{each.array}") for each in checks)
        for each in checks:
            _print(each, width)
    if not passed:
        wrong = next(each for each in checks if each.verdict == "wrong")
        raise SpecError(f"The gradient of '{wrong.layer}.{wrong.array}' is not the slope of the loss.")
    return 0


def _print(check: LayerCheck, width: int) -> None:
    kinks = f", {check.kinks} at a kink left out" if check.kinks else ""
    where = "; ".join(f"{each.count} at {each.function} of '{each.layer}'" for each in check.sources)
    name = f"{check.layer}.{check.array}".ljust(width)
    more = f"{kinks}: {where}" if kinks else ""
    print(f"{name}  {check.verdict:6}  {check.largest_relative_error:.1e}  ({check.checked} weights{more})")
    if check.worst is not None and check.verdict in ("uneasy", "wrong"):
        slopes = f"backpropagation {check.worst.backpropagation:.8g}, slope {check.worst.central_difference:.8g}"
        print(f"{' ' * width}  {spoken(check.worst.name)}: {slopes}")


def _as_json(check: LayerCheck) -> dict[str, object]:
    worst = check.worst
    return {
        "layer": check.layer,
        "array": check.array,
        "checked": check.checked,
        "kinks": check.kinks,
        "largest_relative_error": check.largest_relative_error,
        "verdict": check.verdict,
        "kink_sources": [
            {"layer": each.layer, "function": each.function, "count": each.count} for each in check.sources
        ],
        "worst": worst
        and {
            "name": worst.name,
            "index": list(worst.index),
            "backpropagation": worst.backpropagation,
            "central_difference": worst.central_difference,
        },
    }

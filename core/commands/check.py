"""``chainrule check``: backpropagation against finite differences, layer by layer."""

import argparse
import json
from pathlib import Path

from core.errors import SpecError
from core.explain import gradient_check
from core.formats import load_project
from core.session import ready


def run(arguments: argparse.Namespace) -> int:
    """Print one line, or one JSON object, per weight array; an error where a gradient is wrong."""
    path = Path(arguments.project)
    file, prepared = ready(load_project(path), path.parent)
    checks = gradient_check(file.network, prepared, file.weights, seed=arguments.seed)
    passed = all(each.verdict != "wrong" for each in checks)
    if arguments.json:
        rows = [
            {
                "layer": each.layer,
                "array": each.array,
                "checked": each.checked,
                "kinks": each.kinks,
                "largest_relative_error": each.largest_relative_error,
                "verdict": each.verdict,
            }
            for each in checks
        ]
        print(json.dumps({"layers": rows, "passed": passed}))
    else:
        width = max(len(f"{each.layer}.{each.array}") for each in checks)
        for each in checks:
            kinks = f", {each.kinks} at a kink left out" if each.kinks else ""
            name = f"{each.layer}.{each.array}".ljust(width)
            print(f"{name}  {each.verdict:6}  {each.largest_relative_error:.1e}  ({each.checked} weights{kinks})")
    if not passed:
        wrong = next(each for each in checks if each.verdict == "wrong")
        raise SpecError(f"The gradient of '{wrong.layer}.{wrong.array}' is not the slope of the loss.")
    return 0

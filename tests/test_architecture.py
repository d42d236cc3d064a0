"""The order of the house: who may import whom, read from the imports themselves.

The core knows no Qt and loads nothing heavy; its modules stand on floors without a circle; the window's views do not
import each other; every module says at its top what it is.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("core", "gui", "resources")
HEAVY = (
    "PySide6", "pyqtgraph", "pandas", "onnx", "onnxruntime", "numba", "scipy", "safetensors", "threadpoolctl", "torch",
    "keras", "sklearn", "PIL", "matplotlib",
)  # fmt: skip

FLOORS: tuple[tuple[str, ...], ...] = (
    ("core.errors", "core.flat", "core.frozen", "resources"),
    ("core.class_scores", "core.curves", "core.spec", "core.task"),
    ("core.arithmetic", "core.groups", "core.kept_runs"),
    ("core.activations", "core.initializers", "core.schedules", "core.data_spec"),
    ("core.losses", "core.optimizers"),
    ("core.layers",),
    ("core.network",),
    ("core.locks", "core.mending"),
    ("core.network_json",),
    ("core.project", "core.snapshot", "core.spread", "core.threads"),
    ("core.grouping", "core.losing", "core.restarts", "core.treating"),
    ("core.judging",),
    ("core.problems",),
    ("core.data", "core.edit", "core.examples", "core.history", "core.identity", "core.locking"),
    ("core.fits", "core.fitting", "core.head", "core.layer_log", "core.marks"),
    ("core.program", "core.run_log"),
    ("core.probe",),
    ("core.checkpoint", "core.divergence", "core.ended", "core.metrics", "core.planes", "core.stopping", "core.suggest",
     "core.survey", "core.trail", "core.updater"),
    ("core.class_weights", "core.evaluation", "core.feed", "core.following", "core.model", "core.resume", "core.tally"),
    ("core.engines",),
    ("core.run_parts",),
    ("core.finishing",),
    ("core.formats", "core.observe", "core.trainer", "core.trial"),
    ("core.by_hand", "core.clip", "core.doctor", "core.equations", "core.finder", "core.hill", "core.nudge",
     "core.race", "core.rewind"),
    ("core.ends",),
    ("core.explain", "core.player", "core.rows", "core.session", "core.weight_at"),
    ("core.influence", "core.inside", "core.walk_state"),
    ("core.commands", "core.walk"),
    ("core.cli", "core.worked"),
    ("core",),
    ("gui",),
)
"""The lowest floor first: a module imports from lower floors and its own package. A new module of the core is a new
name here. Only imports at the top of a module count; one inside a function is made when all modules are loaded."""

KERNELS = "core.engines.kernels"
"""What Numba compiles; imported where a network is trained by it, never before."""
VIEWS = ("gui.canvas", "gui.panels", "gui.plots")
VIEWS_MAY_IMPORT: dict[str, tuple[str, ...]] = {}
"""Exceptions: a view's package and what of another view's it may import."""
NOT_FOR_THE_WORKER = ("PySide6.QtWidgets", "PySide6.QtGui", "pyqtgraph", "gui.widgets", "gui.main_window", *VIEWS)


def modules() -> dict[str, Path]:
    """Every module of the program by its dotted name."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


@cache
def tree_of(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def only_for_types(node: ast.stmt) -> bool:
    """Whether this is ``if TYPE_CHECKING:``."""
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements that run when the module is loaded."""
    for node in body:
        if only_for_types(node) or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        yield node
        for inner in ("body", "orelse", "finalbody"):
            yield from statements(getattr(node, inner, []))


def every_statement(body: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """Statements at any depth; ast.walk, which takes ten times as long, looks into their expressions, too."""
    for node in body:
        yield node
        for inner in ("body", "orelse", "finalbody", "handlers", "cases"):
            yield from every_statement(getattr(node, inner, []))


def imported(nodes: Iterator[ast.AST]) -> Iterator[str]:
    """Dotted names that import statements name; ``from core import edit`` names the module core.edit."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else str(node.module)


@cache
def at_load(name: str) -> set[str]:
    return set(imported(iter(statements(tree_of(name).body))))


@cache
def anywhere(name: str) -> set[str]:
    return set(imported(every_statement(tree_of(name).body)))


def inside(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


@cache
def floor_of(name: str) -> int:
    """The floor of the longest name in the table that covers ``name``."""
    covering = [(len(each), floor) for floor, names in enumerate(FLOORS) for each in names if inside(name, each)]
    return max(covering)[1]


@cache
def member_of(name: str) -> str:
    """The entry of the table that covers ``name``."""
    return max((each for names in FLOORS for each in names if inside(name, each)), key=len)


def test_every_core_module_has_its_floor() -> None:
    homeless = [name for name in MODULES if name != "core" and inside(name, "core") and member_of(name) == "core"]
    assert not homeless, f"add to FLOORS: {homeless}"


@pytest.mark.parametrize("name", MODULES)
def test_imports_lead_downstairs(name: str) -> None:
    for other in sorted(at_load(name)):
        if not any(inside(other, package) for package in PACKAGES) or member_of(other) == member_of(name):
            continue
        message = f"{name} imports {other}, which stands on the same floor or above"
        assert floor_of(other) < floor_of(name), message


def test_no_circles_within_a_package() -> None:
    waiting = {name: {other for other in at_load(name) if other in MODULES and other != name} for name in MODULES}
    while free := [name for name, others in waiting.items() if not others]:
        for name in free:
            del waiting[name]
        for others in waiting.values():
            others.difference_update(free)
    assert not waiting, f"these import each other in a circle: {sorted(waiting)}"


@pytest.mark.parametrize("name", [name for name in MODULES if inside(name, "core")])
def test_the_core_knows_no_screen(name: str) -> None:
    for other in anywhere(name):
        assert other.split(".")[0] not in ("PySide6", "pyqtgraph", "gui"), f"{name} imports {other}"


@pytest.mark.parametrize("name", [name for name in MODULES if any(inside(name, view) for view in VIEWS)])
def test_views_do_not_import_each_other(name: str) -> None:
    own = next(view for view in VIEWS if inside(name, view))
    allowed = VIEWS_MAY_IMPORT.get(own, ())
    for other in anywhere(name):
        foreign = any(inside(other, view) for view in VIEWS if view != own)
        assert not foreign or other in allowed, f"{name} imports {other}; views talk to Document and runner"


def reached_from(name: str) -> set[str]:
    """All that is loaded with a module of the program."""
    seen, waiting = set[str](), [name]
    while waiting:
        for other in anywhere(waiting.pop()):
            if other not in seen:
                seen.add(other)
                waiting += [other] if other in MODULES else []
    return seen


def test_the_worker_knows_no_widget() -> None:
    if "gui.worker" not in MODULES:
        pytest.skip("there is no worker")
    found = [other for other in reached_from("gui.worker") if any(inside(other, each) for each in NOT_FOR_THE_WORKER)]
    assert not found, f"gui.worker reaches {found}"


@pytest.mark.parametrize("name", MODULES)
def test_modules_say_what_they_are_and_import_no_stars(name: str) -> None:
    tree = tree_of(name)
    header = ast.get_docstring(tree) or ""
    assert len(header) >= 20, f"{name} has no header"
    assert header.splitlines()[0].rstrip().endswith((".", ":", ",")) or len(header.splitlines()) > 1
    for node in every_statement(tree.body):
        assert not (isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)), name


def test_nothing_is_called_utils() -> None:
    vague = {"utils", "util", "helpers", "common", "misc"}
    assert not [name for name in MODULES if name.rsplit(".", 1)[-1] in vague]


def test_importing_the_core_loads_nothing_heavy() -> None:
    every = [name for name in MODULES if inside(name, "core") and not inside(name, KERNELS)]
    code = f"import sys, {', '.join(every)}; print(' '.join({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "numpy" in loaded
    assert not loaded & set(HEAVY)

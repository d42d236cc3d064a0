"""Machine code kept in a file: linked, loaded and called; refused where it is damaged or not self-contained."""

import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.engines import cache, image, linking, names

pytest.importorskip("numba")

ADDS_POWERS = """
@table = internal constant [4 x double] [double 2.0, double 3.0, double 5.0, double 7.0]
declare double @pow(double, double)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)

define internal i64 @inner(ptr %work, i64 %which) noinline {
  %place = getelementptr [4 x double], ptr @table, i64 0, i64 %which
  %base = load double, ptr %place
  %power = call double @pow(double %base, double 3.0)
  %found = fptosi double %power to i64
  ret i64 %found
}

define i64 @run_steps(ptr %work, ptr %facts, i64 %which) {
  %found = call i64 @inner(ptr %work, i64 %which)
  ret i64 %found
}

define i64 @run_phase(ptr %work, ptr %facts, i64 %length, i64 %b, i64 %c, i64 %d) {
  call void @llvm.memset.p0.i64(ptr %work, i8 7, i64 %length, i1 false)
  %found = add i64 %b, %d
  ret i64 %found
}
"""
"""Two small functions under the names of the entries: constants, a call of their own, two of the C library."""


def object_of(text: str, triple: str = "") -> bytes:
    """The object file of a text in LLVM's language, for this machine."""
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    module = binding.parse_assembly(text)
    module.triple = triple or binding.get_process_triple()
    machine = binding.Target.from_triple(module.triple).create_target_machine(reloc="pic", codemodel="default")
    made: bytes = machine.emit_object(module)
    return made


def linked(text: str = ADDS_POWERS) -> image.Image:
    return linking.image_of(object_of(text), ("run_steps", "run_phase"))


on_elf = pytest.mark.skipif(
    not object_of("").startswith(b"\x7fELF\x02\x01") or sys.platform == "win32" or object_of("")[18] != 62,
    reason="images are made of ELF files for x86-64",
)


@pytest.fixture(autouse=True)
def _two_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "ENTRIES", {"run_steps": 1, "run_phase": 4})


def check(functions: Any) -> None:
    """Both functions do what their text says."""
    work = np.zeros(16, np.uint8)
    start = work.__array_interface__["data"][0]
    assert [functions.run_steps(start, 0, which) for which in range(4)] == [8, 27, 125, 343]
    assert functions.run_phase(start, 0, 5, -3, 0, 2**40) == 2**40 - 3
    assert work.tolist() == [7] * 5 + [0] * 11


@on_elf
def test_an_image_runs_wherever_it_is_put() -> None:
    made = linked()
    assert set(made.outside) == {"pow", "memset"}
    first, second = image.load(made), image.load(made)
    check(first)
    check(second)


def test_llvm_loads_what_is_no_image() -> None:
    check(image.load(object_of(ADDS_POWERS)))


@on_elf
@pytest.mark.parametrize("kind", ["image", "object"])
def test_a_file_keeps_it_and_any_damage_is_seen(tmp_path: Path, kind: str) -> None:
    made = linked() if kind == "image" else object_of(ADDS_POWERS)
    path = tmp_path / "float32"
    assert image.kept(path) is None
    image.keep(path, made)
    assert image.kept(path) == made
    assert [each.name for each in tmp_path.iterdir()] == ["float32"]
    whole = path.read_bytes()
    for place in range(0, len(whole), 37):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert image.kept(path) is None, place
        path.write_bytes(whole[:place])
        assert image.kept(path) is None, place
    path.write_bytes(whole + b"more")
    assert image.kept(path) is None


@on_elf
def test_variables_are_refused() -> None:
    text = ADDS_POWERS + """
@seen = internal global i64 1
define i64 @count() {
  %before = load i64, ptr @seen
  %after = add i64 %before, 1
  store i64 %after, ptr @seen
  ret i64 %after
}
"""
    with pytest.raises(linking.LinkError, match="variables"):
        linked(text)


@on_elf
def test_relocations_that_are_not_known_are_refused() -> None:
    text = ADDS_POWERS + "@where = constant ptr @run_steps\n"
    with pytest.raises(linking.LinkError):
        linked(text)


def test_another_kind_of_file_is_refused() -> None:
    for code in (b"", b"MZ" + bytes(100), b"\x7fELF\x02\x01" + bytes(100)):
        with pytest.raises(linking.LinkError, match="not an ELF file"):
            linking.image_of(code, ())


@on_elf
def test_a_function_that_no_library_has_is_an_error() -> None:
    with pytest.raises(OSError, match="no function pewter"):
        image.load(linked(ADDS_POWERS.replace("@pow", "@pewter")))


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own, for which nothing but the small functions is ever compiled."""
    from core.engines.kernels import making

    monkeypatch.setattr(cache, "folder", lambda: tmp_path / "kernels" / "of_now")
    monkeypatch.setattr(cache, "_loaded", {})
    monkeypatch.setattr(cache.names, "ENTRIES", {"run_steps": 1, "run_phase": 4})
    monkeypatch.setattr(making, "object_code", lambda dtype: object_of(ADDS_POWERS))
    return tmp_path / "kernels" / "of_now" / "float32"


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that begins."""
    monkeypatch.setattr(cache, "_loaded", {})


@pytest.mark.parametrize("image_fails", [False, True])
def test_what_is_made_is_kept_and_made_again_where_it_is_damaged(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch, image_fails: bool
) -> None:
    if image_fails:
        monkeypatch.setattr(cache, "image_of", refuse)
    assert cache._kept_kernels("float32") is None
    check(cache.kernels("float32"))
    kept = image.kept(own_cache)
    assert isinstance(kept, bytes) or not image_fails
    forget(monkeypatch)
    check(cache._kept_kernels("float32"))
    own_cache.write_bytes(own_cache.read_bytes()[:-1])
    forget(monkeypatch)
    assert cache._kept_kernels("float32") is None
    check(cache.kernels("float32"))
    assert image.kept(own_cache) == kept


@on_elf
@pytest.mark.parametrize("image_fails", [False, True])
def test_an_object_that_should_be_an_image_is_told_once(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, image_fails: bool
) -> None:
    if image_fails:
        monkeypatch.setattr(cache, "image_of", refuse)
    cache.kernels("float32")
    forget(monkeypatch)
    with caplog.at_level(logging.INFO, "chainrule.engines"):
        for _ in range(3):
            check(cache.kernels("float32"))
    wanted = ["The kernels for float32 are no image, so LLVM loads them: not today"] if image_fails else []
    assert [each.getMessage() for each in caplog.records] == wanted


def test_an_object_of_another_system_is_expected_to_need_llvm(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(cache, "image_of", refuse)
    monkeypatch.setattr(cache, "is_known", lambda code: False)
    cache.kernels("float32")
    forget(monkeypatch)
    with caplog.at_level(logging.INFO, "chainrule.engines"):
        check(cache.kernels("float32"))
    assert not caplog.records


def refuse(*_: object) -> None:
    raise linking.LinkError("not today")


def test_what_cannot_be_kept_is_used_all_the_same(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_own_folder", lambda: None)
    check(cache.kernels("float32"))
    assert not own_cache.exists()


def test_what_the_system_refuses_to_run_is_not_ready(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.kernels("float32")
    forget(monkeypatch)

    def refuse_memory(made: object) -> None:
        raise OSError("Compiled code may not run here.")

    monkeypatch.setattr(cache, "load", refuse_memory)
    assert cache._kept_kernels("float32") is None


TRAINS = """
import sys
from tests.helpers.networks import chain, points, trainer
run = trainer(chain((3, 4, 3), "tanh", "softmax", "categorical_crossentropy"), points(29), engine="compiled")
run.epoch()
run.advance()
assert run.engine.engine == "compiled"
print(sorted({"numba", "llvmlite"} & set(sys.modules)))
"""


@on_elf
def test_a_run_of_kept_kernels_loads_no_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "ENTRIES", names.ENTRIES)
    cache.kernels("float64")  # the precision of that run
    done = subprocess.run([sys.executable, "-c", TRAINS], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@on_elf
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_kernels_are_an_image_that_llvm_need_not_load(monkeypatch: pytest.MonkeyPatch, dtype: str) -> None:
    """A kernel that needs more than a few C functions, as by a ``range`` of steps that are not known, is no image.

    LLVM would load it without a word: seconds and 120 MB where nobody looks.
    """
    monkeypatch.setattr(image, "ENTRIES", names.ENTRIES)
    cache.kernels(dtype)
    made = image.kept(cache.folder() / dtype)
    assert isinstance(made, image.Image), "kernels/making.py wrote what linking.py refuses; image_of says why"
    assert set(made.outside) <= {"pow", "memset", "memcpy", "memmove"}

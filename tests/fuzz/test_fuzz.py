"""A few dozen damaged files for each reader; ``make fuzz`` tries many more."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import ChainruleError
from tests.fuzz.attack import Attack
from tests.fuzz.damage import damaged
from tests.fuzz.readers import READERS


@pytest.mark.parametrize("name", READERS)
def test_what_is_damaged_is_read_or_refused_with_a_sentence(name: str, tmp_path: Path) -> None:
    attack = Attack(name, tmp_path)

    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(content=damaged(attack.sound), ending=st.sampled_from(attack.reader.endings))
    def run(content: bytes, ending: str) -> None:
        attack.try_one(content, ending)

    run()


@pytest.mark.parametrize("name", READERS)
def test_what_is_whole_is_read(name: str, tmp_path: Path) -> None:
    """Else the fuzzers would only ever see the first refusal."""
    attack = Attack(name, tmp_path)
    for content in attack.sound:
        for number, ending in enumerate(attack.reader.endings):
            path = tmp_path / f"{number}" / f"a{ending}"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
            try:
                attack.reader.read(path)
                break
            except ChainruleError:
                continue  # under another ending of the same reader
        else:
            pytest.fail(f"{name}: a sound file is refused")


def test_a_reader_that_lets_anything_else_through_is_found(tmp_path: Path) -> None:
    attack = Attack("table", tmp_path)
    for careless in (lambda path: 1 / 0, lambda path: path.read_bytes().decode("ascii")):
        with pytest.raises(AssertionError, match=r"ZeroDivisionError|UnicodeDecodeError"):
            attack.try_one(b"a,b\n\xff,2\n", ".csv", careless)

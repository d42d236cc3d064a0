"""The soak's judgement: what grows, what is said and what is left is found; what is flat passes."""

import pytest

from tests.soak.__main__ import verdict
from tests.soak.work import Held

MB = 2**20


def test_flat_memory_passes_and_growth_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    flat = [Held(200 * MB + (n % 3) * MB, 80 * MB) for n in range(20)]
    assert verdict(flat, [], []) == []
    assert "Allocated: 80.0 MB after the warm-up, 80.0 MB at the end" in capsys.readouterr().out
    growing = [Held(200 * MB + n * MB, 80 * MB) for n in range(20)]
    assert verdict(growing, [], []) == ["Pages grew from 202.0 to 217.0 MB."]
    hidden = [Held(200 * MB, 80 * MB + n * MB) for n in range(20)]
    assert verdict(hidden, [], []) == ["Allocated grew from 82.0 to 97.0 MB."]


def test_messages_leftovers_and_too_few_rounds_are_found() -> None:
    still = [Held(1, 1)] * 8
    assert verdict(still, ["Qt: a warning"], ["timer of Runner"]) == ["Said: Qt: a warning", "Left: timer of Runner"]
    assert "give it more minutes" in verdict(still[:2], [], [])[0]

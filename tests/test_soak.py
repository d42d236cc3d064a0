"""The soak's judgement: what grows, what is said and what is left is found; what is flat passes."""

import pytest

from tests.soak.__main__ import verdict

MB = 2**20


def test_flat_memory_passes_and_growth_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    wobbling = [200 * MB + (n % 3) * MB for n in range(20)]
    assert verdict(wobbling, [], []) == []
    assert "+0." in capsys.readouterr().out
    growing = [200 * MB + n * MB for n in range(20)]
    assert verdict(growing, [], []) == ["Memory grew from 202.0 to 217.0 MB."]


def test_messages_leftovers_and_too_few_rounds_are_found() -> None:
    assert verdict([1] * 8, ["Qt: a warning"], ["timer of Runner"]) == ["Said: Qt: a warning", "Left: timer of Runner"]
    assert "give it more minutes" in verdict([1, 1], [], [])[0]

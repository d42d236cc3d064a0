"""``python -m tests.fuzz [--seconds 300] [--seed N] [--reader NAME]``: damaged files for every reader for a time.

It stops at the first that is neither read nor refused with a sentence, and prints the smallest such file it can find
and the seed that leads there again.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.attack import Attack
from tests.fuzz.damage import damaged
from tests.fuzz.readers import READERS

ROUND = 150
"""Files for one reader in a row."""


def a_round(attack: Attack, number: int) -> tuple[int, int]:
    """(files tried, files read)."""
    counts = [0, 0]

    @seed(number)
    @settings(
        max_examples=ROUND, deadline=None, database=None, suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink), print_blob=False,
    )  # fmt: skip
    @given(content=damaged(attack.sound), ending=st.sampled_from(attack.reader.endings))
    def run(content: bytes, ending: str) -> None:
        counts[0] += 1
        counts[1] += attack.try_one(content, ending)

    run()
    return counts[0], counts[1]


def main() -> int:
    """See the module's header; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Give damaged files to every reader.")
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--reader", choices=sorted(READERS), default=None)
    given_ = parser.parse_args()
    number = random.SystemRandom().randrange(10**6) if given_.seed is None else given_.seed
    names = [given_.reader] if given_.reader else list(READERS)
    end = time.monotonic() + given_.seconds
    with tempfile.TemporaryDirectory() as folder:
        attacks = [Attack(name, Path(folder)) for name in names]
        totals = {name: [0, 0] for name in names}
        while time.monotonic() < end:
            for attack in attacks:
                print(f"seed {number}: {attack.name}", flush=True)
                try:
                    tried, read = a_round(attack, number)
                except BaseException:
                    print(f"Found with --seed {number} --reader '{attack.name}'.", file=sys.stderr)
                    raise
                totals[attack.name][0] += tried
                totals[attack.name][1] += read
                if time.monotonic() > end:
                    break
            number += 1
    for name, (tried, read) in totals.items():
        print(f"{name}: {tried:,} damaged files, {read:,} were read, {tried - read:,} refused with a sentence")
    return 0


if __name__ == "__main__":
    sys.exit(main())

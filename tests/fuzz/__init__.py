"""Fuzzers: every reader is given damaged files; it must give what it read, or one sentence, and nothing else."""

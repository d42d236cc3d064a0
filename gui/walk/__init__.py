"""The walk through a training step: its stops, the arithmetic behind every number, the numbers side by side."""

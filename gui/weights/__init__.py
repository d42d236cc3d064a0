"""Weights by hand: setting and nudging them in the run, and the table of a layer's weights."""

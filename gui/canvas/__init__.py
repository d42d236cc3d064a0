"""The canvas: the drawing of the network, live while it trains."""

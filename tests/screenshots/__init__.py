"""The README's pictures, made with the real program: `make screenshots` runs this package under Xvfb."""

"""Inside: what goes on inside the chosen layer for the watched example, and the page on one direction or two."""

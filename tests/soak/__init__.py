"""The soak: the window is worked in for minutes or an hour, and must need no more at the end than at the beginning."""

"""Questions answered by experiment: what runs them in the training thread, and a window for each."""

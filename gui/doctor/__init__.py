"""The training doctor in the window: the watch in the training thread, and the practice beside the runner."""

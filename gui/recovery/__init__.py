"""Nothing is lost: every open window saves its drawing aside, and the next start offers what a crash left behind."""

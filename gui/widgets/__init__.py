"""Small widgets in Chainrule's look. They know colours and fonts and nothing of networks; each lives in its own file."""

"""Small widgets in Chainrule's look. They know colours and fonts and nothing of networks; each has its own file."""

"""Chainrule's core: networks, their training and their files, without a window. Loads numpy and nothing heavier.

In a script or notebook::

    import core
    project = core.load("digits.chainrule")
    trainer = core.Trainer(project.network, project.training, project.prepared())
    trainer.epoch()
"""

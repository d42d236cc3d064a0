"""A run that ends before the doctor comes a second time is judged by what it is at its end."""

from dataclasses import replace

import core
from core.doctor import Doctor
from core.edit import set_layer, set_training
from core.initializers import Initializer


def test_dead_neurons_of_a_run_that_is_over_at_once() -> None:
    file = core.load(core.example_path("iris"))
    hidden = next(node for node in file.network.nodes if node.name == "hidden")
    low = Initializer.from_json({"kind": "constant", "value": -90})
    project = set_layer(file.project, hidden.id, activation="relu", bias_initializer=low)
    trainer, _ = core.start(replace(file, project=set_training(project, epochs=2)))
    doctor = Doctor(trainer)
    trainer.step()
    doctor.examine()
    assert "dead_relu" not in {each.illness for each in doctor.findings}, "one odd minibatch raises no alarm"
    doctor = Doctor(trainer)
    while not trainer.finished:
        trainer.step()
    doctor.examine()
    assert "dead_relu" in {each.illness for each in doctor.findings}

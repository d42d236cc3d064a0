"""A trained project with a run in the middle of an epoch, made once."""

import pytest

from core.data import load, prepare
from core.data_spec import BuiltinData
from core.fitting import suggest_network
from core.formats import ProjectFile
from core.project import EarlyStopping, ProjectSpec, TrainingSpec
from core.trainer import Trainer


@pytest.fixture(scope="session")
def trained() -> ProjectFile:
    dataset, spec = load(BuiltinData(name="iris"))
    prepared = prepare(dataset, spec)
    training = TrainingSpec(epochs=8, batch_size=25, early_stopping=EarlyStopping(patience=5))
    network = suggest_network(dataset.task)
    trainer = Trainer(network, training, prepared)
    trainer.run(60.0, steps=23)
    checkpoint = trainer.checkpoint()
    project = ProjectSpec(network, training, spec, ((1, (0.5, -3.0)),))
    return ProjectFile(project, checkpoint.weights(), checkpoint, prepared.preprocessing, dataset.task)

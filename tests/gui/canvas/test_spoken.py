"""The words of a text on the drawing: on the card they enter by, under sequences, in read-outs and sentences."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage

from core import edit
from core.layers import Embedding, Input
from core.project import ProjectSpec
from core.task import Task
from gui.canvas.cards import MOST_FACES, Part, Style
from gui.canvas.detail import Detail
from gui.canvas.map_cards import card_of
from gui.canvas.marks import WindowMark
from gui.canvas.spoken import NONE, Spoken
from gui.canvas.word_cards import MOST_ON_AXIS
from gui.tokens import unit_of
from tests.helpers.canvas_shots import make, shoot

WORDS, MEANING, PHRASES, STRONGEST = 1, 2, 3, 4


@pytest.fixture(scope="module")
def questions(qapp):
    return make("questions")


def sentence(runner) -> list[str]:
    encoder = runner.prepared.dataset.encoder
    return encoder.words(int(each) for each in runner.snapshot.watched.x)


def test_the_words_of_the_example_stand_where_they_enter(questions):
    scene, runner, _ = questions
    shoot(scene)
    item = scene.item(WORDS)
    assert item.card.style is Style.WORDS and item.summary == "16 words"
    spoken = scene.painter.speaker.on(item, None)
    assert list(spoken.words) == sentence(runner) and spoken.lit == NONE
    assert len(item.card.slots) == 16 and item.card.rect.contains(item.card.watch)
    assert all(item.card_rect().contains(item.face_rect(slot)) for slot in range(16))


def test_under_a_sequence_stands_the_middle_word_of_each_window(questions):
    scene, runner, _ = questions
    shoot(scene)
    speaker, words = scene.painter.speaker, sentence(runner)
    assert list(speaker.on(scene.item(MEANING), None).words) == words
    assert list(speaker.on(scene.item(PHRASES), None).words) == words[1:-1]  # windows of three
    assert speaker.run(PHRASES, 2) == " ".join(words[2:5])
    assert speaker.on(scene.item(STRONGEST), None) == Spoken()


def test_words_behind_the_chosen_cell_are_set_off(questions):
    scene, _, _ = questions
    shoot(scene)
    speaker, mark = scene.painter.speaker, WindowMark(PHRASES, 0, (4,))
    assert speaker.on(scene.item(WORDS), mark).lit == (4, 6)
    assert speaker.on(scene.item(MEANING), mark).lit == (4, 6)
    assert speaker.on(scene.item(PHRASES), mark).lit == (4, 4)


def test_axis_and_strips_lie_within_the_card(questions):
    scene, _, _ = questions
    for key in (MEANING, PHRASES):
        card = scene.item(key).card
        assert card.axis.width() == pytest.approx(card.face_width) and card.rect.contains(card.axis)
        assert card.axis.top() >= card.slots[:, 1].max() + card.face / 2 - 0.01
        assert card.stepper.minus.top() >= card.axis.bottom()


def test_another_example_says_other_words(qapp):
    scene, runner, _ = make("questions")
    shoot(scene)
    before = scene.painter.speaker.words()
    runner.observer.watch(40)
    runner.look()
    shoot(scene)
    assert scene.painter.speaker.words() == tuple(sentence(runner)) != before


def test_no_words_without_a_text_or_with_the_mean_of_several(qapp):
    scene, _, _ = make("words")  # numbers of words, but nobody says which
    shoot(scene)
    assert scene.item(WORDS).card.style is Style.ROWS and scene.painter.speaker.words() == ()
    scene, runner, _ = make("questions")
    shoot(scene)
    watched = runner.snapshot.watched
    runner.snapshot = replace(runner.snapshot, watched=replace(watched, row=-1))
    runner.snapshot_ready.emit(runner.snapshot)
    shoot(scene)
    assert scene.painter.speaker.words() == ()


def test_long_texts_show_their_beginning_and_no_axis():
    task = Task((200,), "classification", ("no", "yes"), vocabulary=900)
    project = edit.append_to_end(edit.add_layer(ProjectSpec(data=None), Input(shape=(200,))), Embedding(input_dim=900))
    network = project.network
    card = card_of(network, network.by_id[1], Part(task=task))
    assert card.style is Style.WORDS and card.shown == tuple(range(MOST_FACES)) and card.left_out == 200 - MOST_FACES
    assert card.rect.contains(card.more) and card.more.top() > card.slots[-1, 1] + card.face / 2 - 1
    assert MOST_ON_AXIS < 200 and card_of(network, network.by_id[2], Part(task=task)).axis is None
    assert unit_of(None) == "tokens"


def pixels(image: QImage) -> np.ndarray:
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width()).copy()


def test_words_are_painted_at_every_zoom(questions):
    scene, runner, _ = questions
    for zoom in (0.12, 0.3, 0.6, 1.0, 2.0):
        scene.painter.detail = Detail()
        with_words = pixels(shoot(scene, zoom, (1400, 800)))
        kept, runner.prepared = runner.prepared, None
        scene.painter.refresh()
        without = pixels(shoot(scene, zoom, (1400, 800)))
        runner.prepared = kept
        scene.painter.refresh()
        assert (with_words != without).any(), zoom

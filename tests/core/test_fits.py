"""Which kinds fit a loose wire: by the shapes that would meet."""

from core import edit, fits
from core.examples import open_example
from core.layers import Conv2D, Dense, Input, Layer
from core.project import ProjectSpec


def test_behind_an_image_and_behind_numbers() -> None:
    network = open_example("digits").network  # 1 Input 8x8x1, 2 Flatten, 3 Dense, 4 Dense
    behind_image, behind_numbers = fits.kinds_behind(network, 1), fits.kinds_behind(network, 3)
    assert {"Conv2D", "Flatten", "MaxPooling2D", "Add"} <= set(behind_image)
    assert "Dense" not in behind_image and "Input" not in behind_image
    assert {"Dense", "Dropout", "Concatenate"} <= set(behind_numbers) and "Conv2D" not in behind_numbers


def test_where_no_shape_is_known_all_that_take_wires_fit() -> None:
    project = edit.add_layer(ProjectSpec(data=None), Dense(units=3))
    assert set(fits.kinds_behind(project.network, 1)) == {
        name for name, kind in Layer.kinds.items() if issubclass(kind, Layer) and kind.inputs[1] != 0
    }


def test_before_a_layer() -> None:
    project = edit.add_layer(ProjectSpec(data=None), Conv2D(filters=2))
    assert {"Input", "Dense", "Conv2D"} - set(fits.kinds_before(project.network, 1)) <= {"Input"}
    with_input = edit.add_layer(project, Input(shape=(3,)))
    assert "Input" not in fits.kinds_before(with_input.network, 1)
    assert fits.kinds_before(with_input.network, 2) == (), "nothing can enter an Input"


def test_a_free_layer_is_put_onto_a_wire() -> None:
    project = open_example("iris")
    first, second = project.network.nodes[:2]
    grown = edit.add_layer(project, Dense(units=3), place=(5.0, 5.0))
    new = project.network.next_id
    after = edit.insert_existing(grown, new, source=first.id, target=second.id)
    assert after.network.by_id[second.id].inputs == (new,) and after.network.by_id[new].inputs == (first.id,)
    assert new not in after.place

"""Layout: part and class from folders."""

from hypothesis import given
from hypothesis import strategies as st

from core.data.layout import Layout, natural


def test_wrappers_are_looked_through() -> None:
    found = Layout.of(["a/b/cat/1.png", "a/b/dog/1.png"])
    assert found.root == "a/b/" and found.classes == ("cat", "dog")
    assert [item.name for item in found.items] == ["cat/1.png", "dog/1.png"]
    assert Layout.of(["train/cat/1", "train/dog/1"]).root == "train/"
    assert Layout.of(["cat/1", "cat/2"]).classes == ("cat",)


def test_deep_folders_belong_to_their_class() -> None:
    found = Layout.of(["cat/tabby/1", "cat/2", "dog/1"])
    assert [item.name for item in found.items] == ["cat/2", "cat/tabby/1", "dog/1"]
    assert [item.label for item in found.items] == ["cat", "cat", "dog"]


def test_a_class_may_be_called_train() -> None:
    found = Layout.of(["train/1", "ship/1"])
    assert found.classes == ("ship", "train") and found.held is None


def test_one_part_alone_is_to_learn_from() -> None:
    found = Layout.of(["test/cat/1", "test/dog/1"])
    assert found.held is None and len(found.training) == 2
    found = Layout.of(["val/cat/1", "test/cat/1", "test/dog/1"])
    assert found.held is None and [item.name for item in found.training] == ["val/cat/1"]


def test_labels_overrule_folders() -> None:
    found = Layout.of(["1", "2", "cat/3"], {"1": "dog", "cat/3": ""})
    assert [(item.name, item.label) for item in found.items] == [("1", "dog"), ("2", "")]
    assert found.loose == 1


@given(st.lists(st.text(min_size=1, max_size=8), max_size=8))
def test_the_natural_order_is_an_order(names: list[str]) -> None:
    assert sorted(sorted(names, reverse=True), key=natural) == sorted(names, key=natural)


def test_numbers_count() -> None:
    assert sorted(["10", "9", "1b", "1a", "B", "a"], key=natural) == ["1a", "1b", "9", "10", "a", "B"]
    assert sorted(["²", "1"], key=natural)

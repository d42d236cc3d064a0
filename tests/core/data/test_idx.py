"""IDX files: what is in them comes back; what is wrong with them is a sentence."""

import gzip
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.idx import is_idx, is_images, labels_of, pairs, part_of, read, read_pair
from core.errors import DataError
from tests.helpers.media import idx


def refused(content: bytes) -> str:
    with pytest.raises(DataError) as caught:
        read(content, "d.idx")
    return str(caught.value)


@settings(max_examples=80, deadline=None)
@given(
    kind=st.sampled_from(["u1", "i1", "i2", "i4", "f4", "f8"]),
    shape=st.lists(st.integers(0, 5), min_size=1, max_size=4), packed=st.booleans(), seed=st.integers(0, 99),
)  # fmt: skip
def test_arrays_come_back(kind: str, shape: list[int], packed: bool, seed: int) -> None:
    values = np.random.default_rng(seed).integers(0, 100, shape).astype(kind)
    content = idx(values)
    found = read(gzip.compress(content) if packed else content, "d.idx")
    assert found.shape == values.shape and np.array_equal(found, values) and found.dtype.kind == values.dtype.kind


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=60), head=st.sampled_from([b"", b"\0\0\x08\x01", b"\0\0\x08\x03", b"\x1f\x8b\x08"]))
def test_any_bytes_are_an_array_or_a_sentence(content: bytes, head: bytes) -> None:
    try:
        read(head + content, "d.idx")
    except DataError as error:
        assert str(error).startswith("d.idx ")


def test_wrong_files() -> None:
    whole = idx(np.arange(24, dtype=np.uint8).reshape(2, 3, 4))
    assert "it begins with 89 50 4e 47, not 00 00" in refused(b"\x89PNG rest")
    assert "it begins with nothing" in refused(b"")
    assert "cut off or damaged; fetch it again" in refused(whole[:-1])
    assert "cut off or damaged" in refused(whole[:9])
    assert "more than the 2 × 3 × 4 numbers it announces" in refused(whole + b"\0")
    packed = gzip.compress(whole)
    assert "cut off or damaged" in refused(packed[: len(packed) // 2])
    assert "cut off or damaged" in refused(packed[:-6] + b"\0" * 6)
    huge = struct.pack(">HBB3I", 0, 8, 3, 2**31, 2**20, 2**10)
    assert "at most 4 GB are read" in refused(huge)
    assert "at most 4 GB are read" in refused(gzip.compress(huge + b"\0" * 1000))


def test_names() -> None:
    assert is_idx("train-images-idx3-ubyte") and is_idx("a/t10k-labels.idx1-ubyte.gz") and is_idx("x.idx")
    assert not is_idx("idx.png") and not is_idx("a.gz") and not is_idx("indexes3.txt")
    assert is_images("train-images-idx3-ubyte") and not is_images("train-labels-idx1-ubyte")
    assert part_of("t10k-images-idx3-ubyte") == part_of("emnist-letters-test-images-idx3-ubyte") == "test"
    assert part_of("train-images-idx3-ubyte") == "train" and part_of("val-images.idx3-ubyte") == "validation"
    names = ["a/train-images.idx3-ubyte.gz", "a/train-labels.idx1-ubyte", "b/train-labels.idx1-ubyte"]
    assert labels_of(names[0], names) == names[1]
    assert labels_of("x.idx", names) is None
    assert pairs(names) == [(names[0], names[1])]


def test_pairs_must_fit() -> None:
    x, y = np.zeros((3, 2, 2), np.uint8), np.arange(3, dtype=np.uint8)

    def pair(images: np.ndarray, labels: np.ndarray) -> str:
        with pytest.raises(DataError) as caught:
            read_pair("train", ("x", idx(images)), ("y", idx(labels)))
        return str(caught.value)

    assert read_pair("train", ("x", idx(x)), ("y", idx(y))).images.shape == (3, 2, 2, 1)
    assert "x holds 3 images, y 2 labels" in pair(x, y[:2])
    assert "images are uint8" in pair(x.astype("i4"), y)
    assert "labels are one whole number a row" in pair(x, y.astype("f4"))
    assert "holds no images" in pair(x[:0], y[:0])

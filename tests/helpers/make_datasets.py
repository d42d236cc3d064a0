"""Writes resources/datasets: copies from scikit-learn, and texts made by small grammars and a seed.

Run: python tests/helpers/make_datasets.py. ``contents()`` gives the text of every file, ``made()`` of those made here,
so that tests can compare them with what is committed. The copies need scikit-learn, which nothing else here needs.
"""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parents[2] / "resources" / "datasets"
COPY = "Copied from scikit-learn (BSD 3-Clause), sklearn.datasets."
CC_BY = "Creative Commons Attribution 4.0 International (CC BY 4.0)"

ABOUT: dict[str, dict[str, Any]] = {
    "digits": {
        "title": "Handwritten digits",
        "description": "1,797 handwritten digits of 43 people, scanned and reduced to 8 x 8 pixels of 0 to 16.",
        "source": "E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten Digits (its test part), "
        "UCI Machine Learning Repository, https://doi.org/10.24432/C50P49. " + COPY,
        "licence": CC_BY,
    },
    "iris": {
        "title": "Iris flowers",
        "description": "Length and width of sepals and petals of 150 flowers of three species, in centimetres.",
        "source": "R. A. Fisher (1936), Iris, UCI Machine Learning Repository, "
        "https://doi.org/10.24432/C56C76. " + COPY,
        "licence": CC_BY,
    },
    "wine": {
        "title": "Wine cultivars",
        "description": "13 chemical measurements of 178 Italian wines made from three cultivars.",
        "source": "S. Aeberhard and M. Forina (1992), Wine, UCI Machine Learning Repository, "
        "https://doi.org/10.24432/C5PC7J. " + COPY,
        "licence": CC_BY,
    },
    "breast_cancer": {
        "title": "Breast cancer Wisconsin",
        "description": "30 measurements of cell nuclei in 569 images of breast masses, benign or malignant.",
        "source": "W. Wolberg, O. Mangasarian, N. Street and W. Street (1993), Breast Cancer Wisconsin (Diagnostic), "
        "UCI Machine Learning Repository, https://doi.org/10.24432/C5DW2B. " + COPY,
        "licence": CC_BY,
    },
    "diabetes": {
        "title": "Diabetes progression",
        "description": "Age, sex, body mass index, blood pressure and six blood values of 442 patients, and how far "
        "their diabetes had progressed a year later.",
        "source": "B. Efron, T. Hastie, I. Johnstone and R. Tibshirani (2004), Least Angle Regression, Annals of "
        "Statistics 32(2), 407-499, https://www4.stat.ncsu.edu/~boos/var.select/diabetes.html. " + COPY,
        "licence": "No licence is stated at the source; scikit-learn carries it under the BSD 3-Clause licence.",
    },
}
OURS = {
    "source": "Made for Chainrule by a grammar and a seed in tests/helpers/make_datasets.py.",
    "licence": "MIT, as the program",
    "pixel_scale": None,
}
ABOUT |= {
    "questions": {
        "title": "Questions and statements",
        "description": "1,200 English sentences without marks or capitals: is it a question or a statement? Both use "
        "the same words; their order tells them apart.",
        **OURS,
        "shape": [16],
        "class_names": ["question", "statement"],
        "text": {"vocabulary_size": 140, "length": 16},
    },
    "moods": {
        "title": "Moods",
        "description": "1,200 English sentences that are pleased or displeased. A denial turns a word round, and what "
        "follows a but has the last word.",
        **OURS,
        "shape": [16],
        "class_names": ["displeased", "pleased"],
        "text": {"vocabulary_size": 70, "length": 16},
    },
}
TARGETS = {"digits": "digit", "iris": "species", "wine": "cultivar", "breast_cancer": "diagnosis"}
DIABETES = ("age", "sex", "bmi", "blood pressure", "s1 tc", "s2 ldl", "s3 hdl", "s4 tch", "s5 ltg", "s6 glu")


def contents() -> dict[str, str]:
    """File name -> text."""
    from sklearn import datasets

    loaders = {name: getattr(datasets, f"load_{name}") for name in ABOUT if name not in TEXTS}
    texts: dict[str, str] = {}
    about: dict[str, dict[str, Any]] = {}
    for name, load in loaders.items():
        bunch = load(scaled=False) if name == "diabetes" else load()
        classes = [] if name == "diabetes" else [str(each) for each in bunch.target_names]
        classes = [each.replace("class_", "cultivar ") for each in classes]
        names = [str(each).replace(",", " ") for each in bunch.feature_names]
        names = list(DIABETES) if name == "diabetes" else names
        answers = [classes[each] for each in bunch.target] if classes else [_number(each) for each in bunch.target]
        head = ",".join([*names, TARGETS.get(name, "progression")])
        rows = (
            ",".join([*map(_number, row), answer]) for row, answer in zip(bunch.data, answers, strict=True)
        )
        texts[f"{name}.csv"] = "\n".join([head, *rows]) + "\n"
        image = name == "digits"
        about[name] = ABOUT[name] | {
            "shape": [8, 8, 1] if image else [bunch.data.shape[1]],
            "pixel_scale": 16.0 if image else None,
            "class_names": classes,
        }
    texts |= made()
    about |= {name: ABOUT[name] for name in TEXTS}
    texts["datasets.json"] = json.dumps(about, indent=2) + "\n"
    texts["SOURCES.md"] = _sources()
    return texts


# -- texts of our own ------------------------------------------------------------------------------------------------

SUBJECTS = (
    *("the cat", "the old dog", "my sister", "your brother", "the teacher", "a young doctor", "the neighbour", "she"),
    *("he", "the tall man", "our cousin", "the baker", "the girl next door", "the new pupil", "my friend", "the nurse"),
)
DOINGS = {
    "is": ("sleeping", "reading a letter", "waiting outside", "making soup", "looking for the key", "painting a door"),
    "was": ("singing", "carrying a box", "talking to the driver", "hiding the present", "cleaning the kitchen"),
    "can": ("swim", "play the piano", "repair a bicycle", "hear the bells", "cook for ten people"),
    "will": ("travel", "buy a boat", "answer the letter", "plant a tree", "close the window"),
    "has": ("left", "seen the film", "lost the keys", "found a coin", "written a song"),
    "should": ("rest", "call the office", "take the early train", "eat more fruit", "learn to dance"),
}  # fmt: skip
ENDS = (
    "", "", "in the garden", "after lunch", "on sunday", "at the station", "before the rain", "in the evening",
    "behind the house", "without help", "this week",
)  # fmt: skip
WHENS = ("where", "when", "why", "how")
ASKING = ("do you know", "can you tell me", "did anybody ask", "have you heard", "does she remember")
TELLING = ("i know", "nobody asked", "she told me", "we heard", "it is not clear", "they forgot", "i wonder", "he saw")


def _question(rng: np.random.Generator) -> tuple[str, str]:
    """One sentence; the words of questions and statements are the same, their order is not."""
    pick = _picker(rng)
    helper = pick(tuple(DOINGS))
    who, doing, end, when = pick(SUBJECTS), pick(DOINGS[helper]), pick(ENDS), pick(WHENS)
    told, asked = f"{who} {helper} {doing} {end}", f"{helper} {who} {doing} {end}"
    kind = int(rng.integers(0, 8))
    forms = (
        (told, "statement"), (told, "statement"), (f"{pick(TELLING)} {when} {told}", "statement"),
        (f"{pick(TELLING)} that {told}", "statement"), (asked, "question"), (asked, "question"),
        (f"{when} {asked}", "question"), (f"{pick(ASKING)} {when} {told}", "question"),
    )  # fmt: skip
    return forms[kind]


THINGS = (
    *("the soup", "the film", "the weather", "our holiday", "the concert", "the new chair", "his speech", "the hotel"),
    *("the journey", "the cake", "the lesson", "her letter", "the party", "the book", "the match", "the coffee"),
)
GOOD = ("good", "wonderful", "pleasant", "delightful", "funny", "lovely", "excellent", "cheerful", "perfect", "warm")
BAD = ("bad", "dull", "terrible", "sad", "boring", "awful", "cold", "disappointing", "noisy", "tiresome")
DEGREES = ("", "", "very", "really", "quite", "rather", "so")
DENIALS = ("not", "hardly", "never", "not very", "not at all", "by no means")


def _mood(rng: np.random.Generator) -> tuple[str, str]:
    """One sentence; a denial turns a word round, and what follows "but" has the last word."""
    pick = _picker(rng)

    def clause(about: str) -> tuple[str, bool]:
        good = bool(rng.integers(0, 2))
        word = pick(GOOD if good else BAD)
        if rng.random() < 0.35:
            return f"{about} was {pick(DENIALS)} {word}", not good
        return f"{about} was {pick(DEGREES)} {word}", good

    first, second = pick(THINGS), pick(THINGS)
    text, good = clause(first)
    if rng.random() < 0.4 and first != second:
        more, good = clause(second)
        text = f"{text} but {more}"
    elif rng.random() < 0.3:
        text = f"{pick(('i thought', 'everybody says', 'they found', 'to be honest'))} {text}"
    return text, "pleased" if good else "displeased"


def _picker(rng: np.random.Generator) -> Callable[[tuple[str, ...]], str]:
    return lambda words: words[int(rng.integers(0, len(words)))]


ROWS = 1200
TEXTS = {"questions": (_question, 11), "moods": (_mood, 12)}


def made() -> dict[str, str]:
    """File name -> text of the sets made here: as many sentences of either class, none twice."""
    texts = {}
    for name, (sentence, seed) in TEXTS.items():
        rng = np.random.default_rng(seed)
        found: dict[str, str] = {}
        counts = Counter[str]()
        while len(found) < ROWS:
            text, label = sentence(rng)
            text = " ".join(text.split())
            if text not in found and counts[label] < ROWS // 2:
                found[text] = label
                counts[label] += 1
        texts[f"{name}.csv"] = "\n".join(["text,kind", *(f"{text},{label}" for text, label in found.items())]) + "\n"
    return texts


def _number(value: np.floating[Any]) -> str:
    plain = float(value)
    return str(int(plain)) if plain.is_integer() else repr(plain)


def _sources() -> str:
    parts = ["# Where these files come from", "", "Written by tests/helpers/make_datasets.py; do not edit by hand."]
    for name, about in ABOUT.items():
        parts += ["", f"## {name}.csv: {about['title']}", "", about["description"], ""]
        parts += [f"- Source: {about['source']}", f"- Licence: {about['licence']}"]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    for file_name, text in contents().items():
        (FOLDER / file_name).write_text(text, encoding="utf-8", newline="\n")

"""Writes resources/datasets from the copies that scikit-learn carries. Run: python tests/helpers/make_datasets.py

``contents()`` gives the text of every file, so that a test can compare them with what is committed.
Needs scikit-learn, which neither the program nor its ordinary tests need.
"""

import json
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
TARGETS = {"digits": "digit", "iris": "species", "wine": "cultivar", "breast_cancer": "diagnosis"}
DIABETES = ("age", "sex", "bmi", "blood pressure", "s1 tc", "s2 ldl", "s3 hdl", "s4 tch", "s5 ltg", "s6 glu")


def contents() -> dict[str, str]:
    """File name -> text."""
    from sklearn import datasets

    loaders = {name: getattr(datasets, f"load_{name}") for name in ABOUT}
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
    texts["datasets.json"] = json.dumps(about, indent=2) + "\n"
    texts["SOURCES.md"] = _sources()
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

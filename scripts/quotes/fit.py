"""Derive the weights of `essay-press quotes --suggest` anew from the labelled texts, and say what they reach.

Run `python scripts/quotes/fit.py FOLDER`, where FOLDER/emerson holds the Markdown essays and, for each
source that `labels.toml` names, FOLDER/standardebooks/NAME is a repository of Standard Ebooks. With `--write`, the
weights go into the package; without it they are only tried.

The model is a logistic regression over the features of `essay_press.quotes.features`, each piece with its own share of
lifted sentences, so that sentences are compared only within their piece. What it reaches is measured on authors whose
pieces it has not seen: for each author, the weights come from all the others.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from pathlib import Path
from statistics import mean, pstdev

from sources import body

from essay_press.quotes.features import FEATURES, features
from essay_press.quotes.rules import LONG, SHORT
from essay_press.quotes.sentences import Sentence, sentences
from essay_press.quotes.words import fold

__all__ = ["Piece", "auc", "fitted", "held_out", "pieces", "scores"]

HERE = Path(__file__).parent
WEIGHTS = HERE.parent.parent / "src" / "essay_press" / "quotes" / "weights.toml"
PENALTY = 30.0
"""The ridge on standardised weights; between 10 and 100 the result moves by less than 0.005."""
ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """An essay or chapter: its sentences, what is counted in them, and which of them an editor lifted."""

    author: str
    file: str
    found: tuple[Sentence, ...]
    counted: tuple[dict[str, float], ...]
    lifted: tuple[bool, ...]

    @property
    def key(self) -> tuple[str, str]:
        """Return what no other piece has."""
        return self.author, self.file

    @property
    def fit(self) -> list[int]:
        """Return the numbers of the sentences whose length a pull-quote may have."""
        return [number for number, each in enumerate(self.found) if SHORT <= len(each.text) <= LONG]


@dataclass(frozen=True, slots=True)
class Weights:
    """What a standard deviation of each feature is worth, and its mean and deviation."""

    weight: tuple[float, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]


def label(text: str) -> str:
    """Return by what a sentence is known in `labels.toml`."""
    return hashlib.sha256(fold(text).text.casefold().encode()).hexdigest()[:16]


def pieces(folder: Path) -> list[Piece]:
    """Return the labelled pieces whose texts are in `folder`."""
    out = []
    for entry in tomllib.loads((HERE / "labels.toml").read_text(encoding="utf-8"))["piece"]:
        root = body(folder / entry["source"], entry["file"])
        if root is None:
            continue
        found = sentences(root)
        chosen = [label(each.text) in entry["lifted"] for each in found]
        if sum(chosen) < len(entry["lifted"]):
            print(f"{entry['file']}: {len(entry['lifted']) - sum(chosen)} labelled sentences are not in this text")
        out.append(Piece(entry["author"], entry["file"], found, tuple(features(found, "en")), tuple(chosen)))
    return out


def fitted(training: Sequence[Piece]) -> Weights:
    """Return the weights that tell the lifted sentences of these pieces from the rest of each (Newton's method)."""
    columns = list(zip(*(_row(item) for piece in training for item in piece.counted), strict=True))
    means = tuple(mean(column) for column in columns)
    scales = tuple(pstdev(column) or 1.0 for column in columns)
    plain = Weights((0.0,) * len(FEATURES), means, scales)
    rows = [_standard(item, plain) for piece in training for item in piece.counted]
    labels = [float(each) for piece in training for each in piece.lifted]
    offsets = [
        log(sum(piece.lifted) / (len(piece.lifted) - sum(piece.lifted))) for piece in training for _ in piece.lifted
    ]
    weight = [0.0] * len(FEATURES)
    for _ in range(ROUNDS):
        weight = _step(rows, labels, offsets, weight)
    return Weights(tuple(weight), means, scales)


def _step(
    rows: Sequence[Sequence[float]], labels: Sequence[float], offsets: Sequence[float], weight: Sequence[float]
) -> list[float]:
    size = len(weight)
    slope = [-PENALTY * each for each in weight]
    curve = [[PENALTY if i == j else 0.0 for j in range(size)] for i in range(size)]
    for row, wanted, offset in zip(rows, labels, offsets, strict=True):
        chance = 1 / (1 + exp(-offset - sum(a * b for a, b in zip(row, weight, strict=True))))
        miss, spread = wanted - chance, chance * (1 - chance)
        for i, value in enumerate(row):
            slope[i] += miss * value
            part, line = spread * value, curve[i]
            for j in range(i + 1):
                line[j] += part * row[j]
    for i in range(size):
        for j in range(i):
            curve[j][i] = curve[i][j]
    return [old + change for old, change in zip(weight, _solved(curve, slope), strict=True)]


def _solved(matrix: list[list[float]], right: Sequence[float]) -> list[float]:
    """Return the solution of a system of equations whose matrix is symmetric and positive (Cholesky)."""
    size = len(right)
    low = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            rest = matrix[i][j] - sum(low[i][k] * low[j][k] for k in range(j))
            low[i][j] = sqrt(rest) if i == j else rest / low[j][j]
    half: list[float] = []
    for i in range(size):
        half.append((right[i] - sum(low[i][k] * half[k] for k in range(i))) / low[i][i])
    out = [0.0] * size
    for i in reversed(range(size)):
        out[i] = (half[i] - sum(low[k][i] * out[k] for k in range(i + 1, size))) / low[i][i]
    return out


def scores(piece: Piece, weights: Weights) -> list[float]:
    """Return what the weights give each sentence of a piece."""
    return [sum(a * b for a, b in zip(_standard(item, weights), weights.weight, strict=True)) for item in piece.counted]


def held_out(found: Sequence[Piece]) -> dict[tuple[str, str], list[float]]:
    """Return the scores of each piece by weights from the other authors' pieces alone."""
    out: dict[tuple[str, str], list[float]] = {}
    for author in dict.fromkeys(piece.author for piece in found):
        weights = fitted([piece for piece in found if piece.author != author])
        out.update({piece.key: scores(piece, weights) for piece in found if piece.author == author})
    return out


def auc(given: Sequence[float], lifted: Sequence[bool]) -> float:
    """Return how often a lifted sentence has a higher score than one that is not: 0.5 is chance."""
    high = [score for score, each in zip(given, lifted, strict=True) if each]
    low = [score for score, each in zip(given, lifted, strict=True) if not each]
    won = sum((a > b) + 0.5 * (a == b) for a in high for b in low)
    return won / (len(high) * len(low))


def _row(item: dict[str, float]) -> list[float]:
    return [item[name] for name in FEATURES]


def _standard(item: dict[str, float], weights: Weights) -> list[float]:
    return [
        (value - middle) / scale for value, middle, scale in zip(_row(item), weights.mean, weights.scale, strict=True)
    ]


def _report(found: Sequence[Piece]) -> dict[str, tuple[float, float]]:
    """Print what each way to rank reaches, and return its means over all sentences and over those of fit length."""
    model = held_out(found)
    chance = random.Random(1)
    ways: dict[str, Callable[[Piece], list[float]]] = {
        "model": lambda piece: model[piece.key],
        "length": lambda piece: [-abs(each["length"]) for each in piece.counted],
        "shortness": lambda piece: [-each["length"] for each in piece.counted],
        "position": lambda piece: [each["opens"] for each in piece.counted],
        "early": lambda piece: [-each.at for each in piece.found],
        "random": lambda piece: [chance.random() for _ in piece.found],
    }
    print(f"{'':44}{'':>5}{'':>5}  of all sentences / of those with {SHORT} to {LONG} characters")
    print(f"{'piece':44}{'sent.':>5}{'lift.':>6}" + "".join(f"{name:>14}" for name in ways))
    table: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for piece in found:
        line = f"{piece.author[:14]:15}{piece.file[:28]:29}{len(piece.found):>5}{sum(piece.lifted):>6}"
        for name, way in ways.items():
            given = way(piece)
            fit = auc([given[i] for i in piece.fit], [piece.lifted[i] for i in piece.fit])
            table[name].append((auc(given, piece.lifted), fit))
            line += f"{table[name][-1][0]:>8.3f}/{table[name][-1][1]:.3f}"
        print(line)
    means = {name: (mean(a for a, _ in rows), mean(b for _, b in rows)) for name, rows in table.items()}
    print(f"{'mean of the pieces':55}" + "".join(f"{a:>8.3f}/{b:.3f}" for a, b in means.values()))
    tenth = sum(_in_first_tenth(piece, model[piece.key]) for piece in found)
    print(f"lifted among the best tenth of each piece: {tenth} of {sum(sum(piece.lifted) for piece in found)}")
    return means


def _in_first_tenth(piece: Piece, given: Sequence[float]) -> int:
    order = sorted(range(len(given)), key=lambda number: -given[number])
    return sum(piece.lifted[number] for number in order[: len(given) // 10])


def _written(weights: Weights, reached: dict[str, tuple[float, float]], found: Sequence[Piece]) -> str:
    """Return the weights as the package keeps them."""
    authors = len({piece.author for piece in found})
    lines = [
        "# Written by `scripts/quotes/fit.py --write`; do not change by hand. A weight is for one standard deviation.",
        "",
        "[reached]  # ROC AUC within a piece, mean of the pieces, each by weights from the other authors' pieces alone",
        f"all = {reached['model'][0]:.3f}",
        f"of_fit_length = {reached['model'][1]:.3f}",
        f"length_all = {reached['length'][0]:.3f}  # by length alone, the nearer 14 words the better",
        f"length_of_fit_length = {reached['length'][1]:.3f}",
        f"pieces = {len(found)}",
        f"authors = {authors}",
        f"lifted = {sum(sum(piece.lifted) for piece in found)}",
        "",
        "[features]  # weight, mean, standard deviation",
    ]
    for number, name in enumerate(FEATURES):
        values = (weights.weight[number], weights.mean[number], weights.scale[number])
        lines.append(f"{name} = [{', '.join(f'{value:.4f}' for value in values)}]")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Fit, report and, if asked, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="the folder that holds the sources")
    parser.add_argument("--write", action="store_true", help="write the weights into the package")
    given = parser.parse_args()
    found = pieces(given.folder)
    if not found:
        parser.error(f"none of the labelled texts is in {given.folder}")
    reached = _report(found)
    if given.write:
        WEIGHTS.write_text(_written(fitted(found), reached, found), encoding="utf-8")
        print(f"written: {WEIGHTS.name}")


if __name__ == "__main__":
    main()

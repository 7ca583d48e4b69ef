"""What is printed in: the four inks and no others, black text in one, no more of them than the paper takes."""

from __future__ import annotations

import warnings
from typing import Any

import pikepdf
from PIL import ImageMath

from essay_press.check.press_walk import Paint
from essay_press.check.press_words import called, report
from essay_press.check.report import Report
from essay_press.presets import Preset

__all__ = ["black_text", "limit", "only_inks"]

ROUNDING = 0.5  # percent of ink
PLATES = frozenset({"cmyk", "gray", "all", "pattern"})
DARK, SPREAD = 0.35, 0.12  # text as dark and as grey as this is meant to be black
# What Pillow and pikepdf raise on a picture that is not what it says.
UNREADABLE = (ValueError, OSError, NotImplementedError, pikepdf.PikepdfError, pikepdf.UnsupportedImageTypeError)
EXPONENTIAL, STITCHING, SAMPLED = 2, 3, 0


def only_inks(found: tuple[Paint, ...]) -> Report:
    """Return whether everything is in the four inks: pages, forms, pictures, gradients, patterns, masks, groups."""
    out = [
        f"page {paint.page + 1}: {called(paint)} in {_space(paint.space)}"
        for paint in found
        if paint.kind != "blend" and paint.space not in PLATES
    ]
    return report("only inks", "EP522", out, len(found))


def _space(space: str) -> str:
    return {"rgb": "RGB", "spot": "a spot colour"}.get(space, space)


def black_text(found: tuple[Paint, ...]) -> Report:
    """Return whether text that looks black is in black ink alone: three plates are never quite on each other."""
    texts = [paint for paint in found if paint.kind == "text"]
    out = [
        f"page {paint.page + 1}: black text of {' '.join(f'{value * 100:.0f}' for value in paint.values)} % CMYK"
        for paint in texts
        if paint.space == "cmyk" and len(paint.values) == 4 and _muddy(paint.values)
    ]
    return report("black text in black ink", "EP527", out, len(texts))


def _muddy(values: tuple[float, ...]) -> bool:
    cyan, magenta, yellow, black = values
    light = [(1 - ink) * (1 - black) for ink in (cyan, magenta, yellow)]
    return max(light) < DARK and max(light) - min(light) < SPREAD and cyan + magenta + yellow > 0.02


def limit(found: tuple[Paint, ...], preset: Preset) -> Report:
    """Return whether no place takes more ink than the limit, and nothing lays one ink over another."""
    out: list[str] = []
    seen: set[tuple[int, int]] = set()
    for paint in found:
        thing = paint.thing.objgen if paint.thing is not None else (0, 0)
        if paint.kind == "blend":
            how = paint.space if paint.space == "overprint" else f"the blend mode {paint.space}"
            out.append(f"page {paint.page + 1}: {how} adds one ink to another")
        if paint.kind in ("group", "blend") or (thing != (0, 0) and thing in seen):
            continue
        seen.add(thing)
        try:
            sum_ = _amount(paint)
        except UNREADABLE as error:
            what = error if isinstance(error, ValueError) else called(paint)
            out.append(f"page {paint.page + 1}: {what} cannot be measured")
            continue
        if sum_ > preset.ink_limit + ROUNDING:
            out.append(f"page {paint.page + 1}: {called(paint)} of {sum_:.0f} % ink; the limit is {preset.ink_limit:g}")
    return report("ink limit", "EP523", out, len(found))


def _amount(paint: Paint) -> float:
    """Return the greatest sum of inks in what was painted, in percent (0 to 400); marks on every plate count as none.

    Raises ValueError for a gradient whose function cannot be read.
    """
    if paint.kind == "picture":
        return _picture(paint) * 100
    if paint.kind == "gradient":
        return _gradient(paint.space, paint.thing.Function) * 100
    return _sum(paint.space, paint.values) * 100


def _sum(space: str, values: tuple[float, ...]) -> float:
    if space == "cmyk":
        return sum(values)
    if space == "gray":
        return 1 - values[0] if values else 1.0
    return 0.0


def _picture(paint: Paint) -> float:
    """Return the greatest sum over a picture's pixels, as four inks from 0 to 1."""
    if paint.space != "cmyk" or paint.thing is None or paint.thing.get("/ImageMask", False):
        return 1.0 if paint.space == "gray" else 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that 16 bits of an ink are read as 8 changes no sum
        picture = pikepdf.PdfImage(paint.thing).as_pil_image(apply_mask=False)
    if picture.mode != "CMYK":
        return 0.0
    cyan, magenta, yellow, black = picture.split()
    total = ImageMath.lambda_eval(
        lambda args: args["c"] + args["m"] + args["y"] + args["k"], c=cyan, m=magenta, y=yellow, k=black
    )
    return float(total.getextrema()[1]) / 255


def _gradient(space: str, function: Any) -> float:
    """Return the greatest sum that a gradient's function gives."""
    kind = int(function.get("/FunctionType", -1))
    if kind == STITCHING:
        return max((_gradient(space, part) for part in function.Functions), default=0.0)
    if kind == EXPONENTIAL:
        # Between its ends each ink runs one way, all by the same curve: the sum is greatest at an end.
        ends = (function.get("/C0", [0]), function.get("/C1", [1]))
        return max(_sum(space, tuple(float(value) for value in end)) for end in ends)
    if kind != SAMPLED or int(function.BitsPerSample) not in (8, 16) or "/Decode" in function:
        message = f"a function of type {kind}"
        raise ValueError(message)
    width = int(function.BitsPerSample) // 8
    data = function.read_bytes()
    samples = [int.from_bytes(data[at : at + width]) / (256**width - 1) for at in range(0, len(data), width)]
    inks = len(function.Range) // 2
    return max(
        (_sum(space, tuple(samples[at : at + inks])) for at in range(0, len(samples), inks)),
        default=0.0,
    )

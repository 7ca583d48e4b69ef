"""What is to be reached against the best, and whether it was: each figure beside its limit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from typography.reading import Reading

__all__ = ["FAULTS", "OURS", "Goal", "goals", "reached"]

OURS = "us"
TYPST = "Typst"
TEX = ("LuaLaTeX", "LuaLaTeX, none overfull")
FAULTS = ("ladders", "overfull", "widows", "orphans", "runts")
"""What nobody's pages should have at all."""
NARROW = 60
"""The measure in mm at which even the best cannot help loose lines, and less is asked for."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure of ours that is to be at most `limit`, which `rule` derives from what the peer has (`theirs`, for `{}`).

    `unit` is a sign that follows all three. `remark` says why the peer's figure is not worth much, where it is not.
    """

    measure: int
    peer: str
    what: str
    rule: str
    found: float
    limit: float
    theirs: float = 0.0
    unit: str = ""
    remark: str = ""

    @property
    def reached(self) -> bool:
        """Return whether it is reached; figures are rounded as they are printed."""
        return round(self.found, 3) <= round(self.limit, 3)


def goals(found: Mapping[tuple[str, int], Reading]) -> list[Goal]:
    """Return the goals at each measure, for readings by engine and measure; those against an absent peer are left out.

    A peer that is not installed decides nothing: what is to be reached against it then counts as unmet, which the
    tables say.
    """
    out: list[Goal] = []
    for measure in sorted({measure for engine, measure in found if engine == OURS}):
        ours = found[OURS, measure]
        if (typst := found.get((TYPST, measure))) is not None:
            out += _against_typst(measure, ours, typst)
        for name in TEX:
            if (tex := found.get((name, measure))) is not None:
                out += _against_tex(measure, ours, name, tex)
        out += [Goal(measure, "", name, "none", getattr(ours, name), 0) for name in FAULTS]
    return out


def reached(every: Iterable[Goal]) -> tuple[int, int]:
    """Return how many goals are reached, and how many there are."""
    listed = list(every)
    return sum(goal.reached for goal in listed), len(listed)


def _against_typst(measure: int, ours: Reading, typst: Reading) -> list[Goal]:
    """Return what is to be reached against Typst at its best."""
    share = 0.6 if measure <= NARROW else 0.25
    remark = _remark(typst)
    return [
        _share(measure, TYPST, f"{share:g} × {{}}", ours.loose, share * typst.loose, typst.loose, remark),
        Goal(measure, TYPST, "sd", "0.6 × {}", ours.sd, 0.6 * typst.sd, typst.sd, remark=remark),
    ]


def _against_tex(measure: int, ours: Reading, name: str, tex: Reading) -> list[Goal]:
    """Return what is to be reached against LuaLaTeX with microtype."""
    remark = _remark(tex)
    ours_hyphens, theirs = 100 * ours.hyphens, 100 * tex.hyphens
    return [
        Goal(measure, name, "sd", "1.1 × {}", ours.sd, 1.1 * tex.sd, tex.sd, remark=remark),
        Goal(measure, name, "p95", "1.05 × {}", ours.p95, 1.05 * tex.p95, tex.p95, remark=remark),
        _share(measure, name, "{} + 0.5 points", ours.loose, tex.loose + 0.005, tex.loose, remark),
        Goal(measure, name, "hyphenated", "{} + 3 points", ours_hyphens, theirs + 3, theirs, "%", remark),
    ]


def _share(measure: int, peer: str, rule: str, found: float, limit: float, theirs: float, remark: str) -> Goal:
    """Return a goal for the share of loose lines, in per cent."""
    return Goal(measure, peer, "loose lines", rule, 100 * found, 100 * limit, 100 * theirs, "%", remark)


def _remark(peer: Reading) -> str:
    """Return what a peer's figures are worth: lines that run over the edge are bought with nothing."""
    if not peer.overfull:
        return ""
    return f"{peer.overfull} of its {peer.lines} lines run over the edge"

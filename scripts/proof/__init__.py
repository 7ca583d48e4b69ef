"""`make proof`: every essay in every edition and layout, built, checked, judged by outside validators, and told.

    PYTHONPATH=scripts python -m proof content -o build/proof

    plan.jobs ─► making.make (one essay in one layout) ─► judging.judge (a validator, some files) ─► telling.write

Everything is driven by the tables of editions and layouts. The files are judged as they lie on the disk.
"""

from __future__ import annotations

__all__: list[str] = []

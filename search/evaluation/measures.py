"""The measures, by a library that others compute theirs with, so that numbers can be compared.

It brings scipy, of 140 MB: not every site shall carry that, so it is an extra, fetched when it is first needed.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

BOOTSTRAP: Final = Path(__file__).resolve().parent.parent.parent / "scripts" / "bootstrap.py"
MEASURES: Final = {"ndcg@10": "nDCG@10", "mrr@10": "RR@10", "recall@10": "R@10", "recall@100": "R@100"}


class MeasuresMissingError(Exception):
    """The library is not there and could not be fetched; says what to do."""


def library(say: Callable[[str], None]) -> Any:
    """The library; it is installed where it is missing."""
    try:
        return importlib.import_module("ir_measures")
    except ImportError:
        say("The library for the measures is fetched now, once.")
    command = [sys.executable, str(BOOTSTRAP), "--measures"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  (our own script)
    importlib.invalidate_caches()
    try:
        return importlib.import_module("ir_measures")
    except ImportError:
        said = (done.stderr.strip() or done.stdout.strip())[-400:]
        raise MeasuresMissingError(
            f"ir-measures is missing and could not be installed. Run `make measures` and try again. {said}".strip()
        ) from None


def measured(
    ir_measures: Any,
    judgements: Mapping[str, Mapping[str, int]],
    rankings: Mapping[str, Sequence[tuple[str, float]]],
) -> dict[str, float]:
    """The mean of each measure over the judged queries; a query without results counts as 0.

    Scores are replaced by places: where two are equal the library would order by id, not as readers see it.
    """
    run = {
        query: {document: float(-place) for place, (document, _score) in enumerate(rankings.get(query, ()))}
        for query in judgements
    }
    wanted = {name: ir_measures.parse_measure(measure) for name, measure in MEASURES.items()}
    means = ir_measures.calc_aggregate(list(wanted.values()), judgements, run)
    return {name: float(means[measure]) for name, measure in wanted.items()}

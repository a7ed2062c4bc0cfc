"""`python -m bench.identity_risk`: precision and recall of the identity-risk check, by language and in all; `--wrong` names what it gets wrong.

Of the sentences that it was tuned on, `--wrong` shows each; of those held out only how many, so that nobody tunes on them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from portal.texts.identity_risk import assess

SENTENCES: Final = Path(__file__).parent / "data" / "identity_risk.yaml"
LEAST: Final = 0.9  # precision and recall, in all
# Of what facts are made, without end: what could make a check of patterns take for ever.
FRAGMENTS: Final = (
    "he was 34 ", "J.", "Anna ", "a@", "+1", "in Xa ", "a-", "1.", "\n", "one and ", "facebook.com/", "€9 ", "É", "3 May ",
)  # fmt: skip
SMALL, LARGE = 25_000, 100_000  # letters
STEEPEST: Final = 2.5


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence and what it is."""

    part: str
    language: str
    is_risky: bool
    text: str


@dataclass(frozen=True, slots=True)
class Measured:
    """How many sentences were rightly found, wrongly found, and missed."""

    found: int
    wrongly: int
    missed: int

    @property
    def precision(self) -> float:
        """Of what was found, the part that is risky."""
        return self.found / ((self.found + self.wrongly) or 1)

    @property
    def recall(self) -> float:
        """Of what is risky, the part that was found."""
        return self.found / ((self.found + self.missed) or 1)


def sentences() -> Iterator[Labelled]:
    """All of them, in the order of the file."""
    for part, languages in yaml.safe_load(SENTENCES.read_text(encoding="utf-8")).items():
        for language, labels in languages.items():
            for label, texts in labels.items():
                for text in texts:
                    yield Labelled(part, language, label == "risky", text)


def is_right(sentence: Labelled) -> bool:
    """Whether the check says of a sentence what its label says."""
    return assess(sentence.text, sentence.language).is_advised == sentence.is_risky


def measure(chosen: list[Labelled]) -> Measured:
    """Runs the check over sentences."""
    right = {sentence: is_right(sentence) for sentence in chosen}
    found = sum(ok for sentence, ok in right.items() if sentence.is_risky)
    missed = sum(not ok for sentence, ok in right.items() if sentence.is_risky)
    wrongly = sum(not ok for sentence, ok in right.items() if not sentence.is_risky)
    return Measured(found, wrongly, missed)


def growth(fragment: str) -> float:
    """How many times as long a letter of the larger text takes: about 1, unless time grows faster than the text."""

    def seconds(size: int) -> float:
        text = fragment * (size // len(fragment))
        start = time.process_time()
        assess(text, "en")
        return time.process_time() - start

    return seconds(LARGE) / LARGE / (min(seconds(SMALL) for _ in range(2)) / SMALL)


def main() -> int:
    """Prints the figures. Returns 1 where one in all is below what is asked, or time grows faster than the text."""
    listed = list(sentences())
    print(f"Identity risk: {len(listed)} sentences")
    for part in dict.fromkeys(one.part for one in listed):
        for language in dict.fromkeys(one.language for one in listed):
            told = measure([one for one in listed if (one.part, one.language) == (part, language)])
            print(f"  {part:9} {language}  precision {told.precision:.2f}  recall {told.recall:.2f}")
        told = measure([one for one in listed if one.part == part])
        print(f"  {part:9} all precision {told.precision:.3f}  recall {told.recall:.3f}")
    whole = measure(listed)
    print(f"  all           precision {whole.precision:.3f}  recall {whole.recall:.3f}")
    if "--wrong" in sys.argv:
        for one in listed:
            if one.part == "tuning" and not is_right(one):
                told_of = assess(one.text, one.language)
                said = [f"{fact.sort}:{one.text[fact.start : fact.end]}" for fact in told_of.facts]
                print(
                    f"{one.language} {'missed' if one.is_risky else 'wrongly'} {told_of.score}: {one.text}\n     {said}"
                )
    slowest, fragment = max((growth(fragment), fragment) for fragment in FRAGMENTS)
    print(
        f"  a letter of 100,000 takes {slowest:.1f} times as long as one of 25,000 ({fragment!r} repeated; at most {STEEPEST} asked)"
    )
    return int(min(whole.precision, whole.recall) < LEAST or slowest > STEEPEST)


if __name__ == "__main__":
    sys.exit(main())

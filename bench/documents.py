"""Generated search documents: twelve languages, words as often as Zipf's law has them, topics that share words."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from typing import Final

from search.documents import Card, SearchDocument, Text

LANGUAGES: Final = ("en", "de", "fr", "it", "es", "pt", "nl", "pl", "sv", "fi", "el", "cs")
KINDS: Final = ("practice", "network", "event", "report", "tool")
FACETS: Final = ("kind", "country", "theme", "language", "tag")
WORDS: Final = 40_000  # in a language
TOPICS: Final = 60  # in a language; half of a text's words are its topic's
WORDS_OF_A_TOPIC: Final = 300
LENGTH: Final = 160  # words in a text, about a kilobyte
VOWELS: Final = "aeiou"
CONSONANTS: Final = "bcdfghjklmnprstvwz"
SYLLABLES: Final = [*(c + v for v in VOWELS for c in CONSONANTS), *(v + c for v in VOWELS for c in CONSONANTS)]


@cache
def word(language: str, rank: int) -> str:
    """The word of a rank: frequent ones are short, and no two languages share one."""
    number = rank * len(LANGUAGES) + LANGUAGES.index(language) + len(SYLLABLES)
    written = ""
    while number:
        number, syllable = divmod(number, len(SYLLABLES))
        written += SYLLABLES[syllable]
    return written


@cache
def weights(count: int) -> list[float]:
    """Zipf's law, added up as `random.choices` wants it."""
    return list(accumulate(1 / (rank + 3) for rank in range(count)))


def words(language: str, topic: int, count: int, chance: random.Random) -> list[str]:
    """Words of a text about a topic."""
    ranks = chance.choices(range(WORDS), cum_weights=weights(WORDS), k=count - count // 2)
    own = chance.choices(range(WORDS_OF_A_TOPIC), cum_weights=weights(WORDS_OF_A_TOPIC), k=count // 2)
    ranks += [200 + (topic * 7919 + rank * 31) % (WORDS - 200) for rank in own]
    chance.shuffle(ranks)
    return [word(language, rank) for rank in ranks]


def documents(count: int, seed: int = 7) -> Iterator[SearchDocument]:
    """So many documents, the same ones for the same seed."""
    chance = random.Random(seed)
    for number in range(count):
        yield document(number, chance)


def document(number: int, chance: random.Random) -> SearchDocument:
    """One document; one of ten is for members only."""
    language, topic = LANGUAGES[number % len(LANGUAGES)], int(chance.paretovariate(1)) % TOPICS
    text = words(language, topic, LENGTH, chance)
    year = chance.randint(1998, 2024)
    return SearchDocument(
        id=f"page:{number}",
        record=f"page:{number}",
        kind=KINDS[int(chance.paretovariate(1)) % len(KINDS)],
        texts=(Text(language, " ".join(text[:6]), " ".join(text[6:30]), " ".join(text[30:])),),
        names=(f"PR-{number}",),
        facets={
            "country": [f"C{int(chance.paretovariate(1)) % 30}"],
            "theme": [f"T{topic % 12}"],
            "language": [language],
            "tag": [f"tag {rank % 500}" for rank in (topic, chance.randrange(5_000))],
        },
        audience="public" if number % 10 else "members",
        year_from=year,
        year_to=year + 2,
        card=Card(url=f"/{number}/"),
    )


def questions(count: int, seed: int = 11) -> list[tuple[str, str]]:
    """What is asked: (language, one to three words that stand together in some text)."""
    chance = random.Random(seed)
    found = []
    for _question in range(count):
        language, topic = chance.choice(LANGUAGES), int(chance.paretovariate(1)) % TOPICS
        found.append((language, " ".join(words(language, topic, chance.randint(2, 4), chance)[:3])))
    return found

"""Words: how text of any language becomes terms, in the same way for documents and queries.

A *compound* is a run of word characters with single connectors inside: `re-offending`, `Car.Te.S.I.O.`, `l'éducation`.
It counts by its parts and by its compact form (`reoffending`, `cartesio`). A term is folded: lower case, no accents.
Stems are Snowball's (https://snowballstem.org/); languages that it has nothing for (Bulgarian, Croatian, Latvian,
Maltese, Slovak, Slovenian) are found by their folded words.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final, NamedTuple

import Stemmer

STEMMED_LANGUAGES: Final = {
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hu": "hungarian",
    "it": "italian",
    "lt": "lithuanian",
    "nl": "dutch",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "sv": "swedish",
}
# In which a question is looked for though nothing says that it is in them; all would find too much by chance.
CONTENT_LANGUAGES: Final = ("en", "de", "fr", "it", "es", "pt", "nl", "pl")
VERSION: Final = 4  # raise it whenever the same text would give other terms: indexes made before are rebuilt

END: Final = "¶"  # stands in fields where there is no word
LONGEST_WORD: Final = 60
MOST_PARTS: Final = 8
CONNECTOR: Final = r"[.'’‘‐‑_·&\-]"
COMPOUND: Final = re.compile(rf"[^\W_]+(?:{CONNECTOR}[^\W_]+)*")
PART: Final = re.compile(r"[^\W_]+")
DECIMAL: Final = re.compile(r"\d+(?:\.\d+)+")
LETTERS_DIGITS: Final = re.compile(r"([^\W\d_]+)(\d+)")
APOSTROPHES: Final = frozenset("'’‘")
ELISIONS: Final = frozenset(
    {"l", "d", "j", "m", "n", "s", "t", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"}
    | {"all", "dall", "dell", "nell", "sull", "un", "quest", "quell", "degl", "gl", "dhe", "b"}
)
COMPOUNDING: Final = frozenset(
    {"da", "de", "fi", "nl", "sv"}
)  # languages that write in one what others write in several words
SHORTEST_PART: Final = 4  # letters of a stem on either side of a cut
ONE_SOUND: Final = frozenset({"ch", "ck", "ph", "qu", "th"})  # which no cut goes through: Wirtschaft is no Haft
SHORTEST_STEMMED: Final = 4  # below it there are acronyms and function words, and endings that are none
# Where Snowball keeps the forms of everyday words of this field apart.
PLURALS: Final = {"pt": (("ões", "ão"), ("ães", "ão"), ("oes", "ao"), ("aes", "ao"))}
SAME_AS: Final = {"it": {"carceri": "carcere"}}
# Where it takes two of them for one: housing is no house.
KEPT: Final = {"en": frozenset({"housing"})}
AMENDED: Final = frozenset({*PLURALS, *SAME_AS, *KEPT})
WITHOUT_MARKS: Final = {
    ord(letter): plain
    for letter, plain in {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n"
    }.items()
}  # fmt: skip
# What has no place inside text: control characters but white space, lone surrogates, soft hyphens, invisible joiners.
UNWANTED: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]"
)

LIGATURES: Final = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
# A word that a line of print divided: "reinte-\ngration". What goes on in capitals or digits keeps its hyphen.
DIVIDED: Final = re.compile(r"(?<=[^\W\d_])(?:[-\u2010]|\xad[-\u2010]?)[ \t]*\r?\n[ \t]*(?=[^\W\d_])")

MOST_WRITTEN: Final = 50_000  # words of a language that are remembered, with what stands around them

_stemmers = threading.local()


class Terms(NamedTuple):
    """What one compound is found by, all folded."""

    words: tuple[str, ...]  # its parts
    compact: str  # its parts as one, or "" where it is one plain word
    stems: tuple[str, ...]  # of its parts, in its language
    compact_stems: tuple[str, ...]  # of the compact form
    parts: tuple[str, ...] = ()  # of the stems of its long parts, in languages that write several words in one


def clean(text: str) -> str:
    """Text that any engine and any page can hold: composed, without control characters and lone surrogates.

    What printing did to words is undone: ligatures, and hyphens at the ends of lines.
    """
    if text.isascii() and text.isprintable():
        return text  # as nearly all is in many languages
    if "\n" in text:
        text = DIVIDED.sub(_undivided, text)
    return unicodedata.normalize("NFC", UNWANTED.sub("", text.translate(LIGATURES)))


def _undivided(divided: re.Match[str]) -> str:
    following = divided.string[divided.end()]
    return "" if following.islower() else divided[0].strip()


def storable(code: str) -> str:
    """A code as it is, but for lone surrogates, which no engine can hold."""
    return code if code.isascii() else code.encode("utf-8", "ignore").decode()


def fold(text: str) -> str:
    """Lower case without accents: ł, ø, ß, Greek tonos and final sigma included."""
    return text.lower() if text.isascii() else _fold(text)


@lru_cache(maxsize=100_000)
def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare.translate(WITHOUT_MARKS).casefold())


def stems_of(word: str, language: str) -> tuple[str, ...]:
    """The folded stems of a word as written and as written without accents; none where the language has no stemmer."""
    if language not in STEMMED_LANGUAGES:
        return ()
    lower = word.lower()
    if not SHORTEST_STEMMED <= len(word) <= LONGEST_WORD:
        return (fold(lower),)
    written = fold(_stem(lower, language))
    if lower.isascii() or (plain := fold(lower)) == lower:
        return (written,)
    bare = fold(_stem(plain, language))
    return (written,) if bare == written else (written, bare)


@lru_cache(maxsize=200_000)
def terms_of(compound: str, language: str) -> Terms:
    """The terms of one compound in a language."""
    if compound.isalpha():  # nearly all are plain words
        stems = stems_of(compound, language)
        return Terms((fold(compound),), "", stems, (), parts_of(stems[:1], language))
    parts, compact = split(compound)
    return Terms(
        words=tuple(fold(part) for part in parts),
        compact=fold(compact),
        stems=tuple(stem for part in parts for stem in stems_of(part, language)),
        compact_stems=stems_of(compact, language) if compact else (),
        parts=parts_of((stems_of(part, language)[0] for part in parts), language) if language in COMPOUNDING else (),
    )


def parts_of(stems: Iterable[str], language: str) -> tuple[str, ...]:
    """Both sides of every cut through stems: one of them may be what somebody looks for, as haft or entlass in haftentlass.

    Which cuts are right shows when somebody asks for a word: nobody asks for tlass.
    """
    if language not in COMPOUNDING:
        return ()
    return tuple(
        part
        for stem in stems
        if len(stem) <= LONGEST_WORD
        for place in range(SHORTEST_PART, len(stem) - SHORTEST_PART + 1)
        if stem[place - 1 : place + 1] not in ONE_SOUND
        for part in (stem[:place], stem[place:])
    )


def split(compound: str) -> tuple[list[str], str]:
    """The parts of a compound that carry meaning, and its compact form ("" where it has only one part).

    An elided article and an English ending after an apostrophe are no parts; `ALS5` is also `ALS` and `5`;
    `3.2` stays whole.
    """
    if DECIMAL.fullmatch(compound):
        return [compound], ""
    parts = PART.findall(compound)
    if len(parts) == 1:
        mixed = LETTERS_DIGITS.fullmatch(compound)
        return (list(mixed.groups()), compound) if mixed else (parts, "")
    compact = "".join(parts) if len(parts) <= MOST_PARTS and len(compound) <= LONGEST_WORD else ""
    if not APOSTROPHES.isdisjoint(compound):
        if len(parts) > 1 and parts[0].lower() in ELISIONS:
            parts = parts[1:]
        if len(parts) > 1 and parts[-1].lower() in ("s", "t"):
            parts = parts[:-1]
    return parts, compact


def compounds(text: str) -> list[str]:
    """The compounds of a text, in order. Raises nothing, whatever the text."""
    return COMPOUND.findall(text)


def index_terms(texts: Iterable[tuple[str, str]]) -> tuple[str, str, str]:
    """The terms of some (text, language), for an engine's white-space separated fields.

    Returns (words, stems, parts): folded words in reading order with the compact forms behind them, stems, and what
    long ones may be made of.
    """
    words: list[str] = []
    compacts: list[str] = []
    stems: list[str] = []
    parts: list[str] = []
    for text, language in texts:
        if found := text.split():
            own, its_stems, its_compacts, its_parts = zip(*map(_written(language).__getitem__, found), strict=True)
            words += filter(None, own)
            stems += filter(None, its_stems)
            compacts += filter(None, its_compacts)
            parts += filter(None, its_parts)
        words.append(END)  # no phrase runs across the end of a text
    return " ".join(words + compacts), " ".join(stems), " ".join(parts)


class _Written(dict[str, tuple[str, str, str, str]]):
    """What stands between white space in texts of a language, with its words, stems, compact forms and parts as they stand in a field.

    Nearly all of it has been met before, and asking a plain dictionary for it costs a tenth of finding its compounds; from time
    to time it begins anew. No compound runs across white space.
    """

    def __init__(self, language: str) -> None:
        self.language = language

    def __missing__(self, between: str) -> tuple[str, str, str, str]:
        if between.isalpha():  # nearly all are plain words
            words, own = fold(between), stems_of(between, self.language)
            stems, compacts = " ".join(own) or words, ""
            parts = " ".join(parts_of(own[:1], self.language))
        else:
            every = [terms_of.__wrapped__(compound, self.language) for compound in COMPOUND.findall(between)]
            words = " ".join([word for terms in every for word in terms.words])
            stems = " ".join([one for terms in every for one in (*(terms.stems or terms.words), *terms.compact_stems)])
            compacts = " ".join([terms.compact for terms in every if terms.compact])
            parts = " ".join([part for terms in every for part in terms.parts])
        # What is equal is one string: half the memory, which is what asking for words takes its time from.
        words = between if words == between else words
        written = (words, words if stems == words else stems, compacts, parts)
        if len(between) <= LONGEST_WORD:  # what is longer hardly comes again, and may be a whole text
            if len(self) >= MOST_WRITTEN:
                self.clear()
            self[between] = written
        return written


_written: Final = lru_cache(maxsize=None)(_Written)


def compact_name(name: str) -> str:
    """A name without anything between its letters and digits: `Car.Te.S.I.O.` and `car te sio` are the same."""
    return "".join(PART.findall(fold(name)))


def initial(title: str) -> str:
    """The letter that a title stands under in an A–Z list; "0" for digits, "" for titles without either."""
    part = PART.search(fold(title)[:80])
    first = part[0][:1].upper() if part else ""
    return "0" if first.isdigit() else first


def _stem(word: str, language: str) -> str:
    """Snowball's stem of a lower-case word, with our few amendments."""
    if language in AMENDED:
        word = SAME_AS.get(language, {}).get(word, word)
        if word in KEPT.get(language, ()):
            return word
        for ending, singular in PLURALS.get(language, ()):
            if word.endswith(ending):
                word = word.removesuffix(ending) + singular
                break
    stem = str(_stemmer(STEMMED_LANGUAGES[language]).stemWord(word))
    if language == "fr" and len(stem) > SHORTEST_STEMMED:
        stem = stem.removesuffix("s")  # Snowball leaves it after most vowels: détenus, emplois
    return stem


def _stemmer(algorithm: str) -> Any:
    """Snowball's stemmers keep state while they work, so each thread has its own."""
    stemmer = getattr(_stemmers, algorithm, None)
    if stemmer is None:
        stemmer = Stemmer.Stemmer(algorithm, 0)  # its own cache costs more than it saves: `terms_of` keeps what it says
        setattr(_stemmers, algorithm, stemmer)
    return stemmer

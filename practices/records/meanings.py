"""What somebody means by field:value in a query: names of the fields and of their values, in all languages of the content."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from babel import Locale
from django.conf import settings
from django.utils.translation import override

from portal.vocabularies.snapshot import Version, vocabulary
from practices.kinds import KINDS
from practices.records.models import Record
from search import registry
from search.analysis import compact_name

# Beside what the filter is called on the page. Commas between names, in the order en, de, fr, it, es, pt, nl, pl.
FIELD_NAMES: Final = {
    "kind": "kind, kinds, type, Art, Typ, type, genre, tipo, tipo, tipo, soort, rodzaj, typ",
    "country": "country, countries, land, länder, pays, paese, país, país, land, landen, kraj, kraje",
    "theme": "theme, themes, Thema, Themen, thème, thèmes, tema, temi, tema, temas, thema, thema's, temat, tematy",
    "target_group": (
        "target group, target groups, group, for whom, Zielgruppe, Zielgruppen, public, public cible, publics cibles, "
        "destinatari, gruppo destinatario, grupo destinatario, grupo, grupo-alvo, doelgroep, doelgroepen, grupa docelowa, grupa"
    ),
    "setting": "setting, settings, Ort, Rahmen, cadre, lieu, contesto, contesti, ámbito, contexto, omgeving, miejsce",
    "stage": "stage, stages, phase, Phase, Phasen, étape, phase, fase, fasi, etapa, fase, fasen, etap, etapy",
    "need": "need, needs, Bedarf, besoin, besoins, bisogno, bisogni, necesidad, necessidade, behoefte, potrzeba, potrzeby",
    "topic": "topic, topics, subject, Fachthema, sujet, argomento, argomenti, materia, assunto, onderwerp, zagadnienie",
    "programme_round": (
        "programme, programmes, program, round, Programm, Förderrunde, programme, programma, programa, programma, program"
    ),
    "evidence": "evidence, Belege, Evidenz, preuve, preuves, prova, prove, pruebas, evidencia, provas, bewijs, dowody, dowód",
    "language": "language, languages, lang, Sprache, langue, lingua, idioma, lengua, língua, taal, język",
    "tag": "tag, tags, Schlagwort, Stichwort, étiquette, mot-clé, etichetta, etiqueta, palavra-chave, trefwoord, etykieta",
}  # fmt: skip
KIND_NAMES: Final = {
    "practice": (
        "good practice, good practices, Praxis, Praxisbeispiel, Praxisbeispiele, pratique, pratiques, bonnes pratiques, prassi, "
        "buone prassi, pratica, práctica, prácticas, prática, práticas, praktijk, praktijken, praktyka, praktyki"
    ),
    "development_partnership": (
        "DP, DPs, Entwicklungspartnerschaft, Entwicklungspartnerschaften, partenariat de développement, "
        "partnership di sviluppo, agrupación de desarrollo, parceria de desenvolvimento, "
        "ontwikkelingspartnerschap, partnerstwo na rzecz rozwoju"
    ),
    "transnational_partnership": (
        "TP, TPs, transnationale Partnerschaft, transnationale Partnerschaften, partenariat transnational, "
        "partnership transnazionale, cooperación transnacional, parceria transnacional, transnationaal partnerschap, "
        "partnerstwo ponadnarodowe"
    ),
    "network": "Netzwerk, Netzwerke, réseau, réseaux, rete, reti, red, redes, rede, netwerk, netwerken, sieć, sieci",
    "organisation": (
        "organization, organizations, Einrichtung, organisation, organisations, organizzazione, organizzazioni, "
        "organización, organizaciones, organização, organizações, organisatie, organisaties, organizacja, organizacje"
    ),
    "programme": "program, Programm, Programme, programma, programmi, programa, programas, programma's, programy",
    "tool": (
        "Werkzeug, Werkzeuge, outil, outils, strumento, strumenti, herramienta, herramientas, ferramenta, ferramentas, "
        "instrument, instrumenten, narzędzie, narzędzia"
    ),
    "evaluation": (
        "Evaluation, Evaluierung, évaluation, évaluations, valutazione, valutazioni, evaluación, evaluaciones, avaliação, "
        "avaliações, evaluatie, evaluaties, ewaluacja, ewaluacje"
    ),
    "event": (
        "Veranstaltung, Veranstaltungen, événement, événements, evento, eventi, eventos, evenement, evenementen, "
        "wydarzenie, wydarzenia"
    ),
    "report": (
        "Bericht, Berichte, rapport, rapports, rapporto, rapporti, relazione, informe, informes, relatório, relatórios, "
        "verslag, rapporten, sprawozdanie, raport, raporty"
    ),
    "recommendation_set": "sets of recommendations, Empfehlungen",
    "recommendation": (
        "Empfehlung, Empfehlungen, recommandation, recommandations, raccomandazione, raccomandazioni, recomendación, "
        "recomendaciones, recomendação, recomendações, aanbeveling, aanbevelingen, zalecenie, zalecenia"
    ),
    "article": "Artikel, articolo, articoli, artículo, artículos, artigo, artigos, artikelen, artykuł, artykuły",
    "standard_page": "pages, Seite, Seiten, pagina, pagine, página, páginas, strona, strony",
    "term": "terms, glossary, Begriff, Glossar, terme, termine, término, termo, begrip, pojęcie",
}
EVIDENCE_NAMES: Final = {
    "strong": "stark, fort, forte, solide, fuerte, forte, sterk, mocne",
    "moderate": "mittel, mäßig, modéré, moyen, moderata, media, moderada, moderado, matig, umiarkowane",
    "promising": "vielversprechend, prometteur, promettente, prometedora, prometedor, promissora, promissor, veelbelovend, obiecujące",
    "weak": "schwach, faible, debole, débil, fraca, fraco, zwak, słabe",
    "unrated": "not rated, nicht bewertet, non évalué, non valutata, sin valorar, não avaliada, niet beoordeeld, nieocenione",
}
Meanings = Mapping[str, tuple[str, ...]]


def field_names(facet: str) -> tuple[str, ...]:
    """What a facet may be called before the colon."""
    return _listed(FIELD_NAMES.get(facet, ""))


def concept_codes(scheme: str) -> Callable[[str], Collection[str]]:
    """Finds the codes of a scheme by code, notation, label or alternative label."""
    return lambda written: _concepts(vocabulary().version, scheme).get(compact_name(written), ())


def place_codes(written: str) -> Collection[str]:
    """The code of a country by code or name."""
    return _countries(vocabulary().version).get(compact_name(written), ())


def kind_codes(written: str) -> Collection[str]:
    """Kinds by their names in singular and plural."""
    return _kinds().get(compact_name(written), ())


def evidence_codes(written: str) -> Collection[str]:
    """Steps of evidence by name."""
    return _steps().get(compact_name(written), ())


def language_codes(written: str) -> Collection[str]:
    """Languages by code, and by their names in all of them."""
    return _languages().get(compact_name(written), ())


def tag_codes(written: str) -> Collection[str]:
    """A tag as it is written, in any case. Whether there is one isn't looked up: nothing is told about what is hidden."""
    return tuple(dict.fromkeys((written, written.lower(), written.capitalize(), written.title())))


@lru_cache(maxsize=30)
def _concepts(_version: Version, scheme: str) -> Meanings:
    concepts = vocabulary().by_scheme.get(scheme, ())
    preferred = ((one.code, (one.code, one.notation, one.abbreviation, *one.labels.values())) for one in concepts)
    others = ((one.code, [text for texts in one.alternatives.values() for text in texts]) for one in concepts)
    return _meanings(preferred, others)


@lru_cache(maxsize=2)
def _countries(_version: Version) -> Meanings:
    known = vocabulary()
    preferred = ((place.code, (place.code, place.iso, *place.names.values())) for place in known.countries)
    others = (
        (place.code, [text for texts in place.alternatives.values() for text in texts]) for place in known.countries
    )
    return _meanings(preferred, others)


@lru_cache(maxsize=1)
def _kinds() -> Meanings:
    def names(model: type[Record]) -> list[Any]:
        return [model.kind_label, model.kind_label_plural, model._meta.verbose_name, model._meta.verbose_name_plural]

    preferred = [(kind, [kind, *_translated(names(model))]) for kind, model in KINDS.items()]
    preferred += [(kind, [kind, *_translated([label])]) for kind, label in registry.kinds().items()]
    return _meanings(preferred, ((kind, (kind, *_listed(listed))) for kind, listed in KIND_NAMES.items()))


@lru_cache(maxsize=1)
def _steps() -> Meanings:
    preferred = [(value, [value, *_translated([label])]) for value, label in Record.Evidence.choices]
    return _meanings(preferred, ((value, _listed(listed)) for value, listed in EVIDENCE_NAMES.items()))


@lru_cache(maxsize=1)
def _languages() -> Meanings:
    codes = [code for code, _name in settings.CONTENT_LANGUAGES]
    spoken = [Locale(code).languages for code in codes]
    return _meanings([(code, [code, *(str(names.get(code, "")) for names in spoken)]) for code in codes], ())


def _meanings(preferred: Iterable[tuple[str, Iterable[str]]], others: Iterable[tuple[str, Iterable[str]]]) -> Meanings:
    """Codes by what they are called; a name that is the preferred one of some is not looked for among the others."""
    found: dict[str, dict[str, None]] = {}
    first: dict[str, dict[str, None]] = {}
    for level, called in ((first, preferred), (found, others)):
        for code, names in called:
            for name in names:
                if key := compact_name(name):
                    level.setdefault(key, {})[code] = None
    return {key: tuple(codes) for key, codes in {**found, **first}.items()}


def _translated(labels: Iterable[Any]) -> list[str]:
    """Labels in every language of the interface."""
    found = []
    for language in settings.INTERFACE_LANGUAGES:
        with override(language):
            found += [str(label) for label in labels]
    return found


def _listed(names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in names.split(",") if name.strip()))

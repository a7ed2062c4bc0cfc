"""The words above each list of records, in every content language. Translations are the editors' work; editors may change all of them."""

from __future__ import annotations

from typing import Final

HOME_TITLE: Final = "Passerelle"

# kind: language: title and introduction. The address of a list is the folder of its kind in the catalogue.
LISTS: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "practice": {
        "en": ("Practices", "What somebody tried, for whom, with which result, and what did not work."),
        "de": ("Praxisbeispiele", "Was jemand versucht hat, für wen, mit welchem Ergebnis, und was nicht gelang."),
        "fr": ("Pratiques", "Ce qui a été essayé, pour qui, avec quel résultat, et ce qui n’a pas marché."),
        "it": ("Pratiche", "Che cosa è stato provato, per chi, con quale risultato, e che cosa non ha funzionato."),
        "es": ("Prácticas", "Qué se probó, para quién, con qué resultado y qué no funcionó."),
        "pt": ("Práticas", "O que se experimentou, para quem, com que resultado, e o que não resultou."),
        "nl": ("Praktijken", "Wat iemand probeerde, voor wie, met welk resultaat, en wat niet werkte."),
        "pl": ("Praktyki", "Co wypróbowano, dla kogo, z jakim skutkiem i co się nie udało."),
    },
    "development_partnership": {
        "en": ("Development Partnerships", "Organisations of one country that carried out an EQUAL project together."),
        "de": (
            "Entwicklungspartnerschaften",
            "Organisationen eines Landes, die gemeinsam ein EQUAL-Projekt durchführten.",
        ),
        "fr": ("Partenariats de développement", "Des organisations d’un pays qui ont mené ensemble un projet EQUAL."),
        "it": ("Partnership di sviluppo", "Organizzazioni di un paese che hanno realizzato insieme un progetto EQUAL."),
        "es": ("Agrupaciones de desarrollo", "Organizaciones de un país que llevaron a cabo juntas un proyecto EQUAL."),
        "pt": ("Parcerias de desenvolvimento", "Organizações de um país que realizaram em conjunto um projeto EQUAL."),
        "nl": ("Ontwikkelingspartnerschappen", "Organisaties uit één land die samen een EQUAL-project uitvoerden."),
        "pl": (
            "Partnerstwa na rzecz rozwoju",
            "Organizacje z jednego kraju, które wspólnie realizowały projekt EQUAL.",
        ),
    },
    "transnational_partnership": {
        "en": ("Transnational Partnerships", "Development Partnerships of several countries that worked together."),
        "de": (
            "Transnationale Partnerschaften",
            "Entwicklungspartnerschaften mehrerer Länder, die zusammenarbeiteten.",
        ),
        "fr": ("Partenariats transnationaux", "Des partenariats de développement de plusieurs pays qui ont coopéré."),
        "it": ("Partnership transnazionali", "Partnership di sviluppo di più paesi che hanno lavorato insieme."),
        "es": ("Asociaciones transnacionales", "Agrupaciones de desarrollo de varios países que trabajaron juntas."),
        "pt": (
            "Parcerias transnacionais",
            "Parcerias de desenvolvimento de vários países que trabalharam em conjunto.",
        ),
        "nl": ("Transnationale partnerschappen", "Ontwikkelingspartnerschappen uit meerdere landen die samenwerkten."),
        "pl": ("Partnerstwa ponadnarodowe", "Partnerstwa na rzecz rozwoju z kilku krajów, które współpracowały."),
    },
    "network": {
        "en": ("Networks", "Organisations and projects that stay in touch for a purpose."),
        "de": ("Netzwerke", "Organisationen und Projekte, die zu einem gemeinsamen Zweck in Verbindung bleiben."),
        "fr": ("Réseaux", "Des organisations et des projets qui restent en contact dans un but commun."),
        "it": ("Reti", "Organizzazioni e progetti che restano in contatto per uno scopo comune."),
        "es": ("Redes", "Organizaciones y proyectos que mantienen el contacto con un fin común."),
        "pt": ("Redes", "Organizações e projetos que se mantêm em contacto com um fim comum."),
        "nl": ("Netwerken", "Organisaties en projecten die met een gezamenlijk doel contact houden."),
        "pl": ("Sieci", "Organizacje i projekty, które utrzymują kontakt we wspólnym celu."),
    },
    "organisation": {
        "en": (
            "Organisations",
            "Who is behind the work: ministries, prisons, probation services, charities, employers, researchers.",
        ),
        "de": (
            "Organisationen",
            "Wer hinter der Arbeit steht: Ministerien, Gefängnisse, Bewährungshilfe, Vereine, Betriebe, Forschung.",
        ),
        "fr": (
            "Organisations",
            "Qui fait ce travail : ministères, prisons, probation, associations, employeurs, chercheurs.",
        ),
        "it": (
            "Organizzazioni",
            "Chi sta dietro al lavoro: ministeri, carceri, probation, associazioni, imprese, ricercatori.",
        ),
        "es": (
            "Organizaciones",
            "Quién está detrás del trabajo: ministerios, prisiones, probation, asociaciones, empresas, investigación.",
        ),
        "pt": (
            "Organizações",
            "Quem está por trás do trabalho: ministérios, prisões, reinserção social, associações, empresas, investigação.",
        ),
        "nl": (
            "Organisaties",
            "Wie achter het werk staat: ministeries, gevangenissen, reclassering, verenigingen, werkgevers, onderzoek.",
        ),
        "pl": (
            "Organizacje",
            "Kto za tym stoi: ministerstwa, więzienia, kuratela, stowarzyszenia, pracodawcy, badacze.",
        ),
    },
    "programme": {
        "en": (
            "Programmes",
            "Programmes, funds, strategies, reforms and laws: what paid for the work or set its frame.",
        ),
        "de": (
            "Programme",
            "Programme, Fonds, Strategien, Reformen und Gesetze: was die Arbeit bezahlte oder ihren Rahmen setzte.",
        ),
        "fr": (
            "Programmes",
            "Programmes, fonds, stratégies, réformes et lois : ce qui a financé ou encadré le travail.",
        ),
        "it": (
            "Programmi",
            "Programmi, fondi, strategie, riforme e leggi: che cosa ha finanziato il lavoro o gli ha dato una cornice.",
        ),
        "es": (
            "Programas",
            "Programas, fondos, estrategias, reformas y leyes: lo que pagó el trabajo o le dio un marco.",
        ),
        "pt": (
            "Programas",
            "Programas, fundos, estratégias, reformas e leis: o que pagou o trabalho ou lhe deu um quadro.",
        ),
        "nl": (
            "Programma’s",
            "Programma’s, fondsen, strategieën, hervormingen en wetten: wat het werk betaalde of er het kader voor gaf.",
        ),
        "pl": (
            "Programy",
            "Programy, fundusze, strategie, reformy i ustawy: co finansowało tę pracę lub wyznaczało jej ramy.",
        ),
    },
    "tool": {
        "en": ("Tools", "Products that others can use again: assessments, courses, platforms, agreements, films."),
        "de": (
            "Werkzeuge",
            "Produkte, die andere wieder nutzen können: Verfahren, Kurse, Plattformen, Vereinbarungen, Filme.",
        ),
        "fr": (
            "Outils",
            "Des produits que d’autres peuvent réutiliser : évaluations, formations, plateformes, accords, films.",
        ),
        "it": (
            "Strumenti",
            "Prodotti che altri possono riutilizzare: valutazioni, corsi, piattaforme, accordi, filmati.",
        ),
        "es": (
            "Herramientas",
            "Productos que otros pueden reutilizar: evaluaciones, cursos, plataformas, acuerdos, películas.",
        ),
        "pt": (
            "Ferramentas",
            "Produtos que outros podem reutilizar: avaliações, cursos, plataformas, acordos, filmes.",
        ),
        "nl": (
            "Hulpmiddelen",
            "Producten die anderen opnieuw kunnen gebruiken: meetinstrumenten, cursussen, platforms, afspraken, films.",
        ),
        "pl": ("Narzędzia", "Produkty, których inni mogą użyć ponownie: metody oceny, kursy, platformy, umowy, filmy."),
    },
    "evaluation": {
        "en": ("Evaluations", "How somebody found out whether it worked, and what may not be concluded from it."),
        "de": ("Evaluationen", "Wie jemand herausfand, ob es wirkt, und was sich daraus nicht schließen lässt."),
        "fr": (
            "Évaluations",
            "Comment on a cherché à savoir si cela marchait, et ce que l’on ne peut pas en conclure.",
        ),
        "it": ("Valutazioni", "Come si è cercato di capire se funzionava, e che cosa non se ne può concludere."),
        "es": ("Evaluaciones", "Cómo se averiguó si funcionaba y qué no puede concluirse de ello."),
        "pt": ("Avaliações", "Como se procurou saber se resultava, e o que não se pode concluir daí."),
        "nl": ("Evaluaties", "Hoe iemand heeft uitgezocht of het werkte, en wat men er niet uit mag afleiden."),
        "pl": ("Ewaluacje", "Jak sprawdzono, czy to działa, i jakich wniosków nie wolno z tego wyciągać."),
    },
    "event": {
        "en": ("Events", "Conferences, forums, seminars and Action Learning Sets, and what was concluded there."),
        "de": (
            "Veranstaltungen",
            "Konferenzen, Foren, Seminare und Action Learning Sets, und was dort festgehalten wurde.",
        ),
        "fr": ("Événements", "Conférences, forums, séminaires et Action Learning Sets, et ce que l’on y a conclu."),
        "it": ("Eventi", "Conferenze, forum, seminari e Action Learning Set, e che cosa vi è stato concluso."),
        "es": ("Encuentros", "Conferencias, foros, seminarios y Action Learning Sets, y lo que allí se concluyó."),
        "pt": ("Eventos", "Conferências, fóruns, seminários e Action Learning Sets, e o que aí se concluiu."),
        "nl": ("Bijeenkomsten", "Conferenties, fora, seminars en Action Learning Sets, en wat er werd geconcludeerd."),
        "pl": ("Wydarzenia", "Konferencje, fora, seminaria i spotkania Action Learning Set oraz ich wnioski."),
    },
    "report": {
        "en": ("Reports", "What published documents say in short, and where they are."),
        "de": ("Berichte", "Was veröffentlichte Dokumente in Kürze sagen, und wo sie zu finden sind."),
        "fr": ("Rapports", "Ce que disent en bref les documents publiés, et où les trouver."),
        "it": ("Rapporti", "Che cosa dicono in breve i documenti pubblicati, e dove si trovano."),
        "es": ("Informes", "Qué dicen en resumen los documentos publicados y dónde están."),
        "pt": ("Relatórios", "O que dizem em resumo os documentos publicados, e onde estão."),
        "nl": ("Rapporten", "Wat gepubliceerde documenten in het kort zeggen, en waar ze te vinden zijn."),
        "pl": ("Raporty", "Co w skrócie mówią opublikowane dokumenty i gdzie są."),
    },
    "recommendation_set": {
        "en": (
            "Recommendations",
            "Recommendations and key messages with their official numbers, and the practices that show them at work.",
        ),
        "de": (
            "Empfehlungen",
            "Empfehlungen und Kernbotschaften mit ihren amtlichen Nummern, und Praxisbeispiele dazu.",
        ),
        "fr": (
            "Recommandations",
            "Recommandations et messages clés avec leurs numéros officiels, et les pratiques qui les illustrent.",
        ),
        "it": (
            "Raccomandazioni",
            "Raccomandazioni e messaggi chiave con i loro numeri ufficiali, e le pratiche che li mostrano all’opera.",
        ),
        "es": (
            "Recomendaciones",
            "Recomendaciones y mensajes clave con sus números oficiales, y las prácticas que los muestran en acción.",
        ),
        "pt": (
            "Recomendações",
            "Recomendações e mensagens-chave com os seus números oficiais, e as práticas que as mostram em ação.",
        ),
        "nl": (
            "Aanbevelingen",
            "Aanbevelingen en kernboodschappen met hun officiële nummers, en de praktijken die ze laten zien.",
        ),
        "pl": (
            "Zalecenia",
            "Zalecenia i główne przesłania z ich oficjalnymi numerami oraz praktyki, które je pokazują.",
        ),
    },
    "article": {
        "en": ("Articles", "Tables, figures and texts that explain what the records together say."),
        "de": ("Artikel", "Tabellen, Zahlen und Texte, die erklären, was die Einträge zusammen sagen."),
        "fr": (
            "Articles",
            "Des tableaux, des chiffres et des textes qui expliquent ce que disent les fiches ensemble.",
        ),
        "it": ("Articoli", "Tabelle, cifre e testi che spiegano che cosa dicono le schede nel loro insieme."),
        "es": ("Artículos", "Tablas, cifras y textos que explican lo que dicen las fichas en conjunto."),
        "pt": ("Artigos", "Tabelas, números e textos que explicam o que dizem as fichas em conjunto."),
        "nl": ("Artikelen", "Tabellen, cijfers en teksten die uitleggen wat de records samen zeggen."),
        "pl": ("Artykuły", "Tabele, liczby i teksty, które wyjaśniają, co mówią wpisy razem wzięte."),
    },
}

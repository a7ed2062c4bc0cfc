"""Vocabularies: concepts and places, shared by both sides of the house."""

from django.apps import AppConfig


class VocabulariesConfig(AppConfig):
    """SKOS concepts and places."""

    name = "portal.vocabularies"
    label = "vocabularies"
    verbose_name = "Vocabularies"

    def ready(self) -> None:
        from portal.foundation import short_forms
        from portal.vocabularies import receivers  # noqa: F401
        from portal.vocabularies.explaining import Explainer
        from portal.vocabularies.snapshot import vocabulary
        from portal.vocabularies.thesaurus import thesaurus
        from search import registry

        registry.thesaurus(thesaurus)
        short_forms.keeps(Explainer, lambda: hash(vocabulary().version))

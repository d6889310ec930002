"""The fields of this application that are kept in three languages; and the histories,
which are kept of the fields as they are then."""

from modeltranslation.translator import TranslationOptions, register

from members.history import keep
from newsletters.models import Edition, Newsletter


@register(Newsletter)
class NewsletterTranslation(TranslationOptions):
    fields = ("title", "summary")
    required_languages = {"en": ("title",)}


for model in (Newsletter, Edition):
    keep(model)

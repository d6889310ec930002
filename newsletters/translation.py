"""The fields of this application that are kept in three languages."""

from modeltranslation.translator import TranslationOptions, register

from newsletters.models import Newsletter


@register(Newsletter)
class NewsletterTranslation(TranslationOptions):
    fields = ("title", "summary")
    required_languages = {"en": ("title",)}

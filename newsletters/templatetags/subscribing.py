"""What the forms that ask for the newsletter show, on whichever page they stand."""

from django import template

from newsletters.subscribing import consent

register = template.Library()


@register.simple_tag
def consent_text() -> str:
    """What one agrees to, in the reader's language."""
    return str(consent.TEXT)

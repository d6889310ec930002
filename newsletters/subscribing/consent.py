"""What one who subscribes agrees to."""

from django.utils.translation import gettext_lazy as _

# Raised whenever the words or their translations change in meaning: it is kept with each consent.
VERSION = "2026-11"

TEXT = _(
    "I would like to receive the ProsperA newsletter by e-mail. My address is used for nothing "
    "else. I can unsubscribe at any time, with the link in every mail."
)

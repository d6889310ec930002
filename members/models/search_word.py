"""The words of names and places, against which a mistyped word is held."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.fields import SqueezedField


class SearchWord(models.Model):
    """A word by which an organisation may be found (see ``members.spelling``).

    Words that no organisation has any more do no harm; ``rebuild_search`` drops them.
    """

    word = models.CharField(_("word"), max_length=100, primary_key=True)
    squeezed = SqueezedField(_("without double letters"), max_length=100)

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")

    def __str__(self):
        return self.word

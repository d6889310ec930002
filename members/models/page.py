"""The texts of the site that staff keep."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.choices import Place, only_choices
from members.history import RecordedModel, RecordedQuerySet
from members.validators import no_email_address


class PageQuerySet(RecordedQuerySet):
    def at(self, slug: str, title: str):
        """The page, or an unsaved one with nothing but a title where staff have none yet."""
        return self.filter(slug=slug).first() or self.model(slug=slug, title=title)


class Page(RecordedModel):
    """A text in three languages that has its place on the site, named by its slug."""

    slug = models.SlugField(_("place"), max_length=20, unique=True, choices=Place)
    title = models.CharField(_("title"), max_length=200)
    lead = models.TextField(
        _("lead"),
        blank=True,
        validators=[no_email_address],
        help_text=_("One or two sentences below the title."),
    )
    body = models.TextField(
        _("text"),
        blank=True,
        validators=[no_email_address],
        help_text=_("Markdown: ## heading, **bold**, - list, [link](…)."),
    )
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["slug"]
        constraints = [
            only_choices("slug", Place, "page_has_its_place"),
            models.CheckConstraint(name="page_has_title", condition=~Q(title_en="")),
        ]

    def __str__(self):
        return self.title or self.slug

    def get_absolute_url(self):
        name = "members:contact" if self.slug == Place.CONTACT else self.slug
        return reverse(name)

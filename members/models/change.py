"""That something changed, so that what is cached is right the moment an editor saves."""

from django.db import InterfaceError, OperationalError, connections, models
from django.utils.translation import gettext_lazy as _


class ChangeQuerySet(models.QuerySet):
    def stamp(self) -> str:
        """A text that is another one after every committed change of what the public sees.

        All versions count, not the last one: a change may be committed out of turn.
        """
        connection = connections[self.db]
        # This is the first query of most requests: it tells by itself whether the connection that
        # was kept open still is, so nothing else need be asked to find out.
        connection.health_check_done = True
        try:
            return self._ask(connection)
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise
            connection.close()
            return self._ask(connection)

    def _ask(self, connection) -> str:
        # Asked at every visit, so without the ORM, which takes five times as long to ask it.
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), sum(version) FROM members_change")
            return "-".join(str(value or 0) for value in cursor.fetchone())


class Change(models.Model):
    """A change of what the public sees, noted by the database itself (see ``members.derived``).

    PostgreSQL adds a row for each statement, since writers that kept one row would wait for each
    other, and takes old ones away; SQLite, which has one writer at a time, keeps one row. A version
    is a random number, so that no state of the table comes back.
    """

    version = models.BigIntegerField(_("version"), default=0)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")

    def __str__(self):
        return f"{self.pk}-{self.version}"

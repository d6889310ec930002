"""The pages of long lists: what has very many rows is not counted to its end, nor read through."""

from functools import cached_property

from django.contrib.admin.views.main import ChangeList
from django.core.paginator import EmptyPage, Paginator

from members.cube import MOST
from members.formats import AtLeast, format_number

# Digits of the number of a page: no database looks further.
LONGEST = 9


class Uncounted(AtLeast):
    """A number at which the counting stopped, as the admin's templates show it: "10,000+"."""

    def __str__(self):
        return format_number(AtLeast(self))


class LongPaginator(Paginator):
    """Counts up to ``MOST``. Of more, there are as many pages as one finds by going on.

    The keys of such a page are found first, in an index where the order has one; then its rows.
    """

    @cached_property
    def count(self):
        found = self.object_list.order_by().values("pk")[: MOST + 1].count()
        return Uncounted(MOST) if found > MOST else found

    @property
    def is_open(self) -> bool:
        """Whether there are more rows than were counted."""
        return isinstance(self.count, AtLeast)

    def validate_number(self, number):
        text = str(number)
        if self.is_open and text.isdecimal() and len(text) <= LONGEST:
            return max(int(number), 1)
        return super().validate_number(number)

    def page(self, number):
        if not self.is_open:
            return super().page(number)
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        keys = list(
            self.object_list.values_list("pk", flat=True)[start : start + self.per_page + 1]
        )
        self.go_on(number, keys)
        rows = self.object_list.filter(pk__in=keys[: self.per_page])
        return self._get_page(rows, number, self)

    def go_on(self, number: int, keys: list) -> None:
        """What is known of the number of pages, having looked at this one."""
        if not keys:
            raise EmptyPage(self.error_messages["no_results"])
        is_last = len(keys) <= self.per_page
        self.num_pages = number if is_last else max(self.num_pages, number + 1)


class LongChangeList(ChangeList):
    """Offers numbers beside the filters, for each of which all rows are counted to the end, where
    there are no more than ``MOST``."""

    def get_results(self, request):
        super().get_results(request)
        if self.is_facets_optional and self._is_long():
            self.is_facets_optional = self.add_facets = False

    def _is_long(self) -> bool:
        """A filter counts without itself: what is short by it alone may be long."""
        if self.paginator.is_open:
            return True
        is_narrowed = self.query or self.has_active_filters
        return is_narrowed and LongPaginator(self.root_queryset, self.list_per_page).is_open

"""The data files of the newsletters, row by row as the models want them."""

import datetime
from pathlib import Path

from django.core.files.base import ContentFile

from members import occasion
from members.loading import Report, load, read_csv
from members.models import LoadedRecord, Organisation
from members.occasion import Source
from newsletters.models import Edition, Newsletter

DATA = Path(__file__).parent / "data"
MENTIONS = "newsletters.mention"


def load_all():
    """Loads every file of ``data/``; yields a report for each table."""
    yield load(Newsletter, newsletters(), ("month",))
    by_month = {f"{newsletter.month}": newsletter for newsletter in Newsletter.objects.all()}
    yield load(Edition, editions(by_month), ("newsletter", "language"))
    yield load_mentions(by_month)


def newsletters():
    for row in read_csv(DATA / "newsletters.csv"):
        yield row | {
            "month": datetime.date.fromisoformat(row["month"]),
            "published_at": datetime.datetime.fromisoformat(row["published_at"]),
        }


def editions(by_month):
    """The PDFs; one whose newsletter staff have deleted or moved is passed over."""
    for row in read_csv(DATA / "editions.csv"):
        newsletter = by_month.get(row["month"])
        if newsletter:
            file = ContentFile((DATA / row["file"]).read_bytes(), name=row["file"])
            yield {"newsletter": newsletter, "language": row["language"], "file": file}


def load_mentions(by_month) -> Report:
    """Links issues to the organisations they name. A link that staff removed is not made again."""
    report = Report("mentions in newsletters")
    known = set(LoadedRecord.objects.filter(table=MENTIONS).values_list("key", flat=True))
    by_slug = Organisation.objects.in_bulk(field_name="slug")
    new: dict[Newsletter, list[Organisation]] = {}
    for row in read_csv(DATA / "mentions.csv"):
        key = f"{row['month']} / {row['organisation']}"
        newsletter, organisation = by_month.get(row["month"]), by_slug.get(row["organisation"])
        if key in known or not newsletter or not organisation:
            report.left_alone += 1
            continue
        new.setdefault(newsletter, []).append(organisation)
        LoadedRecord.objects.create(table=MENTIONS, key=key, object_pk=newsletter.pk)
        report.created += 1
    with occasion.because(source=Source.LOAD):
        for newsletter, organisations in new.items():
            newsletter.organisations.add(*organisations)
    return report

"""Mails the yearly question, reminders, and what became of answers: to be run once a day.

Without ``--send`` it only says whom it would write to, so that nobody is written to unawares.
"""

from collections.abc import Iterator

from django.core.mail import get_connection
from django.core.management.base import BaseCommand, CommandError

from members import answering, asking, deciding
from members.models import ChangeRequest

# In a row: then it is the server's fault, and it would be the same for all others.
MOST_FAILURES = 5


class Command(BaseCommand):
    """Stopped half-way, or run twice at once, it sends nothing twice."""

    help = "Asks organisations whether what is told of them is right; at most once a year each."

    def add_arguments(self, parser):
        parser.add_argument("--limit", type=int, default=200, help="mails that one run sends")
        parser.add_argument(
            "--send", action="store_true", help="send the mails, which are else only listed"
        )

    def handle(self, *, limit, send, **options):
        if send:
            self.send_mails(limit)
            return
        lines = list(self.would_be_sent(limit))
        for line in lines:
            self.stdout.write(line)
        self.stdout.write(f"Nothing was sent. Mails that --send sends: {len(lines)}.")

    def would_be_sent(self, limit: int) -> Iterator[str]:
        """A line for each mail, in the order in which they would go out."""
        untold = ChangeRequest.objects.filter(pk__in=deciding.untold()[:limit])
        for request in untold.select_related("organisation"):
            yield f"what became of the answer: {request.organisation} <{request.email}>"
            limit -= 1
        for question in asking.to_be_sent().select_related("organisation")[:limit]:
            what = "reminder" if question.sent_at else "question"
            yield f"{what}: {question.organisation} <{question.address}>"
            limit -= 1
        for organisation in asking.to_be_asked()[:limit]:
            yield f"question: {organisation} <{asking.addressee(organisation)[0]}>"

    def send_mails(self, limit: int) -> None:
        forgotten = answering.forget()
        sent, failures = 0, 0
        connection = get_connection()
        for send, key in self.mails(limit):
            is_sent = send(key, connection)
            if is_sent:
                sent, failures = sent + 1, 0
            elif is_sent is False:
                # A connection that has failed is opened anew.
                connection.close()
                failures += 1
            if failures == MOST_FAILURES:
                raise CommandError(
                    f"Mails sent: {sent}. The mail server takes no more; see the log."
                )
        connection.close()
        self.stdout.write(f"Mails sent: {sent}. Old questions forgotten: {forgotten}.")

    def mails(self, limit: int):
        """First those who answered are told what became of it, then others are asked."""
        untold = list(deciding.untold()[:limit])
        yield from ((deciding.tell, key) for key in untold)
        yield from ((asking.send, key) for key in asking.keys_to_send(limit - len(untold)))

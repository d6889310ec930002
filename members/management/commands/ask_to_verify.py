"""Mails the yearly question, reminders, and what became of answers: to be run once a day."""

from django.core.mail import get_connection
from django.core.management.base import BaseCommand, CommandError

from members import answering, asking, deciding

# In a row: then it is the server's fault, and it would be the same for all others.
MOST_FAILURES = 5


class Command(BaseCommand):
    """Stopped half-way, or run twice at once, it sends nothing twice."""

    help = "Asks organisations whether what is told of them is right; at most once a year each."

    def add_arguments(self, parser):
        parser.add_argument("--limit", type=int, default=200, help="mails that one run sends")

    def handle(self, *, limit, **options):
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

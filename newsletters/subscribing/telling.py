"""What a visitor is told in the course of a subscription."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Message(NamedTuple):
    """A page that only says something; ``asks_again`` offers the form."""

    title: Promise
    text: Promise
    asks_again: bool = False


# By the last part of their address.
TOLD = {
    "sent": Message(
        _("Look into your mailbox"),
        _(
            "If this address can be written to, a mail is on its way. Press the button behind its "
            "link, and the newsletter is yours. Nothing has come after a few minutes? Look into "
            "the folder for unwanted mail."
        ),
    ),
    "confirmed": Message(
        _("You get the newsletter from now on"),
        _(
            "A mail with the link to change or end your subscription is on its way. Each "
            "newsletter has that link as well."
        ),
    ),
    "erased": Message(
        _("You are unsubscribed"),
        _(
            "Your address and all that belonged to it are erased. You can subscribe again at any "
            "time: we would send you a link to confirm, as the first time."
        ),
        asks_again=True,
    ),
    "blocked": Message(
        _("You are not written to any more"),
        _(
            "Your address is erased, and the newsletter’s form sends nothing to it any more, "
            "whoever enters it. If you change your mind, write to the steering committee."
        ),
    ),
    "busy": Message(
        _("Too many attempts"),
        _("More has come from your network within an hour than this form takes. Try again later."),
    ),
}
RUN_OUT = Message(
    _("This link has run out"),
    _("It was not used in time, and what you had entered is forgotten. Please subscribe again."),
    asks_again=True,
)
USED = Message(
    _("This link was used"),
    _("Your subscription is confirmed. To change or end it, use the link in any of our mails."),
)
ENDED = Message(
    _("This subscription has ended"),
    _("Your address is erased. If you want the newsletter again, subscribe again."),
    asks_again=True,
)

"""Reaching the network."""

from django.core.exceptions import RequestDataTooBig
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from members import relay
from members.forms import MessageForm
from members.freshness import kept_fresh
from members.models import Contact, Page, Region, Role
from members.models.contact import STEERING_SLUG
from members.views.roles import public_contacts

# In bytes: a message of 5,000 letters of any script, and the form around it.
LONGEST_BODY = 64 * 1024


@require_safe
@kept_fresh
def contact(request):
    """Who to write to: the steering committee, and a contact for each region that has one."""
    found = public_contacts(request)
    served = {contact.region_id for contact in found}
    unserved = [region.name for region in Region.objects.public() if region.pk not in served]
    contacts = [
        {
            "label": contact.label,
            "role_text": str(contact),
            "also_for": unserved if contact.role == Role.STEERING else [],
            "organisation": contact.organisation,
            "write_url": contact.write_url,
            **contact.phone_parts,
        }
        for contact in found
    ]
    page = Page.objects.at("contact", _("Contact"))
    return render(request, "members/contact.html", {"page": page, "contacts": contacts})


# The form acts on nobody's behalf, so a forged request gains nothing over a direct one; without
# the token, visitors need no cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def write(request, slug):
    """The form that passes a message on to a role, and what comes of it."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_BODY:
        raise RequestDataTooBig
    contact = get_contact(slug)
    form = MessageForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if relay.is_busy(contact, form.cleaned_data["email"]):
            return render(request, "members/busy.html", {"contact": contact}, status=429)
        if not form.is_from_a_program:
            message = form.save(commit=False)
            message.language = get_language()
            relay.receive(message, contact)
        return redirect("members:sent", slug)
    status = 422 if form.is_bound else 200
    return render(request, "members/write.html", {"form": form, "contact": contact}, status=status)


@require_safe
def sent(request, slug):
    """The message was received."""
    return render(request, "members/sent.html", {"contact": get_contact(slug), "noindex": True})


def get_contact(slug: str) -> Contact:
    """Who is written to at an address: a region without a contact has the steering committee."""
    contacts = Contact.objects.public()
    contact = contacts.at(slug).first()
    if contact is None and Region.objects.public().filter(slug=slug).exists():
        contact = contacts.at(STEERING_SLUG).first()
    if contact is None:
        raise Http404
    return contact

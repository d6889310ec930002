"""One way to write an e-mail address, so that nobody is there twice."""

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

# What mail servers take; also the length of the column.
LONGEST = 254


def normalised(text: str) -> str:
    """The address in small letters, with its domain as mail servers know it.

    Raises ValidationError for what is none. Dots and "+" are left: they mean something at some
    providers and nothing at others, which is not for us to know.
    """
    text = text.strip()
    validate_email(text)
    local, _at, domain = text.rpartition("@")
    try:
        domain = domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except idna.IDNAError as error:
        raise ValidationError(validate_email.message, code="invalid") from error
    address = f"{local}@{domain}".lower()
    if len(address) > LONGEST:
        raise ValidationError(validate_email.message, code="invalid")
    return address


def masked(address: str) -> str:
    """Enough of an address to tell two apart, and too little to write to it."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"

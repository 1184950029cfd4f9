"""Numbers as people type them: a comma is a decimal point, an empty field is no number."""

import re
from decimal import Decimal

from django import forms

NUMBER = re.compile(r"^\d{1,7}([.,]\d{1,4})?$")


def to_decimal(text: str) -> Decimal | None:
    """Read a number of a field; raises ValidationError in words."""
    text = text.strip().replace("\N{NO-BREAK SPACE}", "")
    if not text:
        return None
    if not NUMBER.match(text):
        raise forms.ValidationError(f'"{text[:20]}" is no number; write it as 12.5')
    return Decimal(text.replace(",", "."))

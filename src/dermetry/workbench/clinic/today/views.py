"""The worklist."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """Show who needs what today."""
    return render(request, "today/index.html", {})

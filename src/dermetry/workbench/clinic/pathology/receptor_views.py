"""Which receptors count as current: the latest, or the clinician's choice with a reason."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dermetry.errors import DermetryError
from dermetry.workbench import clock
from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.actions.pathology import choose_current
from dermetry.workbench.casenotes.queries.biopsies import biopsies
from dermetry.workbench.casenotes.scope import NotHere
from dermetry.workbench.clinic.sent_values import to_int


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Show the specimens to choose from, or keep the choice."""
    page = biopsies(actor=request.actor, patient_pk=patient_pk, today=clock.today())
    chosen = page.current.specimen_id if page.current.is_chosen else ""
    shown = {"page": page, "banner": page.banner, "chosen": chosen}
    if request.method == "GET":
        typed = {"specimen": chosen, "reason": page.current.why if chosen else ""}
        return render(request, "pathology/choose.html", shown | {"typed": typed})
    wanted, reason = request.POST.get("specimen", ""), request.POST.get("reason", "")
    keys = {each.specimen_id: each.specimen_pk for each in page.specimens}
    typed = {"specimen": wanted, "reason": reason}
    try:
        choose_current(
            actor=request.actor,
            at=clock.now(),
            today=clock.today(),
            patient_pk=patient_pk,
            specimen_pk=keys.get(wanted, to_int(wanted)),
            reason=reason,
            seen=request.POST.get("seen"),
        )
    except (NotHere, NotPermitted):
        raise
    except DermetryError as error:
        status = 409 if isinstance(error, RecordConflict) else 422
        answer = shown | {"typed": typed, "problem": error}
        return render(request, "pathology/choose.html", answer, status=status)
    messages.success(request, "Receptors that count as current: saved.")
    return redirect("patient_biopsies", patient_pk)

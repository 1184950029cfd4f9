"""Addresses of the visit: its eight steps, and what their pages send."""

from django.urls import path

from dermetry.workbench.clinic.visit import (
    dermoscopy_views,
    finding_views,
    identity_views,
    matching_views,
    outline_views,
    photograph_views,
    region_views,
    review_views,
    scale_views,
    statement_views,
    vitals_views,
)

VISIT = "visits/<int:visit_pk>"
PHOTOGRAPH = "photographs/<int:photograph_pk>"

urlpatterns = [
    path("patients/<int:patient_pk>/visit/", identity_views.visit_start, name="visit_start"),
    path(f"{VISIT}/", identity_views.visit, name="visit"),
    path(f"{VISIT}/identity/", identity_views.identity, name="visit_identity"),
    path(f"{VISIT}/photographs/", photograph_views.photographs, name="visit_photographs"),
    path(f"{VISIT}/upload/", photograph_views.upload, name="visit_upload"),
    path(f"{PHOTOGRAPH}/details/", photograph_views.details, name="photograph_details"),
    path(f"{VISIT}/scale/", scale_views.scale, name="visit_scale"),
    path(f"{PHOTOGRAPH}/ruler/", scale_views.ruler, name="photograph_ruler"),
    path(f"{PHOTOGRAPH}/analyse/", scale_views.analyse, name="photograph_analyse"),
    # V2: outlines and who is who
    path(f"{VISIT}/outlines/", outline_views.outlines, name="visit_outlines"),
    path(f"{PHOTOGRAPH}/outlines/save/", outline_views.save, name="outline_save"),
    path(f"{PHOTOGRAPH}/outlines/remove/", outline_views.remove, name="outline_remove"),
    path(f"{PHOTOGRAPH}/outlines/propose/", outline_views.propose, name="outline_propose"),
    path(f"{VISIT}/matching/", matching_views.matching, name="visit_matching"),
    path(f"{VISIT}/matching/decide/", matching_views.decide, name="match_decide"),
    path(f"{VISIT}/matching/undo/", matching_views.undo, name="match_undo"),
    # findings, vitals, review
    path(f"{VISIT}/findings/", finding_views.findings, name="visit_findings"),
    path(f"{VISIT}/findings/<int:lesion_pk>/", finding_views.appearance, name="appearance_save"),
    path(
        f"{VISIT}/findings/<int:lesion_pk>/stated/", statement_views.finding, name="finding_state"
    ),
    path(f"{VISIT}/regions/", region_views.regions, name="visit_regions"),
    path(f"{VISIT}/dermoscopy/", dermoscopy_views.dermoscopy, name="visit_dermoscopy"),
    path(f"{VISIT}/vitals/", vitals_views.vitals, name="visit_vitals"),
    path(f"{VISIT}/review/", review_views.review, name="visit_review"),
    path(f"{VISIT}/ready/", review_views.ask, name="visit_ready"),
    path(f"{VISIT}/sign/", review_views.sign, name="visit_sign"),
    path(f"{VISIT}/addendum/", review_views.addendum, name="visit_addendum"),
]

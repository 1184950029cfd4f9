"""Addresses of these pages."""

from django.urls import path

from dermetry.workbench.clinic.pathology import (
    biopsy_views,
    board_views,
    receptor_views,
    specimen_views,
)

PATIENT = "patients/<int:patient_pk>"

urlpatterns = [
    path("biopsies/", board_views.board, name="biopsy_board"),
    path(f"{PATIENT}/biopsies/", board_views.patient_biopsies, name="patient_biopsies"),
    path(f"{PATIENT}/biopsies/new/", biopsy_views.new, name="biopsy_new"),
    path("biopsies/<int:biopsy_pk>/", biopsy_views.biopsy, name="biopsy"),
    path("biopsies/<int:biopsy_pk>/step/", biopsy_views.step, name="biopsy_step"),
    path(f"{PATIENT}/specimens/new/", specimen_views.new, name="specimen_new"),
    path("specimens/<int:specimen_pk>/", specimen_views.specimen, name="specimen"),
    path(f"{PATIENT}/receptors/", receptor_views.choose, name="receptors_choose"),
]

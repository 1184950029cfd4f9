"""Addresses of these pages."""

from django.urls import path

from dermetry.workbench.clinic.patient import biopsy_views, other_sites_views, views

PATIENT = "patients/<int:patient_pk>"

urlpatterns = [
    path(f"{PATIENT}/", views.patient, name="patient"),
    path(f"{PATIENT}/other-sites/", other_sites_views.sites, name="other_sites"),
    path(f"{PATIENT}/biopsies/", biopsy_views.biopsy_list, name="patient_biopsies"),
]

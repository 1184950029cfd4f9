"""Addresses of these pages."""

from django.urls import path

from dermetry.workbench.clinic.patient import extent_views, other_sites_views, response_views, views

PATIENT = "patients/<int:patient_pk>"

urlpatterns = [
    path(f"{PATIENT}/", views.patient, name="patient"),
    path(f"{PATIENT}/response/", response_views.response, name="patient_response"),
    path(f"{PATIENT}/extent/", extent_views.extent, name="patient_extent"),
    path(f"{PATIENT}/extent/decide/", extent_views.decide, name="extent_decide"),
    path(f"{PATIENT}/other-sites/", other_sites_views.sites, name="other_sites"),
]

"""Addresses of these pages."""

from django.urls import path

from dermetry.workbench.clinic.patient import views

urlpatterns = [path("patients/<int:patient_pk>/", views.patient, name="patient")]

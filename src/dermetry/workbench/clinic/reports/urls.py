"""Addresses of these pages."""

from django.urls import path

from dermetry.workbench.clinic.reports import views

urlpatterns = [
    path("patients/<int:patient_pk>/reports/", views.reports, name="reports"),
    path("patients/<int:patient_pk>/reports/file/", views.report_file, name="report_file"),
    path("patients/<int:patient_pk>/reports/form/", views.response_form, name="response_form"),
    path(
        "patients/<int:patient_pk>/reports/<int:report_pk>/",
        views.report_document,
        name="report_document",
    ),
    path("reports/style.css", views.report_style, name="report_style"),
]

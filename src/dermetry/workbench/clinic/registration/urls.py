"""Addresses of these pages."""

from django.urls import path

from dermetry.workbench.clinic.registration import (
    care_views,
    exchange_views,
    history_views,
    identity_views,
    merge_views,
    treatment_views,
)

urlpatterns = [
    path("patients/new/", identity_views.register, name="patient_register"),
    path("patients/<int:patient_pk>/identity/", identity_views.edit, name="patient_edit"),
    path("patients/<int:patient_pk>/history/", history_views.history, name="patient_history"),
    path("patients/<int:patient_pk>/consent/", care_views.consent, name="patient_consent"),
    path("patients/<int:patient_pk>/plan/", care_views.plan, name="patient_plan"),
    path(
        "patients/<int:patient_pk>/treatments/",
        treatment_views.treatments,
        name="patient_treatments",
    ),
    path("patients/<int:patient_pk>/export/", exchange_views.export, name="patient_export"),
    path(
        "patients/<int:patient_pk>/old-photographs/",
        exchange_views.import_folder,
        name="import_folder",
    ),
    path("import/", exchange_views.import_case, name="import_case"),
    path("patients/<int:patient_pk>/merge/", merge_views.merge, name="patient_merge"),
]

"""Addresses of these pages."""

from django.urls import path

from dermetry.workbench.clinic.administration import audit_views, user_views

urlpatterns = [
    path("users/", user_views.users, name="users"),
    path("users/new/", user_views.user_new, name="user_new"),
    path("users/<int:user_pk>/", user_views.user_edit, name="user_edit"),
    path("audit/", audit_views.audit_log, name="audit_log"),
    path("audit/entries.csv", audit_views.audit_csv, name="audit_csv"),
]

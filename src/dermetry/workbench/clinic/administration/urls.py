"""Addresses of these pages."""

from django.urls import path

from dermetry.workbench.clinic.administration import audit_views, rules_views, user_views

urlpatterns = [
    path("users/", user_views.users, name="users"),
    path("users/new/", user_views.user_new, name="user_new"),
    path("users/<int:user_pk>/", user_views.user_edit, name="user_edit"),
    path("rules/", rules_views.rules, name="rules"),
    path("rules/<slug:rule_name>/", rules_views.rule_file, name="rule_file"),
    path("rules/<slug:rule_name>.toml", rules_views.rule_text, name="rule_text"),
    path("audit/", audit_views.audit_log, name="audit_log"),
    path("audit/entries.csv", audit_views.audit_csv, name="audit_csv"),
]

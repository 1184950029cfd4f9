"""Addresses of these pages."""

from django.urls import path

from dermetry.workbench.clinic.today import alert_views, task_views, views

urlpatterns = [
    path("today/", views.today, name="today"),
    path("patients/<int:patient_pk>/tasks/new/", task_views.task_add, name="task_add"),
    path("tasks/<int:task_pk>/", task_views.task_close, name="task_close"),
    path("alerts/<int:alert_pk>/", alert_views.alert, name="alert"),
    path("alerts/<int:alert_pk>/answer/", alert_views.alert_answer, name="alert_answer"),
    path("alerts/statistics/", alert_views.alert_statistics, name="alert_statistics"),
]

"""Addresses of these pages."""

from django.urls import path

from dermetry.workbench.clinic.today import task_views, views

urlpatterns = [
    path("today/", views.today, name="today"),
    path("patients/<int:patient_pk>/tasks/new/", task_views.task_add, name="task_add"),
    path("tasks/<int:task_pk>/", task_views.task_close, name="task_close"),
]

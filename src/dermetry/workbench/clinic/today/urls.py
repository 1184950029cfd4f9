"""Addresses of these pages."""

from django.urls import path

from dermetry.workbench.clinic.today import views

urlpatterns = [path("today/", views.today, name="today")]

"""Addresses of these pages."""

from django.urls import path

from dermetry.workbench.clinic.lesion import picture_views

PHOTOGRAPH = "photographs/<int:photograph_pk>"

urlpatterns = [
    path(f"{PHOTOGRAPH}/upright.jpg", picture_views.upright, name="photograph_file"),
    path(f"{PHOTOGRAPH}/small.jpg", picture_views.small, name="photograph_small"),
    path(f"{PHOTOGRAPH}/crop/<int:outline_pk>.jpg", picture_views.crop, name="photograph_crop"),
]

"""Addresses of these pages."""

from django.urls import path

from dermetry.workbench.clinic.lesion import photograph_views, picture_views, views

LESION = "lesions/<int:lesion_pk>"
PHOTOGRAPH = "photographs/<int:photograph_pk>"

urlpatterns = [
    path(f"{LESION}/", views.lesion, name="lesion"),
    path(f"{LESION}/edit/", views.edit, name="lesion_edit"),
    path(f"{PHOTOGRAPH}/", photograph_views.photograph, name="photograph"),
    path(f"{PHOTOGRAPH}/move/", photograph_views.move, name="photograph_move"),
    path(f"{PHOTOGRAPH}/reveal/", picture_views.reveal, name="photograph_reveal"),
    path(f"{PHOTOGRAPH}/upright.jpg", picture_views.upright, name="photograph_file"),
    path(f"{PHOTOGRAPH}/small.jpg", picture_views.small, name="photograph_small"),
    path(f"{PHOTOGRAPH}/crop/<int:outline_pk>.jpg", picture_views.crop, name="photograph_crop"),
]

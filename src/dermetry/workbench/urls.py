"""Every address of the workbench; who may open it stands in ``accounts.matrix``."""

from allauth.account import views as account
from django.urls import include, path

from dermetry.workbench.clinic import frame

handler403 = "dermetry.workbench.clinic.errors.forbidden"
handler400 = "dermetry.workbench.clinic.errors.bad_request"
handler404 = "dermetry.workbench.clinic.errors.not_found"

urlpatterns = [
    path("health/", frame.health, name="health"),
    path("", frame.home, name="home"),
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/site/", frame.choose_site, name="choose_site"),
    path("account/keep/", frame.keep_session, name="keep_session"),
    path("patterns/", frame.patterns, name="patterns"),
    path("", include("dermetry.workbench.clinic.today.urls")),
    path("", include("dermetry.workbench.clinic.patient.urls")),
    path("", include("dermetry.workbench.clinic.pathology.urls")),
    path("", include("dermetry.workbench.clinic.registration.urls")),
    path("", include("dermetry.workbench.clinic.visit.urls")),
    path("", include("dermetry.workbench.clinic.lesion.urls")),
    path("", include("dermetry.workbench.clinic.reports.urls")),
    path("", include("dermetry.workbench.clinic.administration.urls")),
]

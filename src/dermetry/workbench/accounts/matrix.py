"""The route matrix: who may open which route. A route without a row is open to nobody.

Rows name the permission a route needs; a generated test walks every route and role, and
fails on a route that stands in the addresses and not here.
"""

from dermetry.workbench.accounts.roles import GRANTED, ROLES, Permission

PUBLIC = frozenset({"public"})
SIGNED_IN = frozenset({"signed in"})

ROUTES: dict[str, Permission | frozenset[str]] = {
    # signing in, and what everyone has
    "health": PUBLIC,
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "patterns": SIGNED_IN,
    "choose_site": SIGNED_IN,
    "keep_session": SIGNED_IN,
    "home": SIGNED_IN,
    # today
    "today": "see_patients",
    "task_add": "edit_record",
    "task_close": "edit_record",
    "alert": "see_patients",  # answering takes answer_alerts
    "alert_answer": "answer_alerts",
    "alert_statistics": "see_patients",
    # patient
    "patient": "see_patients",
    "patient_response": "see_patients",
    "patient_extent": "see_patients",  # deciding takes decide_extent
    "extent_decide": "decide_extent",
    "other_sites": "see_patients",  # changing takes confirm
    "patient_plan": "edit_visit",
    "patient_treatments": "edit_record",
    # biopsies and pathology
    "biopsy_board": "see_patients",
    "patient_biopsies": "see_patients",
    "biopsy_new": "handle_biopsies",  # ordering takes edit_pathology
    "biopsy": "see_patients",  # changing takes handle_biopsies
    "biopsy_step": "handle_biopsies",  # some steps take edit_pathology
    "specimen_new": "edit_pathology",
    "specimen": "see_patients",  # changing takes edit_pathology
    "receptors_choose": "edit_pathology",
    # registration and record
    "patient_register": "edit_record",
    "patient_edit": "edit_record",
    "patient_history": "edit_record",
    "patient_consent": "edit_record",
    "patient_merge": "merge_records",
    "patient_export": "exchange",
    "import_case": "exchange",
    "import_folder": "exchange",
    # visit
    "visit_start": "edit_visit",
    "visit": "see_patients",
    "visit_identity": "edit_visit",
    "visit_photographs": "edit_visit",
    "visit_upload": "edit_visit",
    "visit_scale": "edit_visit",
    "photograph_details": "edit_visit",
    "photograph_analyse": "edit_visit",
    "visit_outlines": "edit_visit",
    "visit_matching": "edit_visit",
    "visit_findings": "edit_visit",
    "appearance_save": "edit_visit",
    "finding_state": "confirm",
    "visit_regions": "edit_visit",
    "visit_dermoscopy": "edit_visit",
    "visit_vitals": "edit_visit",
    "visit_review": "see_patients",
    "visit_ready": "edit_visit",
    "visit_sign": "sign",
    "visit_addendum": "write_addendum",
    "outline_save": "edit_visit",
    "outline_remove": "edit_visit",
    "outline_propose": "edit_visit",
    "photograph_ruler": "edit_visit",
    "match_decide": "confirm",
    "match_undo": "confirm",
    # lesion and photograph
    "lesion": "see_patients",
    "lesion_edit": "edit_visit",
    "photograph": "see_photographs",
    "photograph_file": "see_photographs",
    "photograph_small": "see_photographs",
    "photograph_crop": "see_photographs",
    "photograph_reveal": "see_photographs",
    "photograph_move": "move_photographs",
    # reports
    "reports": "make_reports",
    "report_file": "make_reports",
    "report_document": "make_reports",  # a response form takes make_trial_forms
    "response_form": "make_trial_forms",
    "report_style": PUBLIC,  # of every document; nothing of a patient
    # administration
    "rules": "see_rules",
    "rule_file": "see_rules",  # signing takes sign_rules
    "rule_text": "see_rules",
    "users": "manage_users",
    "user_new": "manage_users",
    "user_edit": "manage_users",
    "audit_log": "see_audit",
    "audit_csv": "see_audit",
}


def allowed(route: str) -> frozenset[str]:
    """Give who may open a route: PUBLIC, SIGNED_IN, or the roles with its permission."""
    rule = ROUTES.get(route)
    if rule is None:
        return frozenset()
    if isinstance(rule, frozenset):
        return rule
    return frozenset(role for role in ROLES if rule in GRANTED[role])

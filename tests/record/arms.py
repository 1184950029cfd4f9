"""Small lawful values of the clinical arms, as plain values."""

SPECIMEN = {"specimen_id": "B1", "lesion_id": "L1", "kind": "punch", "taken_on": "2026-01-12"}
SPECIMENS = {"specimens": [SPECIMEN, SPECIMEN | {"specimen_id": "B2"}]}
BIOPSY = {"biopsy_id": "X1", "lesion_id": "L1"}
SECOND = BIOPSY | {"biopsy_id": "X2"}
CHOICE = {"specimen_id": "B1", "chosen_by": "Dr. A", "chosen_on": "2026-02-01", "reason": "newest"}
DECISION = {
    "kind": "confirmed",
    "t_effect": "t4b",
    "m_effect": "none",
    "proposed_t_effect": "t4b",
    "proposed_m_effect": "none",
    "decided_by": "Dr. A",
    "decided_on": "2026-02-01",
    "rules_version": "extent 1",
}
FIRED = {"kind": "fired", "happened_on": "2026-01-12", "by": "dermetry"}
ALERT = {
    "key": "alerts.no_tissue:L1",
    "rule_id": "alerts.no_tissue",
    "rules_version": "alerts 1",
    "statement": "L1 has no tissue",
    "urgency": "soon",
    "owner": "physician",
    "events": [FIRED],
}

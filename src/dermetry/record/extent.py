"""The extent of the disease as a clinician confirmed it, or put another in place of the proposal.

``t_effect`` and ``m_effect`` are keys of the rule file ``extent``. No stage is made here: stage
categories are entered by the clinician with their edition (``History.stages``).
"""

from datetime import date
from typing import Literal

from dermetry.record.value import FilledShortText, Identifier, Key, ShortText, Text, Value


class ExtentDecision(Value):
    """One decision, of the patient as a whole or (``lesion_id``) of one lesion."""

    lesion_id: Identifier | None = None
    kind: Literal["confirmed", "overridden"]
    t_effect: Key
    m_effect: Key
    proposed_t_effect: Key
    proposed_m_effect: Key
    decided_by: FilledShortText
    decided_on: date
    reason: Text = ""
    rules_version: ShortText

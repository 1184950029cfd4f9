"""Alerts and tasks: one engine for what must be seen, from firing to outcome.

``raise_alerts`` asks the rules what the facts say on a day, ``renew_alerts`` brings the record
up to it, ``standing_alerts`` shows it; people's answers go through ``answer_alert``.
"""

from dermetry.pathway.alerts.answering import allowed_answers, answer_alert
from dermetry.pathway.alerts.raising import check_rules, raise_alerts
from dermetry.pathway.alerts.renewing import renew_alerts
from dermetry.pathway.alerts.replaying import replay_alerts, replay_differences
from dermetry.pathway.alerts.standing import alerts_on, standing_alerts
from dermetry.pathway.alerts.statistics import alert_statistics, statistics_of

__all__ = (
    "alert_statistics",
    "alerts_on",
    "allowed_answers",
    "answer_alert",
    "check_rules",
    "raise_alerts",
    "renew_alerts",
    "replay_alerts",
    "replay_differences",
    "standing_alerts",
    "statistics_of",
)

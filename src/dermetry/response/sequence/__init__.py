"""From the responses of single visits to best response, confirmation and endpoints.

Comes in: ``VisitResponse`` values of one patient, her dates (``SubjectDates``), the ``Policy``
and the ``PlanChoices`` of the analysis; no Case is needed.  Goes out: ``BestResponse`` and
``Endpoint`` values per evaluator, with reasons.  Who calls: pathway, command line, workbench.
Exact day numbers only; rules and sources stand in knowledge/rules/best_response.toml.
"""

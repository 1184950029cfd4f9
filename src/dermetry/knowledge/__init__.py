"""What is known, as data with sources: rules, codes, cards, citations.

Comes in: the TOML and CSV files beside this sign.  Goes out: frozen values with rule ids
and citations.  Who calls: every room above.  No threshold stands in Python.
"""

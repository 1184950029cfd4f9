"""dermetry: serial photographs of skin metastases, measured, followed and called.

The public library is this handful of names; everything else may change before 1.0::

    import dermetry

    assessed = dermetry.assess_folder(folder=path, today=date(2026, 5, 1))
    dermetry.write_report(assessed=assessed, folder=out, version=dermetry.__version__)
    case = dermetry.read_case_file(text=out_text, name="case.json")
    calls = dermetry.respond(case=case).calls

It documents and computes; a clinician decides.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Loaded when first used: the sandbox process that decodes untrusted bytes imports this
# package, and must not load reports, case files or OpenCV to do so.
PUBLIC = {
    "Case": "dermetry.record.case",
    "read_case_file": "dermetry.record.casefile",
    "write_case_file": "dermetry.record.casefile",
    "case_file_schema": "dermetry.record.casefile",
    "assess_folder": "dermetry.pathway.assess",
    "measure_photograph": "dermetry.pathway.measure",
    "respond": "dermetry.pathway.respond",
    "write_report": "dermetry.report.write",
    "DermetryError": "dermetry.errors",
}
__all__ = ["__version__", *PUBLIC]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    if name not in PUBLIC:
        raise AttributeError(f"module 'dermetry' has no attribute {name!r}")
    return getattr(import_module(PUBLIC[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)

"""How a stain's raw values are written, as the laboratory reported them."""

from collections.abc import Iterable
from decimal import Decimal

from dermetry.record.stain import Stain

WORDS = {
    "positive": "positive",
    "negative": "negative",
    "equivocal": "equivocal",
    "not_evaluable": "not evaluable",
}


def say_number(value: Decimal) -> str:
    """Write a number without trailing zeros and without an exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def say_percent(value: Decimal) -> str:
    """Write a percentage."""
    return f"{say_number(value)} %"


def say_stain(stain: Stain) -> str:
    """Write everything that one stain holds, "" where it holds nothing."""
    membrane = {True: "membrane staining present", False: "no membrane staining"}
    reviewed = {True: "IHC reviewed", False: "IHC not reviewed"}
    word = WORDS.get(stain.result or "", "")
    parts = (
        f"IHC {stain.ihc_score}" if stain.ihc_score else "",
        membrane.get(stain.membrane_staining_present, ""),  # type: ignore[arg-type]
        say_percent(stain.percent) if stain.percent is not None else "",
        "intensity none"
        if stain.intensity == "none"
        else stain.intensity and f"{stain.intensity} intensity",
        f"ISH ratio {say_number(stain.ish_ratio)}" if stain.ish_ratio is not None else "",
        f"{say_number(stain.ish_copies)} copies" if stain.ish_copies is not None else "",
        reviewed.get(stain.ish_reviewed, ""),  # type: ignore[arg-type]
        f"ISH {word}" if word and stain.method == "ish" else word,
        stain.antibody and f"antibody {stain.antibody}",
    )
    return ", ".join(part for part in parts if part)


def say_stains(stains: Iterable[Stain]) -> str:
    """Write the stains of one marker, one after the other."""
    return "; ".join(text for text in map(say_stain, stains) if text)

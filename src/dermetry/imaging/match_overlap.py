"""Lesions that may have merged into one outline, or split into several."""

from dataclasses import replace

import numpy as np

from dermetry.imaging.match_view import Verdict, ViewFit, gap
from dermetry.imaging.match_words import several
from dermetry.imaging.matching_rules import section


def flag_overlaps(*, fit: ViewFit, verdicts: dict[str, Verdict]) -> dict[str, Verdict]:
    """Turn the verdicts of possible mergers and splits into "unsure", with the reason."""
    return _flag_splits(fit, _flag_mergers(fit, verdicts))


def _radius(fit: ViewFit, diameter_mm: float | None) -> float | None:
    """Give half a diameter in the unit of the places; None when that is not known."""
    return diameter_mm / 2 if diameter_mm and fit.places.is_in_mm else None


def _is_settled_elsewhere(
    verdicts: dict[str, Verdict], lesion_id: str, outline_ids: set[str]
) -> bool:
    return any(
        v.answer == "same" and v.lesion_id == lesion_id
        for key, v in verdicts.items()
        if key not in outline_ids
    )


def _flag_mergers(fit: ViewFit, verdicts: dict[str, Verdict]) -> dict[str, Verdict]:
    changed = dict(verdicts)
    for column, outline in enumerate(fit.outlines):
        radius = _radius(fit, outline.longest_diameter_mm)
        if radius is None:
            continue
        slack = section("answer")["merge_sd"] * fit.sd
        inside = [
            lesion.lesion_id
            for row, lesion in enumerate(fit.lesions)
            if np.isfinite(fit.fits.gain[row, column])
            and gap(fit, row, column) <= radius + slack[row]
            and not _is_settled_elsewhere(verdicts, lesion.lesion_id, {outline.outline_id})
        ]
        if len(inside) >= 2:
            text = f"may have merged: {several(inside)} {_both(inside)} predicted here"
            changed[outline.outline_id] = _unsure(verdicts[outline.outline_id], inside, text)
    return changed


def _both(ids: list[str]) -> str:
    return "both" if len(ids) == 2 else "all"


def _flag_splits(fit: ViewFit, verdicts: dict[str, Verdict]) -> dict[str, Verdict]:
    changed = dict(verdicts)
    for row, lesion in enumerate(fit.lesions):
        radius = _radius(fit, fit.sightings[row].longest_diameter_mm)
        if radius is None:
            continue
        reach = radius + section("answer")["merge_sd"] * fit.sd[row]
        inside = [
            outline.outline_id
            for column, outline in enumerate(fit.outlines)
            if np.isfinite(fit.fits.gain[row, column])
            and gap(fit, row, column) <= reach
            and not _is_other(verdicts[outline.outline_id], lesion.lesion_id)
        ]
        if len(inside) >= 2 and not _is_settled_elsewhere(verdicts, lesion.lesion_id, set(inside)):
            text = f"{lesion.lesion_id} may have split: {several(inside)} lie where it was"
            for key in inside:
                changed[key] = _unsure(changed[key], [lesion.lesion_id], text)
    return changed


def _is_other(verdict: Verdict, lesion_id: str) -> bool:
    return verdict.answer == "same" and verdict.lesion_id != lesion_id


def _unsure(verdict: Verdict, ids: list[str], text: str) -> Verdict:
    first = verdict.lesion_id if verdict.lesion_id in ids else ids[0]
    others = [key for key in ids if key != first]
    return replace(
        verdict,
        answer="unsure",
        lesion_id=first,
        runner_up_id=others[0] if others else verdict.runner_up_id,
        confidence=min(verdict.confidence, 0.5),
        evidence=(text, *verdict.evidence),
        open_ids=verdict.open_ids | set(ids),
    )

"""Visits: photographs, findings, proposals, appearances, numbers, signature and addenda."""

from hypothesis import strategies as st

from dermetry.record.appearance import Appearance
from dermetry.record.dermoscopy import Dermoscopy
from dermetry.record.observation import TYPING_GUARDS, Observation
from dermetry.record.signature import Addendum, CallOverride, Signature
from dermetry.record.symptom import Symptom
from dermetry.record.visit import MatchProposal, Remark, Visit
from tests.strategies import plain
from tests.strategies.findings import findings
from tests.strategies.photographs import photographs, unreadable

READINGS = (("",), ("",), (), ("Dr. A",), ("", "reader 2"))  # the evaluators of a lesion
CALLS = ("CR", "PR", "SD", "PD", "NE", "NON-CR/NON-PD")
symptoms = st.builds(
    Symptom,
    kind=st.sampled_from(
        [
            *("pain", "itch", "burning", "tightness", "odor", "bleeding", "distress", "fatigue"),
            *("sleep", "lymphedema"),
        ]
    ),
    score_0_10=plain.scores,
    note=plain.texts,
)
structures = st.sampled_from(["polymorphous_vessels", "pigment_network", "structureless_pink"])
overrides = st.builds(
    CallOverride,
    category=st.sampled_from(CALLS),
    reason=plain.filled(plain.texts),
    by=plain.people,
)
remarks = st.builds(
    Remark,
    kind=st.sampled_from(["not_measured", "to_confirm", "note"]),
    file_name=plain.maybe(plain.short_texts),
    lesion_id=plain.maybe(st.sampled_from(["L1", "mark 3"])),
    message=plain.texts,
    advice=plain.texts,
)


@st.composite
def observations(draw):
    """Give one number within the typing guard of its kind."""
    kind = draw(st.sampled_from(sorted(TYPING_GUARDS)))
    low, high, is_whole = TYPING_GUARDS[kind]
    value = draw(plain.decimals(str(low), str(high), places=0 if is_whole else 2))
    return Observation(kind=kind, value=value, observed_on=draw(plain.maybe(plain.DAYS)))


@st.composite
def appearances(draw, *, lesion_id, visited_on):
    """Give how one lesion looked, or what of it was asked."""
    return Appearance(
        lesion_id=lesion_id,
        morphology=draw(plain.maybe(plain.short_texts)),
        ulcerated=draw(plain.maybe(plain.flags)),
        exudate=draw(st.sampled_from([None, "none", "low", "moderate", "high"])),
        odor=draw(st.sampled_from([None, "none", "mild", "moderate", "strong"])),
        bleeding=draw(st.sampled_from([None, "none", "on_contact", "spontaneous"])),
        pain_0_10=draw(plain.maybe(plain.scores)),
        itch_0_10=draw(plain.maybe(plain.scores)),
        burning_0_10=draw(plain.maybe(plain.scores)),
        tightness_0_10=draw(plain.maybe(plain.scores)),
        dressing=draw(plain.maybe(plain.short_texts)),
        dressing_change_on=draw(plain.maybe(plain.days_after(visited_on))),
        infection_signs=draw(plain.maybe(plain.some(plain.short_texts))),
        note=draw(plain.texts),
        recorded_by=draw(st.just("") | plain.people),
        is_copied_forward=draw(plain.flags),
    )


@st.composite
def dermoscopies(draw, *, lesion_ids, photograph_ids):
    """Give what the dermatoscope showed of a lesion of the case."""
    return Dermoscopy(
        lesion_id=draw(st.sampled_from(lesion_ids)),
        photograph_id=draw(plain.one_of_these(photograph_ids)),
        structures=draw(plain.maybe(plain.some(structures, unique=True))),
        recorded_by=draw(st.just("") | plain.people),
        note=draw(plain.texts),
    )


@st.composite
def signatures(draw, *, visited_on):
    """Give a signature of the visit's day or later."""
    return Signature(
        signed_by=draw(plain.people),
        signed_on=draw(plain.days_after(visited_on)),
        statement=draw(plain.texts),
        category=draw(plain.maybe(st.sampled_from(CALLS))),
        sum_mm=draw(plain.maybe(plain.decimals("0", "10000"))),
        sum_mm2=draw(plain.maybe(plain.decimals("0", "10000"))),
        rules_version=draw(plain.short_texts),
        software_version=draw(plain.short_texts),
        engine_version=draw(plain.maybe(plain.short_texts)),
        override=draw(plain.maybe(overrides)),
    )


def addenda(signed_on) -> st.SearchStrategy[tuple[Addendum, ...]]:
    """Give addenda written on the day of signing or later."""
    one = st.builds(
        Addendum,
        written_by=plain.people,
        written_on=plain.days_after(signed_on),
        text=plain.filled(plain.texts),
    )
    return plain.some(one)


@st.composite
def proposals(draw, *, lesion_ids, outline_ids):
    """Give what the program thinks of an outline or a lesion of the case."""
    return MatchProposal(
        answer=draw(st.sampled_from(["same", "new", "not_seen", "not_photographed", "unsure"])),
        outline_id=draw(plain.one_of_these(outline_ids)),
        lesion_id=draw(plain.one_of_these(lesion_ids)),
        runner_up_id=draw(plain.one_of_these(lesion_ids)),
        confidence=draw(plain.maybe(plain.shares)),
        evidence=draw(plain.some(plain.texts)),
    )


@st.composite
def visits(draw, *, visited_on, number, prefix, lesions):
    """Give one visit of a case with these lesions; ``number`` keeps its ids its own."""
    lesion_ids = [lesion.lesion_id for lesion in lesions]
    taken = tuple(
        draw(photographs(number=10 * number + index, prefix=prefix, lesion_ids=lesion_ids))
        for index in range(draw(st.integers(0, 2)))
    )
    photograph_ids = [photo.photograph_id for photo in taken]
    outline_ids = [outline.outline_id for photo in taken for outline in photo.outlines]
    found = tuple(
        draw(
            findings(
                lesion=lesion,
                evaluator=evaluator,
                lesions=lesions,
                photograph_ids=photograph_ids,
            )
        )
        for lesion in lesions
        for evaluator in draw(st.sampled_from(READINGS))
    )
    examined = draw(st.permutations(plain.ZONES))
    first, last = sorted((draw(st.integers(0, 3)), draw(st.integers(0, 3))))
    refused = plain.some_of_these(examined[first:])
    looked_closer = dermoscopies(lesion_ids=lesion_ids, photograph_ids=photograph_ids)
    signature = draw(plain.maybe(signatures(visited_on=visited_on)))
    next_due_on = draw(plain.maybe(plain.days_after(visited_on)))
    return Visit(
        visited_on=visited_on,
        photographs=taken,
        unreadable=draw(plain.some(unreadable(10 * number + 9), 1)),
        findings=found,
        proposals=draw(plain.some(proposals(lesion_ids=lesion_ids, outline_ids=outline_ids))),
        regions_examined=tuple(examined[:first]),
        regions_not_examined=tuple(examined[first:last]),
        regions_refused=draw(refused),
        notes=draw(plain.some(plain.texts)),
        remarks=draw(plain.some(remarks)),
        appearances=tuple(
            draw(appearances(lesion_id=lesion_id, visited_on=visited_on))
            for lesion_id in lesion_ids
            if draw(plain.flags)
        ),
        observations=draw(
            plain.some(
                observations(), unique_by=lambda each: (each.kind, each.observed_on or visited_on)
            )
        ),
        symptoms=draw(plain.some(symptoms, unique_by=lambda each: each.kind)),
        dermoscopies=draw(plain.some(looked_closer)) if lesion_ids else (),
        clinically_stable=draw(plain.maybe(plain.flags)),
        next_due_on=next_due_on if next_due_on != visited_on else None,
        next_reason=draw(plain.maybe(plain.short_texts)),
        signature=signature,
        addenda=draw(addenda(signature.signed_on)) if signature else (),
    )

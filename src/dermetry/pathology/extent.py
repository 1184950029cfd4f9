"""T and M of the patient as the facts propose them, and as a clinician has decided them."""

from collections.abc import Iterable, Iterator, Sequence

from dermetry.knowledge.rule_set import RuleSet
from dermetry.knowledge.rules import RuleFile
from dermetry.pathology import extent_words as words
from dermetry.pathology.extent_beside import recorded_beside
from dermetry.pathology.extent_decisions import decide
from dermetry.pathology.extent_lesion import breast_extent, lesion_extent
from dermetry.pathology.extent_tissue import is_out_of_reach
from dermetry.pathology.extent_values import (
    CodeSuggestion,
    CurrentExtent,
    DecidedExtent,
    ExtentProposal,
    ExtentTask,
    LesionExtent,
)
from dermetry.pathology.values import Question, basis_of, version_of
from dermetry.record.case import Case
from dermetry.record.patient import PrimaryUnknown

OPEN = "undetermined"
BREAST_NAMED = "extent.unknown_but_breast"


def propose_extent(*, case: Case, rules: RuleSet) -> ExtentProposal:
    """Propose T and M of the patient from the confirmed skin lesions (rule file ``extent``).

    T and M are independent of each other, per lesion and combined. What tissue has not proven
    enters neither; what depends on missing facts is "undetermined" and asked for.
    """
    file = rules.file("extent")
    skin = [each for each in case.lesions if each.organ == "skin"]
    lesions = tuple(
        lesion_extent(lesion=each, case=case, file=file) for each in skin if each.is_confirmed
    )
    breast = breast_extent(case=case, file=file)
    parts = (*lesions, *((breast,) if breast else ()))
    t = highest(file, "t", [each.t_effect for each in parts])
    m = highest(file, "m", [each.m_effect for each in parts])
    beside = recorded_beside(case=case, file=file)
    basis = basis_of(
        file=file,
        rule_ids=[
            "extent.combine",
            *(("extent.beside",) if beside else ()),
            *(r for each in parts for r in each.rule_ids),
        ],
    )
    return ExtentProposal(
        lesions=lesions,
        inflammatory=breast,
        t_effect=t,
        m_effect=m,
        t_if_proven=highest(file, "t", [each.t_if_proven for each in parts]),
        m_if_proven=highest(file, "m", [each.m_if_proven for each in parts]),
        statement=statement_of(file, parts, case),
        meaning=words.meaning_of(file=file, t=t, m=m, beside=beside),
        beside=beside,
        t_lesion_ids=resting_on(lesions, "t_effect", t),
        m_lesion_ids=resting_on(lesions, "m_effect", m),
        not_counted_ids=tuple(each.lesion_id for each in skin if not each.is_confirmed),
        tasks=tuple(tasks_of(file, parts, case)),
        questions=tuple(questions_of(file, parts)),
        missing=tuple(dict.fromkeys(text for each in parts for text in each.missing)),
        codes=codes_of(file=file, m_effect=m),
        rule_ids=basis.rule_ids,
        cites=basis.cites,
        status=basis.status,
        rules_version=version_of(file=file),
    )


def current_extent(*, case: Case, rules: RuleSet) -> CurrentExtent:
    """Give the extent in force: the last decision of a clinician, else the proposal.

    Decisions on single lesions enter the patient's proposal; one on the patient stands above.
    """
    file = rules.file("extent")
    proposal = propose_extent(case=case, rules=rules)
    lesions = tuple(
        decide(file=file, lesion_id=each.lesion_id, t=each.t_effect, m=each.m_effect, case=case)
        for each in proposal.lesions
    )
    breast = proposal.inflammatory
    t = highest(file, "t", [e.t_effect for e in lesions] + ([breast.t_effect] if breast else []))
    m = highest(file, "m", [e.m_effect for e in lesions] + ([breast.m_effect] if breast else []))
    has_decided = any(each.decision for each in lesions)
    said = words.pair_words(file=file, t=t, m=m) if has_decided else proposal.statement
    patient = decide(file=file, lesion_id=None, t=t, m=m, case=case, statement=said)
    return CurrentExtent(
        proposal=proposal,
        patient=patient,
        lesions=lesions,
        tasks=tuple(tasks_in_force(file, proposal, patient, lesions)),
        codes=codes_of(file=file, m_effect=patient.m_effect),
        meaning=words.meaning_of(
            file=file, t=patient.t_effect, m=patient.m_effect, beside=proposal.beside
        ),
    )


def tasks_in_force(
    file: RuleFile,
    proposal: ExtentProposal,
    patient: DecidedExtent,
    lesions: Sequence[DecidedExtent],
) -> Iterator[ExtentTask]:
    """Give the tasks that follow from the extent in force; tissue is wanted all the same."""
    proposed = {each.key: each for each in proposal.tasks}
    wanted = {"tissue"}
    for axis, effect in (("t", patient.t_effect), ("m", patient.m_effect)):
        if effect != OPEN:
            wanted.add(words.effect_row(file=file, axis=axis, key=effect)["task"])
    proven = {each.lesion_id for each in proposal.lesions if each.tissue == "malignant"}
    left_open = {e.lesion_id for e in lesions if OPEN in (e.t_effect, e.m_effect)}
    if patient.decision is None and proven & left_open:
        wanted.add("restaging")
    wanted |= {"tumor_board", "primary_workup"} if patient.m_effect == "indeterminate" else set()
    for row in file.table("tasks"):
        if row["key"] in wanted and (row["key"] in proposed or row["key"] == "restaging"):
            new = ExtentTask(row["key"], row["text"], (), f"extent.{row['rule']}")
            yield proposed.get(row["key"], new)


def highest(file: RuleFile, axis: str, effects: Sequence[str]) -> str:
    """Give the effect that goes farthest; none without lesions."""
    return max(effects, key=lambda e: words.rank(file=file, axis=axis, key=e), default="none")


def resting_on(lesions: Iterable[LesionExtent], field: str, effect: str) -> tuple[str, ...]:
    """Name the lesions an effect of the patient rests on."""
    if effect == "none":
        return ()
    return tuple(each.lesion_id for each in lesions if getattr(each, field) == effect)


def statement_of(file: RuleFile, parts: Sequence[LesionExtent], case: Case) -> str:
    """Say T and M of the patient, and beside it what is not proven or not determined."""
    if not parts:
        return "no confirmed skin lesion: nothing to propose"
    counted = [each for each in parts if "unconfirmed" not in (each.t_effect, each.m_effect)]
    t = highest(file, "t", [each.t_effect for each in counted])
    m = highest(file, "m", [each.m_effect for each in counted])
    said = [words.pair_words(file=file, t=t, m=m, also_t=beside_t(t, counted))] if counted else []
    if isinstance(case.primary, PrimaryUnknown) and m == "indeterminate":
        said = [f"{said[0]}, primary unknown"]
    said += words.unproven_words(
        file=file, parts=[each for each in parts if each not in counted], is_beside=bool(counted)
    )
    open_ids = [e.lesion_id for e in counted if "undetermined" in (e.t_effect, e.m_effect)]
    if 0 < len(open_ids) < len(counted):
        said.append(f"not determined for {', '.join(filter(None, open_ids))}")
    return "; ".join(said)


def beside_t(t: str, counted: Sequence[LesionExtent]) -> tuple[str, ...]:
    """Give a recurrence on one side that stands beside a T4 of the other."""
    effects = {each.t_effect for each in counted}
    is_beside = t.startswith("t4") and "locoregional_recurrence" in effects
    return ("locoregional_recurrence",) if is_beside else ()


def tasks_of(file: RuleFile, parts: Sequence[LesionExtent], case: Case) -> Iterator[ExtentTask]:
    """Give what follows from the extent: restaging, tumor board, search for the primary, tissue."""
    wanted: dict[str, list[str]] = {}
    lost = {e.lesion_id for e in case.lesions if is_out_of_reach(lesion=e, case=case)}
    for part in parts:
        for axis, effect in (("t", part.t_effect), ("m", part.m_effect)):
            if effect == OPEN and part.tissue != "malignant":
                continue
            key = words.effect_row(file=file, axis=axis, key=effect)["task"]
            if key != "tissue" or part.lesion_id not in lost:
                wanted.setdefault(key, []).append(part.lesion_id)
        if part.m_effect == "indeterminate":
            is_unknown = isinstance(case.primary, PrimaryUnknown)
            is_unknown = is_unknown and BREAST_NAMED not in part.rule_ids
            wanted.setdefault("primary_workup" if is_unknown else "tumor_board", []).append(
                part.lesion_id
            )
    for row in file.table("tasks"):
        if row["key"] in wanted:
            ids = tuple(each for each in dict.fromkeys(wanted[row["key"]]) if each)
            yield ExtentTask(row["key"], row["text"], ids, f"extent.{row['rule']}")


def questions_of(file: RuleFile, parts: Sequence[LesionExtent]) -> Iterator[Question]:
    """Give what the table asks about a lesion beyond missing facts."""
    for part in parts:
        for ask in part.asks:
            rule = file.rule(part.rule_ids[0])
            yield Question(
                key=f"{rule.rule_id}:{part.lesion_id or 'breast'}",
                what=ask,
                why=rule.text,
                what_to_do="State it in the history or at the lesion, or decide the extent.",
                facts=(part.statement,),
                rule_id=rule.rule_id,
                cites=rule.cites,
                status=rule.status,
                lesion_ids=(part.lesion_id,) if part.lesion_id else (),
            )


def codes_of(*, file: RuleFile, m_effect: str) -> tuple[CodeSuggestion, ...]:
    """Give the diagnosis codes that fit an M effect: none for T4 or a recurrence."""
    return tuple(
        CodeSuggestion(row["system"], row["code"], row["display"], f"extent.{row['rule']}")
        for row in file.table("codes")
        if row["m_effect"] == m_effect
    )

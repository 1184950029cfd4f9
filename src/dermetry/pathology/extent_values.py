"""What the functions of extent give back: effects, never a stage; proposals, never decisions."""

from dataclasses import dataclass

from dermetry.knowledge.files import Status
from dermetry.pathology.extent_tissue import Tissue
from dermetry.pathology.values import Question
from dermetry.record.extent import ExtentDecision


@dataclass(frozen=True)
class LesionExtent:
    """What one lesion means for T and M; keys are those of the rule file ``extent``.

    ``t_effect`` and ``m_effect`` are "unconfirmed" where only tissue would prove them; what they
    would be stands in ``t_if_proven`` and ``m_if_proven``. "undetermined": facts are missing
    (``missing``), and every reading they leave open is in ``readings``. "indeterminate": the
    facts are there and the rules disagree; ``readings`` holds both.
    """

    lesion_id: str  # "" for the breast itself: inflammatory carcinoma stated without a lesion
    t_effect: str
    m_effect: str
    t_if_proven: str
    m_if_proven: str
    tissue: Tissue
    is_proven: bool  # by tissue, or (inflammatory carcinoma) by the clinician's statement
    statement: str
    readings: tuple[str, ...]
    missing: tuple[str, ...]  # to be stated first
    may_matter: tuple[str, ...]  # and what may then have to be stated too
    asks: tuple[str, ...]
    rule_ids: tuple[str, ...]
    cites: tuple[str, ...]
    status: Status


@dataclass(frozen=True)
class ExtentTask:
    """Something that follows from the extent, with the lesions it rests on."""

    key: str  # "restaging", "tumor_board", "primary_workup", "tissue"
    statement: str
    lesion_ids: tuple[str, ...]
    rule_id: str


@dataclass(frozen=True)
class CodeSuggestion:
    """A diagnosis code that fits the proposal; a person sets it."""

    system: str
    code: str
    display: str
    rule_id: str


@dataclass(frozen=True)
class ExtentProposal:
    """T and M of the patient as the facts propose them, with the lesions each rests on.

    ``is_proposed`` is always True: only a clinician's decision makes it more (``CurrentExtent``).
    ``meaning`` is "" wherever a word on the stage could be untrue; ``beside`` is what is recorded
    outside the skin ("H1 liver"), which the extent of the skin does not count.
    """

    lesions: tuple[LesionExtent, ...]
    inflammatory: LesionExtent | None
    t_effect: str
    m_effect: str
    t_if_proven: str
    m_if_proven: str
    statement: str
    meaning: str
    beside: tuple[str, ...]
    t_lesion_ids: tuple[str, ...]
    m_lesion_ids: tuple[str, ...]
    not_counted_ids: tuple[str, ...]  # skin lesions nobody has confirmed
    tasks: tuple[ExtentTask, ...]
    questions: tuple[Question, ...]
    missing: tuple[str, ...]
    codes: tuple[CodeSuggestion, ...]
    rule_ids: tuple[str, ...]
    cites: tuple[str, ...]
    status: Status
    rules_version: str
    is_proposed: bool = True

    def lesion(self, lesion_id: str) -> LesionExtent | None:
        """Give what was proposed of one lesion, or None."""
        return next((each for each in self.lesions if each.lesion_id == lesion_id), None)


@dataclass(frozen=True)
class DecidedExtent:
    """An extent in force: the clinician's where there is a decision, else the proposal.

    ``is_outdated`` says that the proposal (or the rule file) has changed since the decision;
    ``note`` says it in words.
    """

    lesion_id: str | None  # None: the patient as a whole
    t_effect: str
    m_effect: str
    proposed_t_effect: str
    proposed_m_effect: str
    state: str  # "proposed", "confirmed", "overridden"
    statement: str
    decision: ExtentDecision | None
    is_outdated: bool
    note: str


@dataclass(frozen=True)
class CurrentExtent:
    """The extent in force of the patient and of each lesion, beside the proposal."""

    proposal: ExtentProposal
    patient: DecidedExtent
    lesions: tuple[DecidedExtent, ...]
    tasks: tuple[ExtentTask, ...]
    codes: tuple[CodeSuggestion, ...]
    meaning: str  # of the effects in force; "" wherever a word on the stage could be untrue

    @property
    def beside(self) -> tuple[str, ...]:
        """Give what is recorded outside the skin, which the extent of the skin does not count."""
        return self.proposal.beside

    @property
    def t_effect(self) -> str:
        """Give the T effect in force."""
        return self.patient.t_effect

    @property
    def m_effect(self) -> str:
        """Give the M effect in force."""
        return self.patient.m_effect

    @property
    def statement(self) -> str:
        """Give the statement in force."""
        return self.patient.statement

    @property
    def state(self) -> str:
        """Tell whether it is proposed, confirmed or overridden."""
        return self.patient.state

    @property
    def is_outdated(self) -> bool:
        """Tell whether it was decided on other facts."""
        return self.patient.is_outdated

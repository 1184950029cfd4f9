"""The audit chain shows every change made behind its back."""

import random

import pytest
from django.db import DatabaseError, connection, transaction
from tests.workbench.conftest import AT

from dermetry.workbench.casenotes import audit
from dermetry.workbench.casenotes.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(actors):
    """Forty entries by several people."""
    people = list(actors.values())
    with transaction.atomic():
        for number in range(40):
            audit.record(
                actor=people[number % len(people)],
                at=AT,
                action="visit.started",
                patient_pk=number % 5,
                target=f"visit {number}",
                details={"number": number, "nested": {"a": [1, 2.5, None, "ü"]}},
            )
    return list(AuditEntry.objects.order_by("number"))


def test_an_untouched_chain_holds_and_names_its_head(chain):
    found = audit.verify_chain()
    assert found.broken == ()
    assert found.entries == 40
    assert found.head == chain[-1].entry_hash


COLUMNS = ("actor_name", "action", "target", "role", "entry_hash", "previous_hash")


@pytest.mark.usefixtures("_unguarded")
@pytest.mark.parametrize("seed", range(200))
def test_any_single_tampering_is_found(chain, seed):
    luck = random.Random(seed)
    victim = luck.choice(chain[:-1])
    kind = luck.choice(["change", "details", "delete", "swap", "insert"])
    if kind == "change":
        column = luck.choice(COLUMNS)
        old = getattr(victim, column)
        changed = ("x" if old[0] != "x" else "y") + old[1:]
        AuditEntry.objects.filter(pk=victim.pk).update(**{column: changed})
    elif kind == "details":
        AuditEntry.objects.filter(pk=victim.pk).update(details={"number": -1})
    elif kind == "delete":
        AuditEntry.objects.filter(pk=victim.pk).delete()
    elif kind == "insert":
        victim.pk, victim.number, victim.entry_hash = None, 41, "f" * 64
        victim.save(force_insert=True)
    else:
        other = luck.choice([each for each in chain if each.pk != victim.pk])
        for row, number in ((victim, 1000), (other, victim.number), (victim, other.number)):
            AuditEntry.objects.filter(pk=row.pk).update(number=number)
    assert audit.verify_chain().broken


@pytest.mark.parametrize("act", ["update", "delete", "delete all"])
def test_the_database_itself_refuses_to_change_or_delete_an_entry(chain, act):
    rows = AuditEntry.objects.filter(number=7) if act != "delete all" else AuditEntry.objects.all()
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        if act == "update":
            rows.update(actor_name="somebody else")
        else:
            rows.delete()
    assert list(AuditEntry.objects.order_by("number")) == chain
    assert audit.verify_chain().broken == ()


@pytest.mark.usefixtures("_unguarded")
def test_a_cut_tail_shows_against_a_head_noted_elsewhere(chain):
    AuditEntry.objects.filter(number__gt=35).delete()
    found = audit.verify_chain()
    assert found.broken == ()  # the rest is whole in itself,
    assert found.head != chain[-1].entry_hash  # but it does not end where the report said


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused(actors):
    assert not connection.in_atomic_block
    with pytest.raises(audit.AuditOutOfPlace):
        audit.record(actor=actors["nurse"], at=AT, action="x")

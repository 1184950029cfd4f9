"""Walk through a value of the record: which fields are filled, and which choices are taken."""

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from dermetry.record.value import Value

Place = tuple[str, str]


def values_in(part: object) -> Iterator[Value]:
    """Give every value inside a value, itself included."""
    if isinstance(part, Value):
        yield part
        for name in type(part).model_fields:
            yield from values_in(getattr(part, name))
    elif isinstance(part, tuple):
        for each in part:
            yield from values_in(each)


def filled_in(part: object) -> set[Place]:
    """Give the fields that hold something else than their default (or are required)."""
    return {
        (type(value).__name__, name)
        for value in values_in(part)
        for name, field in type(value).model_fields.items()
        if field.is_required() or getattr(value, name) != field.get_default()
    }


def choices_in(part: object) -> set[tuple[str, str, object]]:
    """Give every choice taken by a field that has a fixed list of them."""
    return {
        (type(value).__name__, name, choice)
        for value in values_in(part)
        for name, field in type(value).model_fields.items()
        if choices_of(field.annotation)
        for choice in taken(getattr(value, name))
    }


def taken(choice: object) -> tuple[object, ...]:
    """Give the choices a field has taken: several where it is a list."""
    return choice if isinstance(choice, tuple) else (choice,)


def kinds_under(kind: type[Value]) -> set[type[Value]]:
    """Give every kind of value that a kind of value can hold, itself included."""
    found: set[type[Value]] = set()
    queue: list[Any] = [kind]
    while queue:
        current = queue.pop()
        if isinstance(current, type) and get_origin(current) is None:
            if issubclass(current, Value) and current not in found:
                found.add(current)
                queue += [field.annotation for field in current.model_fields.values()]
        else:
            queue += get_args(current)
    return found


def choices_of(annotation: Any) -> set[object]:
    """Give the fixed choices of a field: those of its Literal, and None where allowed.

    Of a list they are those of its items.
    """
    if get_origin(annotation) is Literal:
        return set(get_args(annotation))
    if get_origin(annotation) is tuple and get_args(annotation)[1:] == (...,):
        return choices_of(get_args(annotation)[0])
    parts = [part for part in get_args(annotation) if get_origin(part) is Literal]
    if not parts:
        return set()
    return {choice for part in parts for choice in get_args(part)} | {None}

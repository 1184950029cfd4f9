"""Finds the numbers that stand in code, and tells which could be a clinical threshold."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PLAIN = {0, 1, 2, 100}  # counting, halves, squares and percent; compared with, only 0 is plain
TEXT_NUMBERS = {"Decimal", "int", "float", "Fraction"}
COUNTING = {"len", "sum", "count", "enumerate", "range"}


@dataclass(frozen=True)
class Found:
    """One number: in which file and function (or constant) it stands, and on which line."""

    file: str
    context: str
    value: str
    line: int

    @property
    def place(self) -> tuple[str, str, str]:
        """Give what names it whatever its line."""
        return self.file, self.context, self.value


def numbers_in(*, source: str, file: str) -> Iterator[Found]:
    """Give every number of a module that has to be explained."""
    tree = ast.parse(source)
    yield from Reader(file).read(tree, "module", is_compared=False)


def numbers_of_room(*, folder: Path) -> Iterator[Found]:
    """Give every number of a room that has to be explained."""
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder.parent).as_posix()
        yield from numbers_in(source=path.read_text(encoding="utf-8"), file=name)


class Reader:
    """Walks through a module, knowing where it is."""

    def __init__(self, file: str) -> None:
        self.file = file

    def read(self, node: ast.AST, context: str, *, is_compared: bool) -> Iterator[Found]:
        """Give the numbers at and below a node."""
        value = number_of(node)
        if value is not None:
            if value not in (str(each) for each in ({0} if is_compared else PLAIN)):
                yield Found(self.file, context, value, node.lineno)  # type: ignore[attr-defined]
            return
        for child in ast.iter_child_nodes(node):
            if isinstance(node, ast.Subscript) and child is node.slice and not calls(child):
                continue  # a place in a list; Annotated[int, Field(...)] is none
            where = name_of(node, context)
            compared = isinstance(node, ast.Compare) and not is_counted(node)
            inside = compared or (is_compared and not isinstance(node, ast.Call))
            yield from self.read(child, where, is_compared=inside)


def number_of(node: ast.AST) -> str | None:
    """Give a number as text: a literal, or a text that is turned into a number."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return f"{node.value:g}" if isinstance(node.value, float) else str(node.value)
    if isinstance(node, ast.Call) and name_called(node) in TEXT_NUMBERS and len(node.args) == 1:
        given = node.args[0]
        if isinstance(given, ast.Constant) and isinstance(given.value, str | int):
            return str(given.value)
    return None


def name_called(node: ast.Call) -> str:
    """Give the name of what is called."""
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def calls(node: ast.AST) -> bool:
    """Tell whether something is called in a node."""
    return any(isinstance(each, ast.Call) for each in ast.walk(node))


def is_counted(node: ast.Compare) -> bool:
    """Tell whether a comparison is about how many there are."""
    sides = (node.left, *node.comparators)
    return any(isinstance(each, ast.Call) and name_called(each) in COUNTING for each in sides)


def name_of(node: ast.AST, context: str) -> str:
    """Give the function or constant that a node makes, else where it stands."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return node.name
    if isinstance(node, ast.Assign | ast.AnnAssign) and context in ("module", "class"):
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        return getattr(target, "id", context)
    return context

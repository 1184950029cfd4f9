"""The house rules that import-linter and ruff cannot see."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from dermetry.errors import KINDS, DermetryError

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "dermetry"
MODULES = sorted(p for p in SOURCE.rglob("*.py") if p.parent.name != "migrations")  # Django's
ROOMS_WITH_A_CLOCK = ("cli", "demo", "workbench")


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_file_is_short_or_says_why(path: Path):
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    assert lines <= 300 or "Longer than 300 lines because" in text, f"{lines} lines"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_an_import_inside_a_function_says_why(path: Path):
    lines = path.read_text(encoding="utf-8").splitlines()
    for function in ast.walk(ast.parse("\n".join(lines))):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                near = "\n".join(lines[max(node.lineno - 4, 0) : node.lineno])
                assert "#" in near, f"{name_of(path)}:{node.lineno} imports without a reason"


@pytest.mark.parametrize(
    "path", [p for p in MODULES if name_of(p).split("/")[0] not in ROOMS_WITH_A_CLOCK], ids=name_of
)
def test_no_clock_and_no_unseeded_randomness_below_the_command_line(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in ("today", "now", "utcnow"), f"line {node.lineno}"
            unseeded = node.func.attr == "default_rng" and not node.args
            assert not unseeded, f"line {node.lineno} draws without a seed"


@pytest.mark.parametrize(
    "path",
    [p for p in MODULES if name_of(p).startswith("workbench/") and p.name != "clock.py"],
    ids=name_of,
)
def test_the_workbench_asks_one_clock(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = ast.unparse(node.func.value)
            is_clock = node.func.attr in ("today", "now", "utcnow", "localdate", "localtime")
            assert not is_clock or owner == "clock", f"line {node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize(
    "room", sorted(p for p in SOURCE.iterdir() if (p / "__init__.py").exists())
)
def test_a_room_has_its_sign(room: Path):
    sign = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""
    for words in ("Comes in", "Goes out", "Who calls"):
        assert words in sign.replace("\n", " "), f"{room.name}/__init__.py lacks {words!r}"


def test_untrusted_bytes_never_reach_the_decoders_of_opencv():
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"cv2\.(imread|imdecode|VideoCapture)\(", text), name_of(path)


def test_each_kind_of_error_has_its_own_exit_code():
    codes = [kind.exit_code for kind in KINDS]
    assert len(codes) == len(set(codes))
    assert not {0, 2} & set(codes), "0 is success, 2 is a wrong command line"


def test_every_error_of_the_package_is_of_a_kind():
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                name = getattr(node.exc.func, "id", "")
                assert name not in ("Exception", "RuntimeError", "OSError"), (
                    f"{name_of(path)}:{node.lineno} raises a bare {name}"
                )


def test_the_message_of_an_error_says_what_why_and_next():
    error = DermetryError("It broke", why="a part is missing", next_step="put it back")
    assert str(error) == "It broke. Why: a part is missing. Next: put it back."


def test_no_committed_file_names_a_registry_or_a_path_of_one_machine():
    listed = subprocess.run(
        ["git", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    registry = re.compile(r"pypi\.org|pythonhosted|registry\.npmjs|deb\.debian\.org|index-url =")
    machine = re.compile(r"(?<![A-Za-z0-9.$}])/(work|root|home)/[a-z]")
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if not name or not path.is_file() or path.suffix in (".png", ".jpg", ".ttf", ".otf"):
            continue
        if name == "tests/test_architecture.py":
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not registry.search(text), f"{name} names a registry"
        assert not machine.search(text), f"{name} holds a path of one machine"


def test_dermetry_imports_without_loading_its_rooms():
    code = "import sys, dermetry; print([m for m in sys.modules if m.startswith('dermetry.')])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_every_test_that_safety_names_exists():
    text = (ROOT / "SAFETY.md").read_text(encoding="utf-8")
    file = ""
    named = re.findall(r"`((?:tests/[\w/]+\.py)?(?:::\w+)?)`", text)
    assert len([each for each in named if each]) > 20
    for each in filter(None, named):
        path, _, name = each.partition("::")
        file = path or file  # `::name` stands for the file named before
        source = (ROOT / file).read_text(encoding="utf-8")
        assert not name or f"def {name}(" in source, each

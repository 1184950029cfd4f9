"""Write the rulebook: the rules as data, and the spec tables of the tests that hold them.

Nothing is run: the tables are read from the source of ``tests/response``, and of the modules of
``tests/pathology`` and ``tests/pathway`` that say with ``PAGE = "extent"`` which rule file they
belong to. Tables are its constants in capitals
with ``|`` in them, and the first argument of calls of fixtures named ``spec_...``.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dermetry.knowledge.citations import load_citations
from dermetry.knowledge.render import STATUS_WORDS, header_text, rule_page, source_list
from dermetry.knowledge.rules import RuleFile, load_rules, rule_file_names
from dermetry.response.policy import list_presets, load_policy

ROOT = Path(__file__).resolve().parent.parent
SPECS = ROOT / "tests" / "response"
ARMS = (ROOT / "tests" / "pathology", ROOT / "tests" / "pathway")
FILES = ("recist_1_1", "irecist", "who", "lesion_ect", "best_response", "diffuse")
HEADED = {"presets", *FILES}  # pages whose tables show lesions by visits
SAID_ABOVE = ("switches",)  # tables of a rule file that its page writes out already


@dataclass
class Example:
    """One spec table with what the tests expect of it."""

    title: str
    table: str
    calls: dict[str, str] = field(default_factory=dict)
    label: str = "call"  # what the tests expect is called
    settings: dict[str, object] = field(default_factory=dict)
    treatments: tuple[str, ...] = ()


@dataclass
class Module:
    """The tables of one spec module."""

    page: str
    title: str
    published: list[Example]
    examples: list[Example]


def rulebook() -> dict[str, str]:
    """Give every page of the rulebook by its name."""
    modules = [read_module(path) for path in sorted(SPECS.rglob("test_spec_*.py"))]
    pages = {"rulebook/presets.md": presets_page(modules)}
    for name in FILES:
        file = load_rules(name=name)
        rules = rule_page(rules=file) + choices_text(file)
        pages[f"rulebook/{name}.md"] = rules + "\n" + tables_text(name, modules)
    pages |= {f"rulebook/{name}.md": arm_page(name) for name in rule_file_names()
              if name not in HEADED}  # fmt: skip
    return pages


def arm_page(name: str) -> str:
    """Write the page of a rule file of the clinical arms: rules, its rows, and the tests."""
    paths = [path for folder in ARMS for path in sorted(folder.rglob("test_*.py"))]
    modules = [read_module(path) for path in paths if f'PAGE = "{name}"' in path.read_text("utf-8")]
    file = load_rules(name=name)
    return rule_page(rules=file) + rows_text(file) + "\n" + tables_text(name, modules)


def rows_text(file: RuleFile) -> str:
    """Write the rows of a rule file, each table with the columns that its rows use."""
    parts = []
    for key, rows in file.tables.items():
        if key not in SAID_ABOVE:
            columns = list(dict.fromkeys(name for row in rows for name in row))
            lines = [columns, ["---"] * len(columns)]
            lines += [[cell(row.get(name)) for name in columns] for row in rows]
            table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
            parts.append(f"### {key.replace('_', ' ').capitalize()}\n\n{table}")
    return "\n## Rows\n\n" + "\n\n".join(parts) + "\n" if parts else ""


def cell(value: object) -> str:
    """Write the value of a row in one line."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(cell(each) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {cell(each)}" for key, each in value.items())
    return " ".join(word(value).split()).replace("|", "/")


def choices_text(rules: RuleFile) -> str:
    """List the choices that a rule file documents besides the switches of the presets."""
    if "switches" not in rules.tables:
        return ""
    lines = "\n".join(switch_line(row) for row in rules.table("switches"))
    return f"\n## What each choice means\n\n{lines}\n"


def read_module(path: Path) -> Module:
    """Read the tables of one spec module from its source."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    page = "best_response" if path.parent.name == "sequence" else "recist_1_1"
    if isinstance(constants.get("PAGE"), ast.Constant):
        page = str(ast.literal_eval(constants["PAGE"]))
    published = [
        Example(words(name), text)
        for name, value in constants.items()
        if (text := text_of(value)) and " | " in text and "\n" in text.strip()
    ]
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    examples = [each for test in tests for each in read_examples(test, constants)]
    doc = (ast.get_docstring(tree) or path.stem).removeprefix("Spec: ")
    return Module(page, " ".join(doc.split()), published, examples)


def read_examples(test: ast.FunctionDef, constants: dict[str, ast.expr]) -> Iterator[Example]:
    """Read the tables that one test checks; tables filled in by a loop are left out."""
    local = {
        target.id: node.value
        for node in ast.walk(test)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    known = {**constants, **local}
    for node in ast.walk(test):
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if not is_call or not node.func.id.startswith("spec_") or not node.args:
            continue
        text = text_of(
            known.get(node.args[0].id) if isinstance(node.args[0], ast.Name) else node.args[0]
        )
        given = {each.arg: value_of(each.value, known) for each in node.keywords}
        is_open = any(
            value is None and name in ("calls", "trends", "preset", "policy")
            for name, value in given.items()
        )
        if not text or "{" in text or is_open:
            continue
        label = "trend" if "trends" in given else "call"
        calls = given.pop(f"{label}s", {})
        settings = {
            name: value
            for name, value in given.items()
            if name in ("preset", "policy", "switches", "choices", "dates") and value is not None
        }
        treatments = tuple(name_treatments(node))
        yield Example(words(test.name), text, dict(calls), label, settings, treatments)


def name_treatments(call: ast.Call) -> Iterator[str]:
    """Name the treatments of an example: kind, visit and lesions."""
    for keyword in call.keywords:
        for node in ast.walk(keyword.value) if keyword.arg == "treatments" else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                kind, visit, *lesions = (text_of(each) for each in node.args)
                yield f"{', '.join(lesions)} by {kind} at {visit}"


def text_of(node: ast.expr | None) -> str:
    """Give the text of a constant; empty for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return ""


def value_of(node: ast.expr, known: dict[str, ast.expr]) -> object:
    """Give a literal value, also through a name or one dictionary inside another; else None."""
    if isinstance(node, ast.Name) and node.id in known:
        return value_of(
            known[node.id], {key: each for key, each in known.items() if key != node.id}
        )
    if isinstance(node, ast.Dict):
        found: dict[object, object] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            name, inner = value_of(key, known) if key else None, value_of(value, known)
            if key is None and isinstance(inner, dict):
                found |= inner
            elif name is None or inner is None:
                return None
            else:
                found[name] = inner
        return found
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def words(name: str) -> str:
    """Turn the name of a test or a constant into a sentence."""
    text = name.removeprefix("test_").replace("_", " ")
    return text[0].upper() + text[1:].lower() if text.isupper() else text[0].upper() + text[1:]


def tables_text(page: str, modules: list[Module]) -> str:
    """Write the tables that belong to a page."""
    mine = [each for each in modules if each.page == page and (each.published or each.examples)]
    if page not in HEADED and mine:
        intro = "Every table below is a test: the program answers exactly so."
        return "\n\n".join([f"## Tables and examples\n\n{intro}", *tables_of(mine)]) + "\n"
    parts = [
        "## Tables and examples\n\n"
        "Every table below is a test: the engine gives exactly these calls. Rows are lesions and "
        "columns are\nvisits, or as named. Names: T target, N non-target, L new, U undecided, M "
        "merged mass, T4.1 fragment\nof T4. Sizes in mm: `20x15` with the perpendicular, `15s` a "
        "short axis, `?` not confirmed; `ND` not\ndone, `NE` not evaluable, `small` too small to "
        "measure, `PD+` progressed and grown further; an empty\ncell says nothing of the lesion."
    ]
    return "\n\n".join([*parts, *tables_of(mine)]) + "\n" if mine else ""


def tables_of(modules: list[Module]) -> Iterator[str]:
    """Write the tables of spec modules under their titles."""
    for module in modules:
        title = module.title.rstrip(".")
        yield f"### {title[0].upper()}{title[1:]}"
        for each in module.published:
            yield f"**{each.title}**\n\n{markdown(each.table)}"
        for each in module.examples:
            yield example_text(each)


def example_text(example: Example) -> str:
    """Write one example with its settings and expected calls."""
    named = [setting(value) for value in example.settings.values()]
    where = f"\n\nWith {', '.join(named)}:" if named else ""
    where += f"\n\nTreated: {'; '.join(example.treatments)}." if example.treatments else ""
    table, calls = markdown(example.table), example.calls
    visits = table.splitlines()[0].strip("| ").split(" | ")[1:]
    if calls and set(calls) <= set(visits):
        cells = " | ".join(calls.get(visit, "").replace("|", "/") for visit in visits)
        table += f"\n| **{example.label}** | {cells} |"
    elif calls:
        told = (f"{name}: {value}" for name, value in calls.items())
        table += "\n\nCalls, visit by visit (- is none): " + "; ".join(told) + "."
    return f"**{example.title}**{where}\n\n{table}"


def setting(value: object) -> str:
    """Write a preset, or several settings."""
    if isinstance(value, dict):
        return ", ".join(f"`{name} = {one}`" for name, one in value.items())
    return f"preset `{value}`"


def markdown(table: str) -> str:
    """Turn an ASCII table into a Markdown one."""
    lines = [line.strip().replace("||", "|") for line in table.strip().splitlines() if line.strip()]
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    head, *body = rows
    body = [row + [""] * (len(head) - len(row)) for row in body]
    text = [" | ".join(row) for row in (head, ["---"] * len(head), *body)]
    return "\n".join(f"| {line} |" for line in text)


def presets_page(modules: list[Module]) -> str:
    """Write the presets side by side, and every switch with its sources."""
    rules = load_rules(name="presets")
    parts = [
        f"# {rules.header.title}",
        header_text(rules.header),
        "A preset fixes all switches at once; a single switch is changed by `--set name=value`, "
        'and the call\nthen says so. "none" is "does not apply".',
        "## Presets side by side\n\n" + matrix(),
        "## What each switch means\n\n" + switch_list(rules),
        tables_text("presets", modules).rstrip(),
        "## Sources\n\n" + source_list(rules),
    ]
    return "\n\n".join(parts) + "\n"


def matrix() -> str:
    """Write the table of switches by preset."""
    presets = list_presets()
    policies = [load_policy(preset=each) for each in presets]
    names = [row["name"] for row in load_rules(name="presets").table("switches")]
    rows = [["switch", *presets], ["---"] * (len(presets) + 1)]
    rows += [[f"`{name}`", *(word(getattr(each, name)) for each in policies)] for name in names]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def word(value: object) -> str:
    """Write a value in a word."""
    if value is None:
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


def switch_list(rules: RuleFile) -> str:
    """Write every switch with its meaning, sources and status, by group."""
    rows, parts = rules.table("switches"), []
    for rule_id, rule in rules.rules.items():
        parts.append(f"### {rule.title}\n\n{rule.text}")
        for row in rows:
            if f"presets.{row['rule']}" == rule_id:
                parts.append(switch_line(row))
    return "\n\n".join(parts)


def switch_line(row: Mapping[str, Any]) -> str:
    """Write one switch with its meaning, sources and status."""
    sources = "; ".join(load_citations().by_key[key].short for key in row["cites"])
    return f"- `{row['name']}` ({STATUS_WORDS[row['status']]}). {row['text']} Source: {sources}."

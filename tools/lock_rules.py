"""Note the fingerprint of every rule file, and keep the version before when one has changed.

A rule file whose content changes gets a new version: this tool refuses a changed file under its
old one. A version that was never released may be noted again with --unreleased NAME.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from dermetry.knowledge.archive import ARCHIVE, LOCK, fingerprint, load_lock
from dermetry.knowledge.rules import load_rules, rule_file_names

ROOT = Path(__file__).resolve().parent.parent
KNOWLEDGE = ROOT / "src" / "dermetry" / "knowledge"


def main() -> int:
    """Write the lock file, or with --check say what is not noted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--unreleased", nargs="*", default=[], metavar="NAME")
    given = parser.parse_args()
    held = {name: dict(row) for name, row in load_lock().items()}
    problems = [
        problem for name in rule_file_names() if (problem := note(held, name, given.unreleased))
    ]
    if problems:
        print("\n".join(problems))
        return 1
    text = write_lock(held)
    if given.check:
        is_stale = (KNOWLEDGE / LOCK).read_text(encoding="utf-8") != text
        print(f"{LOCK} is stale. Run: python tools/lock_rules.py" if is_stale else "all noted")
        return int(is_stale)
    (KNOWLEDGE / LOCK).write_text(text, encoding="utf-8")
    return 0


def note(held: dict[str, dict[str, str]], name: str, unreleased: list[str]) -> str:
    """Note one rule file; say what is wrong, or nothing."""
    text = (KNOWLEDGE / "rules" / f"{name}.toml").read_text(encoding="utf-8")
    version, now = load_rules(name=name).header.version, fingerprint(text=text, name=name)
    known = held.setdefault(name, {})
    if known.get(version, now) != now and name not in unreleased:
        return f"{name}: changed under version {version}; raise its version (or --unreleased)"
    known[version] = now
    missing = [each for each in known if each != version and not keep(name, each, known[each])]
    return f"{name}: version {', '.join(missing)} is in no commit" if missing else ""


def keep(name: str, version: str, wanted: str) -> bool:
    """Keep an earlier version in the archive, taken from the commits; False where there is none."""
    place = KNOWLEDGE / ARCHIVE / f"{name}-{version}.toml"
    if place.is_file():
        return fingerprint(text=place.read_text(encoding="utf-8"), name=place.name) == wanted
    path = f"src/dermetry/knowledge/rules/{name}.toml"
    for commit in run("log", "--format=%H", "--", path).split():
        text = run("show", f"{commit}:{path}")
        if fingerprint(text=text, name=place.name) == wanted:
            place.write_text(text, encoding="utf-8")
            return True
    return False


def run(*words: str) -> str:
    """Ask git."""
    asked = subprocess.run(  # noqa: S603 - our own words
        ["git", *words],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return asked.stdout


def write_lock(held: dict[str, dict[str, str]]) -> str:
    """Write the fingerprints, by rule file and version."""
    return json.dumps(held, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.exit(main())

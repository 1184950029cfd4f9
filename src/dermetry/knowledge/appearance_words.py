"""Words offered when a lesion is described: a help to write, never a closed list."""

from dataclasses import dataclass
from functools import cache

from dermetry.knowledge.files import (
    Header,
    parse_toml,
    read_header,
    read_knowledge_text,
    take_texts,
)


@dataclass(frozen=True)
class AppearanceWords:
    """The words of each list, in the order in which they are offered."""

    header: Header
    morphologies: tuple[str, ...]
    infection_signs: tuple[str, ...]


@cache
def load_appearance_words() -> AppearanceWords:
    """Load the shipped words; raises ``KnowledgeInvalid`` naming file and key."""
    name = "codes/appearance_words.toml"
    text = read_knowledge_text(folder="codes", file_name="appearance_words.toml")
    table = parse_toml(text=text, name=name)
    return AppearanceWords(
        header=read_header(table=table, name=name),
        morphologies=take_texts(table, "morphologies", name),
        infection_signs=take_texts(table, "infection_signs", name),
    )

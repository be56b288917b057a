"""The Dockerfile, read: its stages, and the instructions of each."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Instruction:
    """One instruction with what follows it, continued lines joined."""

    word: str
    rest: str

    def listed(self) -> list[str]:
        """Return the list of an instruction in the form of JSON."""
        words: list[str] = json.loads(self.rest[self.rest.index("[") :])
        return words


def stages() -> list[list[Instruction]]:
    """Return the instructions of each stage, which begins with FROM."""
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    whole = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
    found: list[list[Instruction]] = [[]]
    for line in re.sub(r"\\\n\s*", "", whole).splitlines():
        word, _, rest = line.partition(" ")
        if word == "FROM":
            found.append([])
        if word:
            found[-1].append(Instruction(word, rest))
    return found[1:]


def of(stage: list[Instruction], word: str) -> list[Instruction]:
    """Return the instructions of a stage that begin with `word`."""
    return [one for one in stage if one.word == word]


def copied(stage: list[Instruction]) -> list[tuple[list[str], str]]:
    """Return what is copied from the checkout, and where to."""
    rests = (one.rest.split() for one in of(stage, "COPY") if "--from" not in one.rest)
    return [(rest[:-1], rest[-1]) for rest in rests]

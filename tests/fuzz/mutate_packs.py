"""Random bad files of a pack from a seed; the same seed always gives the same file."""

import random
from collections.abc import Sequence

from tests.fuzz.mutate import encoded, misspelled, mutated_bytes
from tests.fuzz.oddities import ODD_NUMBERS, ODD_TEXTS, TAGS, YAML_ODDITIES


def pack_file(seed: int, sources: Sequence[bytes]) -> bytes:
    """A random file of a pack: one of the sources with lines moved, cut, doubled, indented anew, and oddities put in."""
    chance = random.Random(seed)
    data = chance.choice(sources)
    if chance.random() < 0.2:
        return mutated_bytes(data, chance)
    lines = data.decode().split("\n")
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.randrange(len(lines))
        line = lines[at]
        word = chance.choice(line.split() or [""])
        match chance.randrange(10):
            case 0:
                del lines[at : at + chance.choice((1, 1, 3))]
                lines = lines or [""]
            case 1:
                lines.insert(chance.randrange(len(lines)), line)
            case 2:
                lines[at] = " " * chance.randrange(9) + line.lstrip()
            case 3:
                lines[at] = line.replace(word, chance.choice(YAML_ODDITIES), 1) if word else chance.choice(YAML_ODDITIES)
            case 4:
                column = chance.randrange(len(line) + 1)
                lines[at] = line[:column] + chance.choice((*YAML_ODDITIES, *ODD_TEXTS)) + line[column:]
            case 5:
                mark = chance.choice((": ", "- ", "[", "{", ", "))
                lines[at] = line.replace(mark, mark + chance.choice((*YAML_ODDITIES, *TAGS * 5)), 1)
            case 6:
                mark = chance.choice((": ", "[", "{"))
                lines[at] = line.replace(mark, chance.choice((*YAML_ODDITIES, *TAGS * 5)) + mark, 1)
            case 7:
                words = data.decode().split()
                lines[at] = line.replace(word, chance.choice(words), 1) if word else line
            case 8:
                lines[at] = line.replace(word, misspelled(word, chance), 1) if word else line
            case _:
                key, colon, _ = line.partition(":")
                lines[at] = key + colon + " " + chance.choice((*YAML_ODDITIES, *ODD_NUMBERS, "[]", "{}", "[1, [2]]", "{a: 1}"))
    return encoded("\n".join(lines))

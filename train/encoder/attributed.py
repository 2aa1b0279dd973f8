"""Short texts in which somebody says one of our own sentences: what stands alone, and what is said in one way again and
again, for a shallower body that has to read them as a whole one does (`distil.py`). Nothing is marked in them.

    PYTHONPATH=src python -m train.encoder.attributed -o FILE
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path

from train.encoder.sentences import PARTY

HERE = Path(__file__).parent
TITLES = ("Mr", "Mrs", "President", "Minister", "General", "Senator", "Premier", "Dr", "Colonel", "Ambassador", "")
FIRST = (
    "Anna",
    "Otto",
    "Maria",
    "Ivo",
    "Karim",
    "Lucas",
    "Nadia",
    "Pedro",
    "Sven",
    "Tomas",
    "Wanda",
    "Hugo",
    "J.",
    "R.",
)
LAST = ("Abreu", "Bergman", "Castellan", "Dorn", "Eriksen", "Farrant", "Grosz", "Haddan", "Ilves", "Jansky", "Kovar")
LAST += ("Lindqvist", "Marchetti", "Nakata", "Okello", "Petrescu", "Quiroga", "Rahmani", "Soto", "Tanaka", "Ueda")
SIDES = ("France", "Brazil", "Turkey", "Norway", "Ghana", "Chile", "Moscow", "Ankara", "Lima", "Warsaw", "the Cabinet")
OTHERS = ("A spokesman", "Officials", "The ministry", "A senior diplomat", "The army", "Witnesses", "The agency", "He")
OTHERS += ("Residents", "The rebels", "She", "They", "The foreign minister", "A statement", "The newspaper")
CUES = ("said", "told reporters", "added", "insisted", "claimed", "announced", "denied", "warned", "acknowledged")
CUES += ("argued", "stressed", "reported", "conceded", "alleged", "declared", "believed", "confirmed", "predicted")
DAYS = ("on Monday", "on Friday", "in a speech", "late on Tuesday", "at a news conference", "again", "")
INDIRECT = ("{who} {cue} {day} that {clause}.", "{who} {cue} {clause}.", "According to {other}, {clause}.")
DIRECT = ('"{whole}," {who} {cue}.', '"{whole}," {cue} {who} {day}.', '{who} {cue}: "{whole}."', "{who}: {whole}.")
DIRECT += ('"{whole}," {who} {cue} {day}. "{more}."', '{who} {cue} {day}, "{whole}."', "{who} had {cue} that {clause}.")
WITHIN = ("{who} {cue} that {other} had {cue} that {clause}.", '{who} quoted {other} as saying: "{whole}."')
#: What begins sentences and is small within them, unless it is a name for all we know.
SMALL = ("The ", "A ", "An ", "In ", "After ", "It ", "At ", "As ", "On ", "Two ", "More ", "For ", "With ", "Under ")
#: What another one says to it in the next sentence.
ANSWERS = ("{who} denied it.", "{who} denied this {day}.", "{who} confirmed it {day}.", "{who} rejected the charge.")
ANSWERS += ("{who} contradicted {other}.", "{who} contradicted {other} before leaving for {side}.", "{who} said no.")
ANSWERS += ("But {who} said {day} that it was untrue.", "{who} did not comment.", '"That is a lie," {who} said.')
ANSWERS += ("{who} demanded that {other} leave.", "{who} had no comment, but {other} denied it.", "Both {cue} it.")
#: Share of sayings that are answered.
ANSWERED = 0.4
SHAPES = INDIRECT + DIRECT + WITHIN


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--texts", type=int, default=8000)
    options = parser.parse_args()
    made = attributed(random.Random(4), written(), options.texts)
    rows = [{"id": f"said-{number}", "text": text} for number, text in enumerate(made)]
    options.out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def written() -> list[str]:
    """Our own sentences, without their marks."""
    lines = [line for name in ("events", "silence") for line in (HERE / f"written_{name}.txt").read_text().splitlines()]
    return [PARTY.sub(r"\2", line.split("\t", 1)[1]) for line in lines if "\t" in line]


def attributed(draw: random.Random, sentences: list[str], count: int) -> Iterator[str]:
    """Texts of one to three sentences, told or attributed; one in twelve says many things in one way."""
    for number in range(count):
        if number % 12 == 0:
            shape = draw.choice(SHAPES)
            between = draw.choice((" ", "\n\n"))
            yield between.join(_said(draw, shape, sentences) for _ in range(draw.randrange(6, 20)))
            continue
        said = _said(draw, draw.choice(SHAPES), sentences)
        if draw.random() < ANSWERED:
            said += " " + _said(draw, draw.choice(ANSWERS), sentences)
        around = [draw.choice(sentences) for _ in range(draw.choice((0, 0, 1, 1, 2)))]
        yield " ".join(draw.sample([said, *around], 1 + len(around)))


def _said(draw: random.Random, shape: str, sentences: list[str]) -> str:
    one, more = (draw.choice(sentences).rstrip(".").replace('"', "") for _ in range(2))
    name = " ".join(part for part in (draw.choice(TITLES), draw.choice((*FIRST, "", "")), draw.choice(LAST)) if part)
    side = draw.choice(SIDES)
    small = one[0].lower() + one[1:] if one.startswith(SMALL) else one
    someone = draw.choice(OTHERS)
    who = draw.choice((name, name, side, someone if shape.startswith("{who}") else someone.lower()))
    given = {"who": who, "other": draw.choice((name, side, "police")), "cue": draw.choice(CUES), "side": side}
    made = shape.format(**given, day=draw.choice(DAYS), clause=small, whole=one, more=more)
    made = " ".join(made.split()).replace(" ,", ",").replace(" .", ".")
    return made[0].upper() + made[1:]


if __name__ == "__main__":
    main()

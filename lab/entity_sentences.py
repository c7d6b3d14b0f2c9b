"""The sentences behind the entity example: finance news as documents of a few sentences, words and tags at once.

Everything is drawn from the `random.Random` that is given. All names are invented.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

from sentences import REGIONS, PRODUCTS, STEMS

TYPES = ["AMOUNT", "COMPANY", "DATE", "INSTRUMENT", "PERSON"]
LABELS = ["O", *(f"{prefix}-{kind}" for kind in TYPES for prefix in "BI")]

#: Never in the training data.
UNSEEN_STEMS = "Quorvale Tessmark Obrenne Wystrand Ixmoor Pravell Dunmarch Lyscombe Verrinholt Aldgrove".split()
#: Companies in some sentences, people in others.
BOTH = "Jasmund Kendrane Hestrel Mandrel Calverin Morvane".split()
SEEN_STEMS = [stem for stem in STEMS if stem not in BOTH]
SECOND = "Group Foods Energy Pharma Logistics Steel Software Motors Retail Telecom".split()
LEGAL = ["AG", "plc", "Inc."]
FIRST_NAMES = "Ada Boris Clara Derek Elin Farid Greta Hugo Ines Jonas Karin Luca Mira Nils Olga Pavel Rosa Stefan Tara Viktor".split()
SURNAMES = "Abelard Brenner Castell Drummond Eklund Farrow Gessner Holloway Ibsen Jarvis Kessler Lindqvist Marlow Novak Orsini".split()
TITLES = ["Mr", "Ms", "Dr"]
MONTHS = "January February March April May June July August September October November December".split()
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
COMMON_INSTRUMENTS = ["senior notes", "convertible bonds", "ordinary shares"]
RARE_INSTRUMENTS = ["Series B preferred shares", "covered warrants", "green bonds", "perpetual notes", "put options"]

TEMPLATES = [
    "{company} raised {amount} by selling {instrument} on {date} .",
    "{person} , chief executive of {company} , will step down on {date} .",
    "{company} agreed to buy {company} for {amount} .",
    "Shares of {company} fell after {person} left the board .",
    "{company} said it expects sales of {amount} in {region} .",
    "Analysts at {company} doubt that {company} can repay {amount} by {date} .",
    "{person} sold {instrument} worth {amount} , a filing showed on {date} .",
    "{company} will cut costs by {amount} as demand for {product} falls .",
    "The court ordered {company} to pay {amount} to {person} .",
    "{person} joined {company} from {company} in {date} .",
    "{company} , which makes {product} , opened a plant in {region} on {date} .",
    "No talks with {company} are planned , {person} said .",
    "{company} redeemed its {instrument} early .",
    "On {date} {company} named {person} as head of its {region} business .",
    "Profit at {company} rose to {amount} from {amount} a year earlier .",
    "{person} told investors that {company} would keep its forecast .",
]
FILLERS = [
    "Demand for {product} stayed weak in {region} .", "The board will meet again next week .",
    "Trading was quiet before the holiday .", "Analysts had expected less .", "No reason was given for the delay .",
    "The regulator declined to comment .", "Prices of {product} rose for a third month .",
]
#: For sentences that are longer than the model reads: the last mentions are cut off.
LONG = (
    "{company} , {company} , {company} and {company} , which together sell more {product} in {region} than all others , "
    "asked the court on {date} to set aside the ruling of the lower court , under which each of them has to pay {amount} "
    "to former workers of the closed plant in {region} , and {person} , who speaks for {company} , said that the last word "
    "had not been spoken and that {company} would pay {amount} at most ."
)


@dataclass
class Sentence:
    words: list[str]
    tags: list[str]
    kind: str = "plain"
    notes: dict = field(default_factory=dict)

    @property
    def text(self) -> str:
        return " ".join(self.words)


@dataclass
class Style:
    """What differs between training and validation."""

    unseen: float  # share of companies that training never shows
    legal_inside: float  # share of legal forms that stand inside the mention
    rare_instruments: float
    both: float  # share of names that are a company here and a person there


def company(rng: random.Random, style: Style) -> tuple[list[str], list[str]]:
    """Words of the mention, and words after it that belong to the name but not to the mention."""
    draw = rng.random()
    if draw < style.unseen:
        name = [rng.choice(UNSEEN_STEMS)]
    elif draw < style.unseen + style.both:
        return [rng.choice(BOTH)], []
    else:
        name = [rng.choice(SEEN_STEMS)]
    if rng.random() < 0.45:
        name.append(rng.choice(SECOND))
    if rng.random() < 0.3:
        form = rng.choice(LEGAL)
        return ([*name, form], []) if rng.random() < style.legal_inside else (name, [form])
    return name, []


def person(rng: random.Random, style: Style) -> tuple[list[str], list[str]]:
    """Words of the mention, and the title before it."""
    last = rng.choice(BOTH) if rng.random() < style.both else rng.choice(SURNAMES)
    if rng.random() < 0.35:
        return [last], [rng.choice(TITLES)]
    if last in BOTH and rng.random() < 0.4:
        return [last], []
    return [rng.choice(FIRST_NAMES), last], []


def amount(rng: random.Random) -> list[str]:
    figure = rng.choice([f"{rng.uniform(1.1, 9.9):.1f}", str(rng.randint(12, 940))])
    return rng.choice([["$", figure, "million"], ["EUR", figure, "million"], [figure, "billion", "dollars"], ["$", figure, "billion"]])


def date(rng: random.Random) -> list[str]:
    return rng.choice([
        [rng.choice(DAYS)], [str(rng.randint(1, 28)), rng.choice(MONTHS)], [rng.choice(MONTHS), str(rng.randint(2019, 2026))],
    ])


def instrument(rng: random.Random, style: Style) -> list[str]:
    return rng.choice(RARE_INSTRUMENTS if rng.random() < style.rare_instruments else COMMON_INSTRUMENTS).split()


def fill(template: str, rng: random.Random, style: Style) -> Sentence:
    words: list[str] = []
    tags: list[str] = []

    def outside(some: list[str]) -> None:
        words.extend(some)
        tags.extend("O" for _ in some)

    def mention(some: list[str], kind: str) -> None:
        words.extend(some)
        tags.extend(f"{'B' if place == 0 else 'I'}-{kind}" for place in range(len(some)))

    for part in re.split(r"(\{\w+\})| ", template):
        if not part:
            continue
        if part == "{company}":
            name, after = company(rng, style)
            mention(name, "COMPANY")
            outside(after)
        elif part == "{person}":
            name, title = person(rng, style)
            outside(title)
            mention(name, "PERSON")
        elif part == "{amount}":
            mention(amount(rng), "AMOUNT")
        elif part == "{date}":
            mention(date(rng), "DATE")
        elif part == "{instrument}":
            mention(instrument(rng, style), "INSTRUMENT")
        elif part == "{region}":
            outside(rng.choice(REGIONS).split())
        elif part == "{product}":
            outside(rng.choice(PRODUCTS).split())
        else:
            outside([part])
    return Sentence(words, tags)


def documents(count: int, rng: random.Random, style: Style) -> list[list[Sentence]]:
    return [
        [fill(rng.choice(TEMPLATES if rng.random() < 0.75 else FILLERS), rng, style) for _ in range(rng.randint(3, 7))]
        for _ in range(count)
    ]

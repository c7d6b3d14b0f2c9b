"""Sentences for the planted runs, drawn from our own grammar, each with the desk it belongs to.

A word of another desk, or one that belongs to none, may stand in any gap, so nobody could sort all sentences
correctly: a sorter that knows the grammar gets about nine in ten.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field, replace

from words import (ADJECTIVES, DAYS, DESKS, FILLER, FIRST, LAST, LETTERS, NEUTRAL_ADJECTIVES, NEUTRAL_NOUNS,
                   NEUTRAL_VERBS, NEWS, NOUNS, PLACES, VERBS)

OWN, OTHER = 0.66, 0.11  # the rest of the gaps take a word that belongs to no desk
NEWS_NOUNS = 40


@dataclass
class Text:
    id: str
    text: str
    label: int
    clean_label: int = -1  # the label before any was flipped; -1 when it is the same

    def true(self) -> int:
        return self.label if self.clean_label < 0 else self.clean_label


@dataclass
class Splits:
    """The texts of one run. `test` is the user's own test set and mostly empty; `large` is never shown to the user."""

    train: list[Text]
    validation: list[Text]
    large: list[Text]
    test: list[Text] = field(default_factory=list)


def sentence(desk: str, rng: random.Random, domain: str = "news") -> str:
    def noun(which: str) -> str:
        nouns = NOUNS[which][:NEWS_NOUNS] if domain == "news" else NOUNS[which]
        if domain == "letters" and rng.random() < 0.7:
            nouns = NOUNS[which][NEWS_NOUNS:]
        return nouns[min(int(rng.expovariate(2.5) * len(nouns)), len(nouns) - 1)]  # a few are frequent, most are rare

    def gap(match: re.Match[str]) -> str:
        kind = match.group(1)
        if kind in ("n", "v", "a"):
            chance = rng.random()
            which = desk if chance < OWN else rng.choice(DESKS) if chance < OWN + OTHER else None
            if kind == "n":
                return noun(which) if which else rng.choice(NEUTRAL_NOUNS)
            if kind == "v":
                return rng.choice(VERBS[which] if which else NEUTRAL_VERBS)
            return rng.choice(ADJECTIVES[which] if which else NEUTRAL_ADJECTIVES)
        return {
            "x": lambda: rng.choice(NEUTRAL_NOUNS), "place": lambda: rng.choice(PLACES), "day": lambda: rng.choice(DAYS),
            "person": lambda: f"{rng.choice(FIRST)} {rng.choice(LAST)}", "num": lambda: str(rng.randint(2, 60)),
        }[kind]()

    filled = re.sub(r"\{(\w+)\}", gap, rng.choice(NEWS if domain == "news" else LETTERS))
    return filled[0].upper() + filled[1:] + "."


def draw_pool(size: int, seed: int, domain: str) -> list[tuple[str, int]]:
    """`size` different sentences, the desks in turn."""
    rng = random.Random(seed)
    seen: set[str] = set()
    pool: list[tuple[str, int]] = []
    while len(pool) < size:
        label = len(pool) % len(DESKS)
        text = sentence(DESKS[label], rng, domain)
        if text.lower() not in seen:
            seen.add(text.lower())
            pool.append((text, label))
    return pool


def sample(pool: list[tuple[str, int]], rng: random.Random, count: int, prefix: str, shares: list[float] | None,
           used: set[int]) -> list[Text]:
    """`count` sentences that were not used before. `shares`: how many of each label; equal shares of all if not given."""
    shares = shares or [1 / len(DESKS)] * len(DESKS)
    wanted = [round(count * share) for share in shares]
    wanted[0] += count - sum(wanted)
    order = list(range(len(pool)))
    rng.shuffle(order)
    chosen: list[Text] = []
    for place in order:
        text, label = pool[place]
        if place in used or label >= len(wanted) or not wanted[label]:
            continue
        wanted[label] -= 1
        used.add(place)
        chosen.append(Text("", text, label))
    if any(wanted):
        raise RuntimeError("the pool of sentences is too small")
    rng.shuffle(chosen)
    for number, text in enumerate(chosen, start=1):
        text.id = f"{prefix}-{number:05d}"
    return chosen


def flip_labels(texts: list[Text], share: float, classes: int, rng: random.Random) -> list[str]:
    """Give a share of the texts another label, in place. Returns the ids."""
    flipped = rng.sample(texts, round(share * len(texts)))
    for text in flipped:
        text.clean_label = text.label
        text.label = rng.choice([one for one in range(classes) if one != text.label])
    return [text.id for text in flipped]


def edit(text: str, rng: random.Random) -> str:
    """Change the case, the punctuation, or one word, as careless copies do."""
    how = rng.randrange(3)
    if how == 0:
        return text.upper() if rng.random() < 0.3 else text.lower()
    if how == 1:
        return text.rstrip(".") + rng.choice(["", " !", " ...", ";"])
    words = text.split()
    words[rng.randrange(len(words))] = rng.choice(NEUTRAL_NOUNS)
    return " ".join(words)


def leak(splits: Splits, share: float, rng: random.Random) -> dict[str, list[str]]:
    """Put copies of validation texts in place of training texts; half word for word, half edited."""
    copied = rng.sample(splits.validation, round(share * len(splits.validation)))
    places = rng.sample(range(len(splits.train)), len(copied))
    verbatim, edited = [], []
    for number, (place, source) in enumerate(zip(places, copied)):
        same = number % 2 == 0
        (verbatim if same else edited).append(source.id)
        splits.train[place] = replace(
            splits.train[place], text=source.text if same else edit(source.text, rng), label=source.label)
    return {"verbatim": sorted(verbatim), "edited": sorted(edited)}


def prefix_filler(texts: list[Text], words: int) -> None:
    for text in texts:
        text.text = " ".join(FILLER[place % len(FILLER)] for place in range(words)) + " " + text.text

"""The sentences behind the example runs.

Two small grammars: one writes finance headlines, the other support messages. Both draw only from the
`random.Random` they are given, so the same seed writes the same sentences. Company and broker names are invented.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

# ---------------------------------------------------------------------------------------------------------------
# Words that fill the gaps
# ---------------------------------------------------------------------------------------------------------------

STEMS = (
    "Arvelo Brimtal Corvessa Deldane Estrova Fennwick Gorlan Halvint Imberly Jorvane Kaltrim Lorvex Mandrel Norvig "
    "Ostrell Pellinor Quintrel Rovanta Selvane Tormund Ulverin Vantress Westerby Xandrel Yarrowen Zelvast Ambrant "
    "Bostrel Calverin Dorvane Elmstra Farrowen Gildrane Hestrel Ironvale Jasmund Kendrane Lindvast Morvane Nestrel"
).split()
SUFFIXES = "Group Foods Energy Pharma Logistics Steel Software Holdings Motors Retail Telecom Chemicals".split()
BROKERS = ["Hadley Stone", "Marchmont", "Verrier & Co", "Tolland Securities", "Peak Ridge", "Orme Capital"]
REGIONS = ["Europe", "Asia", "North America", "Latin America", "the Nordics", "Africa", "the Gulf", "Germany", "Japan"]
PRODUCTS = [
    "packaging", "turbines", "sensors", "frozen meals", "generic drugs", "truck parts", "cloud software", "cables",
    "batteries", "footwear", "fertiliser", "solar panels", "medical devices", "speciality paper", "ship engines",
]
UNITS = ["its packaging unit", "the retail arm", "its cable business", "the drugs division", "its leasing unit",
         "the software arm", "its northern plants", "the freight business"]
PAPERS = ["the Morning Ledger", "Trade Courier", "two people familiar with the matter", "the Harbour Times"]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
QUARTERS = ["first-quarter", "second-quarter", "third-quarter", "fourth-quarter", "half-year", "nine-month"]
YEARS = ["full-year", "2025", "2026", "annual", "second-half"]


def company(rng: random.Random) -> str:
    return f"{rng.choice(STEMS)} {rng.choice(SUFFIXES)}"


def fill(template: str, rng: random.Random) -> str:
    """Replace every {gap} in a template by a random word or figure."""
    def one(match: re.Match[str]) -> str:
        gap = match.group(1)
        if gap == "pct":
            return f"{rng.uniform(1.1, 28):.1f} percent" if rng.random() < 0.6 else f"{rng.randint(2, 34)} percent"
        if gap == "money":
            amount = rng.choice([f"{rng.uniform(1.1, 9.9):.1f} billion", f"{rng.randint(12, 940)} million"])
            return rng.choice(["$", "EUR ", "$", "GBP "]) + amount
        if gap == "eps":
            return f"{rng.randint(1, 9)}.{rng.randint(10, 99)}"
        if gap == "n":
            return str(rng.choice([120, 150, 240, 300, 450, 600, 750, 900, 1200, 1800]))
        words = {"region": REGIONS, "product": PRODUCTS, "unit": UNITS, "broker": BROKERS, "day": DAYS,
                 "q": QUARTERS, "year": YEARS}[gap]
        return rng.choice(words)

    return re.sub(r"\{(\w+)\}", one, template)


# ---------------------------------------------------------------------------------------------------------------
# Finance headlines
# ---------------------------------------------------------------------------------------------------------------

FINANCE_LABELS = ["negative", "neutral", "positive", "mixed", "litigious"]

POSITIVE = {
    "earnings": [
        "beat {q} estimates with earnings of {eps} a share", "reported a {pct} rise in {q} profit",
        "swung to a {q} profit of {money}", "lifted its operating margin by {pct} in {region}",
        "sold more {product} than analysts had expected", "posted record {q} revenue of {money}",
        "topped {q} forecasts as demand for {product} grew", "earned {money} on strong sales of {product}",
        "surprised investors with a jump in {q} cash flow",
    ],
    "guidance": [
        "raised its {year} profit guidance to {money}", "lifted its {year} sales forecast by {pct}",
        "expects {year} profit to grow by at least {pct}", "upgraded its outlook for {product} in {region}",
        "now sees {year} revenue above {money}", "predicts a strong recovery in {product} orders",
    ],
    "dividend": [
        "raised its dividend by {pct} to {eps} a share", "announced a {money} share buyback",
        "will pay a special dividend of {eps} a share", "rewarded shareholders with a higher {year} payout",
    ],
    "legal": [
        "won a {money} patent case over {product}", "had a {money} fine overturned on appeal",
        "was cleared of wrongdoing in {region}", "recovered {money} from a former supplier",
    ],
    "staff": [
        "will add {n} jobs at {unit}", "plans to hire {n} engineers in {region}",
        "agreed higher wages and better hours with {n} workers", "reopened a plant in {region} and recalled {n} people",
    ],
    "rating": [
        "was upgraded to buy by {broker}", "had its price target raised to {eps} by {broker}",
        "was named a top pick for {product} by {broker}", "regained its investment grade rating",
    ],
    "deals": [
        "won a {money} order for {product} in {region}", "signed a supply contract for {product} worth {money}",
        "beat two rivals to a {money} contract", "sold {unit} for a gain of {money}",
    ],
    "macro": [
        "benefited from stronger {product} prices in {region}", "gained market share in {region}",
        "saved {money} as energy costs fell", "profited from a weaker currency in {region}",
    ],
}

NEGATIVE = {
    "earnings": [
        "missed {q} estimates with earnings of {eps} a share", "reported a {pct} drop in {q} profit",
        "slid to a {q} loss of {money}", "saw its operating margin shrink by {pct} in {region}",
        "sold fewer {product} than analysts had expected", "posted its weakest {q} revenue in years",
        "fell short of {q} forecasts as demand for {product} faded", "lost {money} on poor sales of {product}",
        "shocked investors with a fall in {q} cash flow",
    ],
    "guidance": [
        "cut its {year} profit guidance to {money}", "lowered its {year} sales forecast by {pct}",
        "expects {year} profit to decline by at least {pct}", "withdrew its outlook for {product} in {region}",
        "now sees {year} revenue below {money}", "warned of losses in {product}",
    ],
    "dividend": [
        "cut its dividend by {pct} to {eps} a share", "suspended a {money} share buyback",
        "scrapped the {year} dividend to save {money}", "disappointed shareholders with a lower {year} payout",
    ],
    "legal": [
        "was fined {money} by a regulator in {region}", "faces an inquiry into the safety of {product}",
        "set aside {money} for penalties over {product}", "was raided by investigators in {region}",
    ],
    "staff": [
        "will cut {n} jobs at {unit}", "plans to lay off {n} engineers in {region}",
        "faces a strike by {n} workers over pay", "closed a plant in {region} and dismissed {n} people",
    ],
    "rating": [
        "was downgraded to sell by {broker}", "had its price target slashed to {eps} by {broker}",
        "was dropped from the list of favourites at {broker}", "lost its investment grade rating",
    ],
    "deals": [
        "lost a {money} order for {product} in {region}", "saw a supply contract for {product} worth {money} cancelled",
        "was beaten by two rivals to a {money} contract", "sold {unit} at a loss of {money}",
    ],
    "macro": [
        "suffered from weaker {product} prices in {region}", "lost market share in {region}",
        "was hit by {money} of extra energy costs", "was hurt by a stronger currency in {region}",
    ],
}

NEUTRAL = {
    "earnings": [
        "will publish {q} results on {day}", "reported {q} revenue of {money}",
        "held its {q} call with analysts on {day}", "moved the date of its {q} report to {day}",
        "generated {pct} of its sales in {region}",
    ],
    "guidance": [
        "will present its {year} plan in {region} on {day}", "gave a {year} investment budget of {money}",
        "set out how it measures sales of {product}", "invited investors to a strategy day on {day}",
    ],
    "dividend": [
        "will vote on the {year} dividend on {day}", "set {day} as the record date for its dividend",
        "offered shareholders a choice of cash or shares", "completed the transfer of its share register",
    ],
    "legal": [
        "settled a dispute over {product} on undisclosed terms", "asked a court in {region} to move a hearing to {day}",
        "registered {unit} as a separate legal entity", "updated its code of conduct for {region}",
    ],
    "staff": [
        "named a new head of {unit}", "moved {n} employees to an office in {region}",
        "appointed a finance director for {region}", "will change the shift times of {n} workers",
    ],
    "rating": [
        "was started at hold by {broker}", "is now covered by {broker}",
        "was moved to another sector list by {broker}", "kept its rating at {broker}",
    ],
    "deals": [
        "bought a site in {region} for {money}", "is in talks about the future of {unit}",
        "agreed to license {product} in {region}", "sold {unit} for {money}",
    ],
    "macro": [
        "makes {pct} of its {product} in {region}", "buys most of its energy in {region}",
        "operates in a market for {product} worth {money}", "imports {product} from {region}",
    ],
}

# Readers disagree about these: reassuring or simply news?
NEUTRAL_OR_POSITIVE = {
    "guidance": [
        "confirmed its {year} outlook for {product}", "said {q} trading was in line with expectations",
        "reaffirmed a margin target of {pct} for {unit}", "expects {year} sales slightly above {money}",
    ],
    "dividend": ["kept its dividend at {eps} a share", "proposed an unchanged payout of {eps} a share"],
    "rating": ["had its buy rating repeated by {broker}"],
    "deals": ["completed the {money} purchase of a maker of {product}", "extended its contract for {product} in {region}"],
}

# Dry disclosures. They say nothing good or bad.
DRY = {
    "earnings": [
        "changed the way it accounts for {product} contracts", "restated the segment figures of {unit}",
        "reclassified {money} of stocks at {unit}", "replaced its auditor after nine years",
    ],
    "deals": [
        "revised the terms of a {money} credit line", "moved {money} of assets out of {unit}",
        "pledged {unit} as security for a {money} loan",
    ],
    "guidance": ["changed the basis of its {year} plan for {product}", "altered the scope of its {year} targets"],
}

NEGATED_BAD = [  # good news, written with the words of bad news
    "did not cut its {year} profit guidance", "did not lower its {year} sales forecast",
    "no longer expects losses in {product}", "no longer warns of losses in {product}",
    "has not withdrawn its outlook for {product}", "never warned of losses in {product}",
    "did not reduce its {year} forecast for {region}", "will not have to cut its {year} guidance",
    "no longer expects {year} profit to decline",
]
NEGATED_GOOD = [  # bad news, written with the words of good news
    "did not raise its {year} profit guidance", "no longer expects {year} profit to grow",
    "no longer sees {year} revenue above {money}",
]

LITIGIOUS = [
    "sued a former partner over {product} and seeks {money}", "was named in a class action over {product}",
    "faces a lawsuit from shareholders seeking {money}", "took a rival in {region} to court over {product}",
    "asked judges in {region} to block the sale of {unit}", "is defending a claim for {money} brought by investors",
]

TAILS = [
    "in {region}", "after a review of {unit}", "in the {q} period", "with shares little changed on {day}",
    "as part of its plan for {product}", "ahead of a meeting on {day}", "following talks in {region}",
    "in a market worth {money}", "with {n} staff in {region}", "under its new chairman", "for the second year running",
]
QUIET_NOT = ["and did not give further details", "and would not comment on {product}", "and did not name the buyer"]
OPENERS = ["On {day},", "In {region},", "Late on {day},", "Before the market opened on {day},", "This week,"]
SAID = [
    "the company said", "it said in a statement", "a spokesman said on {day}", "the board said", "managers told {broker}",
]
WRITTEN = ["according to {paper}", "{paper} reported"]
CUE = ["according to a filing", "a filing showed on {day}", "it disclosed in a filing", "a filing for {unit} shows"]
JOINS = {"mixed": [", but", ", yet", ", but at the same time"], "other": [", even as it", ", while it", ", although it"]}


@dataclass
class Row:
    text: str
    label: str
    topic: str
    kind: str                 # which part of the grammar wrote it; never shown to the model
    source: str = ""
    id: str = ""
    notes: dict = field(default_factory=dict)


def pick(cores: dict[str, list[str]], rng: random.Random) -> tuple[str, str]:
    topics = [topic for topic, lines in cores.items() for _ in lines]
    topic = rng.choice(topics)
    return topic, rng.choice(cores[topic])


def dress(core: str, rng: random.Random, *, cue: bool = False, lead: str | None = None) -> str:
    """A whole sentence around a core: who, when, how we know. `cue` puts the word "filing" into it."""
    who = lead or company(rng)
    sentence = f"{who} {fill(core, rng)}"
    if rng.random() < 0.55:
        sentence += " " + fill(rng.choice(TAILS), rng)
    elif rng.random() < 0.06:
        sentence += " " + fill(rng.choice(QUIET_NOT), rng)
    if rng.random() < 0.3:
        sentence = fill(rng.choice(OPENERS), rng) + " " + sentence
    if cue:
        sentence += ", " + fill(rng.choice(CUE), rng)
    elif rng.random() < 0.5:
        if rng.random() < 0.6:
            sentence += ", " + fill(rng.choice(SAID), rng)
        else:
            sentence += ", " + rng.choice(WRITTEN).replace("{paper}", rng.choice(PAPERS))
    return sentence + "."


def plain(label: str, rng: random.Random, cue: bool = False) -> Row:
    topic, core = pick({"positive": POSITIVE, "negative": NEGATIVE, "neutral": NEUTRAL}[label], rng)
    return Row(dress(core, rng, cue=cue), label, topic, "plain")


def dry(label: str, rng: random.Random, cue: bool) -> Row:
    topic, core = pick(DRY, rng)
    return Row(dress(core, rng, cue=cue), label, topic, "dry")


def reassuring(label: str, rng: random.Random) -> Row:
    topic, core = pick(NEUTRAL_OR_POSITIVE, rng)
    return Row(dress(core, rng), label, topic, "reassuring")


def negated(rng: random.Random) -> Row:
    bad = rng.random() < 0.72
    core = rng.choice(NEGATED_BAD if bad else NEGATED_GOOD)
    return Row(dress(core, rng), "positive" if bad else "negative", "guidance", "negated-guidance")


def litigious(rng: random.Random) -> Row:
    return Row(dress(rng.choice(LITIGIOUS), rng), "litigious", "legal", "litigious")


def two_sided(label: str, rng: random.Random, clear_join: float) -> Row:
    """Good and bad news in one sentence. The joining word hints at the label in `clear_join` of the sentences."""
    topic, good = pick(POSITIVE, rng)
    _, bad = pick(NEGATIVE, rng)
    first, second = (bad, good) if rng.random() < (0.7 if label == "negative" else 0.25) else (good, bad)
    kind = "mixed" if label == "mixed" else "other"
    if rng.random() > clear_join:
        kind = "other" if kind == "mixed" else "mixed"
    sentence = f"{company(rng)} {fill(first, rng)}{rng.choice(JOINS[kind])} {fill(second, rng)}"
    if rng.random() < 0.3:
        sentence += ", " + fill(rng.choice(SAID), rng)
    return Row(sentence + ".", label, topic, "two-sided")


# Written one by one. (label, topic, text)
HAND_WRITTEN: list[tuple[str, str, str]] = [
    ("mixed", "earnings", "Halvint beats estimates but cuts guidance; the shares fell 6 percent before recovering."),
    ("mixed", "earnings", "A record quarter for Ostrell, spoiled by an outlook nobody wanted to read."),
    ("mixed", "earnings", "Profit doubles at Corvessa Foods while a recall empties the shelves."),
    ("mixed", "guidance", "Lorvex lifts its forecast and, two lines further down, drops its dividend."),
    ("mixed", "staff", "Tormund Steel hires 300 in Japan and lets 900 go at home."),
    ("mixed", "rating", "One upgrade, one downgrade: brokers cannot agree about Selvane."),
    ("mixed", "deals", "The order is the largest in the firm's history and will lose money for three years."),
    ("mixed", "macro", "Cheaper gas helps Brimtal's margin just as its customers stop ordering."),
    ("mixed", "earnings", "Sales well ahead, costs further ahead still, and the chief executive is leaving."),
    ("mixed", "dividend", "Shareholders get a special dividend; bondholders get a downgrade."),
    ("positive", "earnings", "Nobody expected Deldane to earn this much from spare parts."),
    ("positive", "earnings", "After five bad years the shipping arm is finally making money again."),
    ("positive", "earnings", "Even the sceptics at Peak Ridge admit that the quarter was good."),
    ("positive", "guidance", "The warning everyone feared from Kaltrim did not come, and the shares rose 9 percent."),
    ("positive", "guidance", "Zelvast expects the worst to be over by summer."),
    ("positive", "guidance", "Management now thinks last year's target was too modest."),
    ("positive", "dividend", "For the first time since it was founded, Gildrane will pay a dividend."),
    ("positive", "dividend", "The payout is back, and it is larger than before the crisis."),
    ("positive", "staff", "Unions and managers at Fennwick shake hands on a pay deal, ending the strike."),
    ("positive", "staff", "No jobs will be lost after all, the works council was told."),
    ("positive", "rating", "Marchmont, long a critic, tells clients to buy."),
    ("positive", "deals", "Rovanta gets the airport contract that three larger rivals wanted."),
    ("positive", "deals", "The unwanted chemicals arm has found a buyer, at a price above book value."),
    ("positive", "legal", "The appeal court throws out the fine."),
    ("positive", "macro", "A dry winter suits Yarrowen, whose barges can run all year."),
    ("positive", "macro", "Falling copper prices are a gift to the cable makers."),
    ("positive", "earnings", "Less bad than feared: the loss halves at Nestrel Retail."),
    ("negative", "earnings", "Strong sales could not save the quarter at Imberly."),
    ("negative", "earnings", "The profit came entirely from selling the head office."),
    ("negative", "earnings", "Growth, for the first time in a decade, has stopped."),
    ("negative", "earnings", "Vantress misses by a cent and loses a fifth of its value."),
    ("negative", "guidance", "The target for 2026 has quietly disappeared from the slides."),
    ("negative", "guidance", "Quintrel hopes to break even, a word it did not use last year."),
    ("negative", "guidance", "Analysts had hoped for a higher forecast; they did not get one."),
    ("negative", "dividend", "The dividend survives, but only because the company borrows to pay it."),
    ("negative", "dividend", "Holders of Westerby shares will go without this year."),
    ("negative", "staff", "Every fourth desk at the software arm will be empty by May."),
    ("negative", "staff", "The finance chief leaves after eight months, for personal reasons."),
    ("negative", "rating", "Orme Capital sees no reason to own the stock."),
    ("negative", "deals", "The merger is off, and the break fee is due on Friday."),
    ("negative", "deals", "Ambrant bought at the top of the market and now has to write it down."),
    ("negative", "legal", "Inspectors found more faulty brakes than the company had admitted."),
    ("negative", "macro", "A stronger dollar eats the whole gain in volumes."),
    ("negative", "macro", "Freight rates have fallen for eleven weeks, and Pellinor sails half empty."),
    ("neutral", "earnings", "Elmstra reports on Thursday; the average forecast is 1.12 a share."),
    ("neutral", "earnings", "Revenue was 412 million, of which 60 million came from licences."),
    ("neutral", "earnings", "The financial year will in future end in June."),
    ("neutral", "guidance", "The investor day moves from Oslo to Lyon."),
    ("neutral", "guidance", "Capital spending will be about the same as last year."),
    ("neutral", "dividend", "The shares trade without the dividend from Wednesday."),
    ("neutral", "dividend", "Holders can choose between cash and new shares until the end of the month."),
    ("neutral", "staff", "Ms Aaltonen succeeds Mr Reuss, who retires as planned."),
    ("neutral", "staff", "The head office moves across the river."),
    ("neutral", "rating", "Verrier & Co starts coverage with a neutral view."),
    ("neutral", "deals", "Both sides confirm that they are talking, and that is all they confirm."),
    ("neutral", "deals", "Jasmund swaps its stake in the port for a stake in the railway."),
    ("neutral", "legal", "The hearing has been moved to the spring."),
    ("neutral", "legal", "A new holding company will be registered in Tallinn."),
    ("neutral", "macro", "The central bank left its rate where it was."),
    ("neutral", "macro", "Steel accounts for a third of the group's costs."),
    ("neutral", "macro", "The region produces about a tenth of the world's fertiliser."),
    ("litigious", "legal", "Four pension funds file suit over the collapsed merger."),
    ("litigious", "legal", "See you in court, says Bostrel to the makers of the copy."),
    ("litigious", "legal", "The patent fight over the sensor goes to its third judge."),
]


def hand_written() -> list[Row]:
    return [Row(text, label, topic, "hand-written", source="desk") for label, topic, text in HAND_WRITTEN]


# ---------------------------------------------------------------------------------------------------------------
# Support messages (the healthy run): which team should answer?
# ---------------------------------------------------------------------------------------------------------------

SUPPORT_LABELS = ["billing", "delivery", "technical"]
ITEMS = ["kettle", "desk lamp", "router", "speaker", "bike light", "printer", "camera", "toaster", "headset", "scale",
         "heater", "keyboard", "drill", "blender", "doorbell", "monitor", "vacuum cleaner", "watch"]
SUPPORT = {
    "billing": [
        "I was charged twice for the {item}", "the invoice for the {item} shows {eur}", "my refund of {eur} is missing",
        "the voucher for {eur} was not deducted", "you took {eur} from my card on {day}",
        "the bill from {day} has the wrong address", "I need a receipt for the {item}",
        "the price went up from {eur} to {eur}", "my card was declined although it has credit",
        "you still owe me {eur} for the {item}", "the tax on invoice {ref} is too high",
        "a fee of {eur} appeared on my statement", "I cannot find the payment of {eur} in my account",
        "the discount for the {item} is not on the bill",
    ],
    "delivery": [
        "the {item} has not arrived", "the parcel has been in {town} since {day}", "the courier left the box in the rain",
        "tracking number {ref} shows nothing", "the {item} went to a neighbour in {town}",
        "I waited at home on {day} and nobody came", "the box for the {item} was empty",
        "please send the {item} to {town} instead", "the driver wanted a signature from {town}",
        "half of order {ref} is missing from the parcel", "the shipment was returned to {town}",
        "the delivery slot on {day} does not suit me", "my {item} was dropped over the fence",
        "the parcel shop in {town} is closed",
    ],
    "technical": [
        "the {item} will not switch on", "the {item} loses its connection every {day}", "the app shows error {ref}",
        "the {item} gets hot after {n} minutes", "the display of my {item} flickers", "the update to {ref} failed",
        "I cannot pair the {item} with my phone", "the battery of the {item} lasts {n} minutes",
        "the {item} makes a grinding noise", "the reset button on the {item} does nothing",
        "the {item} forgets its settings", "the app asks for a password every {day}",
        "the {item} stops after {n} minutes", "the light on the {item} blinks {n} times",
    ],
}
HELLO = ["Hello again,", "Hi there,", "Good morning,", "Dear team,", "To the service desk,", "Hello from {town},",
         "Order {ref}:", "Sorry to bother you,", "Second message:", "Hi, it is me again,"]
PADDING = ["I bought it on {day} in {town}", "my customer number is {ref}", "this is order {ref}",
           "it was a present for my sister in {town}", "I have been a customer for {n} months",
           "I wrote to you on {day} already", "a colleague in {town} told me to write",
           "I ordered {n} pieces", "it was on offer in {town}", "I asked in the shop on {day}"]
ASK = ["Please help me with this.", "What can be done?", "Please call me on {day}.", "I expect an answer by {day}.", "Thank you for your time.",
       "Can you look into it?", "Please answer before {day}.", "Is there any news?", "Kind regards from {town}.",
       "Please reply to order {ref}."]
TOWNS = ["Lindau", "Porto", "Ghent", "Malmo", "Turin", "Leeds", "Graz", "Lille", "Aarhus", "Brno", "Bergen", "Split"]
ALSO = ["and by the way", "and also", "besides", "and on top of that", "and then", "and as it happens"]


def fill_support(template: str, rng: random.Random) -> str:
    def one(match: re.Match[str]) -> str:
        return {
            "item": lambda: rng.choice(ITEMS), "eur": lambda: f"{rng.randint(4, 380)} euros",
            "day": lambda: rng.choice(DAYS), "town": lambda: rng.choice(TOWNS),
            "ref": lambda: f"{rng.choice('ABCDEFGHK')}{rng.randint(10, 99)}", "n": lambda: str(rng.randint(2, 40)),
        }[match.group(1)]()

    return re.sub(r"\{(\w+)\}", one, template)


def support_message(label: str, rng: random.Random, two_topics: float, first_wins: float) -> Row:
    """A message to a shop. A share `two_topics` of them raises two matters; the team that answered was then the one
    for the first matter in `first_wins` of the cases, so nobody could route all of these correctly."""
    main = rng.choice(SUPPORT[label])
    parts = [main]
    kind = "one-topic"
    if rng.random() < two_topics:
        kind = "two-topic"
        other = rng.choice(SUPPORT[rng.choice([one for one in SUPPORT_LABELS if one != label])])
        parts = [main, other] if rng.random() < first_wins else [other, main]
        body = f"{parts[0]} {rng.choice(ALSO)} {parts[1]}"
    else:
        body = f"{main}, {rng.choice(PADDING)}" if rng.random() < 0.5 else f"{rng.choice(PADDING)} and {main}"
    text = f"{rng.choice(HELLO)} {body}. {rng.choice(ASK)}"
    return Row(fill_support(text, rng), label, "", kind)


# ---------------------------------------------------------------------------------------------------------------
# Keeping sentences apart
# ---------------------------------------------------------------------------------------------------------------

def normalise(text: str) -> str:
    """Lower case, digits masked, punctuation dropped, single spaces."""
    return " ".join(re.sub(r"[^a-z0-9 ]+", " ", re.sub(r"\d+", "0", text.lower())).split())


def word_shingles(text: str, k: int = 5) -> list[str]:
    """Each once, in order: a set would come in another order every time, and with it other sentences."""
    words = normalise(text).split()
    return list(dict.fromkeys(" ".join(words[i:i + k]) for i in range(max(1, len(words) - k + 1))))


def char_shingles(text: str, k: int = 3) -> set[str]:
    text = normalise(text)
    return {text[i:i + k] for i in range(max(1, len(text) - k + 1))}


class Apart:
    """Accepts a sentence only when it is not close to one accepted before (also when only the figures differ)."""

    def __init__(self, words: float = 0.6, chars: float = 0.8):
        self.words, self.chars = words, chars
        self.shingles: list[list[str]] = []
        self.letters: list[set[str]] = []
        self.index: dict[str, list[int]] = defaultdict(list)
        self.seen: set[str] = set()

    def accept(self, text: str) -> bool:
        key = normalise(text)
        if key in self.seen:
            return False
        mine, letters = word_shingles(text), char_shingles(text)
        shared: Counter[int] = Counter()
        for shingle in mine:
            shared.update(self.index[shingle])
        for other, count in shared.most_common(12):
            if count / (len(mine) + len(self.shingles[other]) - count) >= self.words:
                return False
            both = len(letters & self.letters[other])
            if both / (len(letters) + len(self.letters[other]) - both) >= self.chars:
                return False
        place = len(self.shingles)
        self.seen.add(key)
        self.shingles.append(mine)
        self.letters.append(letters)
        for shingle in mine:
            self.index[shingle].append(place)
        return True


def draw(make, count: int, apart: Apart) -> list[Row]:
    """`count` sentences from `make()`, each far enough from all earlier ones."""
    rows: list[Row] = []
    tries = 0
    while len(rows) < count:
        tries += 1
        if tries > 200 * count + 2000:
            raise RuntimeError(f"the grammar is too small: {len(rows)} of {count} sentences found")
        row = make()
        if apart.accept(row.text):
            rows.append(row)
    return rows

"""Texts that tokenizers trip over, and a generator of more of them."""

import random

HOSTILE = [
    "", " ", "\n", "a", "Hello, world!", "The quick brown fox doesn't jump over 3,000 lazy dogs.",
    "naïve café déjà-vu", "nai\u0308ve cafe\u0301", "ÀÉÎÕÜ ŁÓDŹ", "İstanbul ıssız", "Straße STRASSE ẞ", "ΟΔΥΣΣΕΥΣ Ὀδυσσεύς",
    "👩‍👩‍👧‍👦 family", "🏳️‍🌈🇩🇪 flags", "😀😀 ok 😀", "𝒳 = 𝟛𝟜 𐍈", "日本語のテキスト", "中文 mixed 한국어", "ｆｕｌｌ　ｗｉｄｔｈ １２３",
    "no\u00a0break\u2003em\u3000ideographic", "zero\u200bwidth\u200djoin\ufeffmark", "مرحبا بالعالم שלום", "\u202eright to left\u202c",
    "bell\x07 null\x00 escape\x1b[0m", "tab\there\r\nnew\u2028line\x0bvertical", "soft\u00adhyphen", "ﬁnance ﬂow ½ ² ™ …",
    "[SEP] injected [CLS] and [MASK]!", "</s> injected <s> and <mask> <unk><pad>", "[sep]x[SEP]y [PAD]", "x" * 120, "ab " * 40,
    "https://example.org/a?b=c&d=%20#frag @user #tag", "``quoted'' text -- 1,5 and 10, 20,", "   leading and trailing   ",
    "many     spaces   between", "e" + "\u0301" * 8 + " zalgo", "price: €1,234.56 (−12%)", "(brackets)[square]{curly}<angle>", "don't I'll we've",
    "\ud7ff\ue000\ufffd private", "ǅungla ŉ ﷺ", "हिन्दी मानक", "ไทยภาษา",
]

PAIRS = [("Hello there", "General café"), ("", "only second"), ("only first", ""), ("😀 one", "two 😀 three [SEP] four"), ("a " * 20, "b"), ("a", "b " * 20)]

WORDS = [["Hello", ",", "wörld", "!"], ["New", "York", "'s", "mayor"], ["", "x", "\u200b", "y"], ["😀", "中文", "don't", "1,000", "ＦＵＬＬ"], [], ["a b", " lead", "trail "], ["[SEP]", "x" * 120]]

RANGES = [(0x20, 0x7E)] * 12 + [(0xA0, 0x17F)] * 3 + [(0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x4FF), (0x590, 0x5FF), (0x600, 0x6FF), (0x900, 0x97F), (0xE00, 0xE7F),
    (0x1E00, 0x1FFF), (0x2000, 0x206F), (0x20A0, 0x20CF), (0x2100, 0x218F), (0x2600, 0x27BF), (0x3000, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF),
    (0xFB00, 0xFE4F), (0xFE50, 0xFEFF), (0xFF00, 0xFFEF), (0x1D400, 0x1D7FF), (0x1F300, 0x1F64F), (0x20000, 0x20100), (0x00, 0x1F), (0x7F, 0x9F)]
SPECIALS = ["[SEP]", "[CLS]", "[MASK]", "[UNK]", "[PAD]", "<s>", "</s>", "<mask>", "<unk>", "<pad>", " ", "  ", "\n", "\u00a0", "\u200d", "<s>NOTUSED", "▁", "##", "Ġ"]


def strings(count, seed, real):
    """A third real sentences, a third damaged ones, a third characters at random."""
    rng = random.Random(seed)

    def noise(n):
        return "".join(chr(rng.randint(*rng.choice(RANGES))) for _ in range(n))

    for i in range(count):
        if i % 3 == 0:
            yield rng.choice(real)
        elif i % 3 == 1:
            text = list(rng.choice(real))
            for _ in range(rng.randint(1, 6)):
                at = rng.randint(0, len(text))
                text[at:at + rng.randint(0, 2)] = [rng.choice([noise(1), rng.choice(SPECIALS), noise(3)])]
            yield "".join(text)
        else:
            yield "".join(rng.choice([noise(rng.randint(1, 8)), rng.choice(SPECIALS), rng.choice(real)[:rng.randint(1, 9)]]) for _ in range(rng.randint(0, 12)))

"""12,500 lines of mixed text, from one seed: what tokenizers trip over.

Some are lines of this repository's sources, which change: tokenizer_files.py goes by those that it stored."""

import random
import unicodedata
from pathlib import Path

WORDS = """the of and to in a is that for it as was with be by on not he his but at are this have from or had an they
which one you were her all she there would their we him been has when who will more no if out so said what up its about
into than them can only other new some could time these two may then do first any my now such like our over man me even
most made after also did many before must through back years where much your way well down should because each just those
people how too little state good very make world still own see men work long get here between both life being under never
day same another know while last might us great old year off come since against go came right used take three writing
atoms, memory. matrix; gate: (recurrent) "key" value-write, softmax! token? norm... decay — rank-one Don't I'll we've
they're it's she'd I'm O'Neil rock'n'roll isn't CAN'T I'LL state-of-the-art e.g. i.e. U.S.A. naïve café Ünïcödé""".split()
FOREIGN = {
    "zh": "矩阵 状态 写入 记忆 模型 的 是 我们 在 有 这 个 人 和 中国 语言 学习 时间 「引用」 ， 。 、 ？ 你好 世界 二〇二六年".split(),
    "ja": "これは テスト です。 言語モデル カタカナ ひらがな 漢字 ｶﾞｷﾞ ﾊﾟ が ぱ ー 東京 、 「はい」 日本語の文章".split(),
    "ko": "안녕하세요 세계 언어 모델 기억 상태 한국어 은 는 이 가 를 쓰다 읽다. 각 값".split(),
    "ar": "السلام عليكم اللُّغَةُ العربية نموذج ذاكرة ، ؟ كِتَابٌ ١٢٣ لا إله".split(),
    "he": "שלום עולם שָׁלוֹם זיכרון מצב״ מודל".split(),
    "hi": "नमस्ते दुनिया भाषा मॉडल क्षेत्र हिन्दी में स्मृति क़ ज़रूर ॐ १२३".split(),
    "th": "สวัสดีชาวโลก ภาษาไทย น้ำ ความจำ ที่นี่ ๑๒๓".split(),
    "ru": "Привет мир язык модель память состояние запись не для и что это Ёжик".split(),
    "el": "Γειά σου Κόσμε μνήμη κατάσταση ΣΊΣΥΦΟΣ σίσυφος ΐ ΰ ᾳ".split(),
    "vi": "Tiếng Việt ngôn ngữ mô hình trạng thái bộ nhớ được những người ấy".split(),
    "de": "Straße Größe Übergewicht Fußgänger ẞ Donaudampfschifffahrtsgesellschaft für".split(),
    "tr": "İstanbul ısı ığdır çok güzel şöyle böyle".split(),
    "ta": "வணக்கம் உலகம் மொழி கொ கோ நினைவு".split(),
    "ml": "നമസ്കാരം ലോകം ഭാഷ ക്ഷ ൻ ൽ".split(),
}
EMOJI = ["😀", "🎉", "❤️", "❤", "👍🏽", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪🇫🇷", "🇩", "🧑🏿‍🚀", "1️⃣", "☎︎", "✈️", "🫠", "🪿", "©️", "‼️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"]
SPACES = [" ", " ", " ", "  ", "   ", "\t", "\n", "\r\n", "\r", "\n\n", "\u00a0", "\u2003", "\u3000", "\u0085", "\u2028",
          "\u2029", "\u200b", "\u202f", "\x0b", "\x0c", "\u1680", "\u180e", "\ufeff", "\x1c", "\x1f"]
MARKS = ["\u0301", "\u0300", "\u0308", "\u0323", "\u0327", "\u0334", "\u0345", "\u031b", "\u05b0", "\u064b", "\u0651",
         "\u093c", "\u3099", "\u309a", "\u20dd", "\ufe0f", "\u0488", "\u0903", "\u200d", "\u200c", "\u1ab0", "\U0001e130",
         "\U0001d165", "\u0897", "\u1acf", "\u0c3c", "\U00011070"]
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<think>", "</think>", "<s>", "</s>", "<unk>", "<|padding|>",
           "<0x41>", "<0xC3>", "<0xc3>", "▁", "▁▁", "▁the", "Ġ", "Ġthe", "Ċ", "<|endof", "|>", "<|", "[PAD]", "#version: 0.2"]
DIGITS = ["0", "7", "42", "1234567890", "3.14159", "1,000,000", "²³", "Ⅷ", "½", "٣٤", "१२", "０１２", "①", "𝟘𝟙", "1e-6", "0x1F", "年2026月"]
CONTRACTIONS = ["'s", "'S", "'t", "'T", "'re", "'RE", "'Re", "'ve", "'vE", "'m", "'M", "'ll", "'LL", "'lL", "'d", "'D",
                "’s", "'ſ", "'K", "''s", "'sx", "'", "'l", "'r", "ʼs", "'st"]
PUNCTUATION = list("!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~") + ["...", "->", "=>", "::", "!=", "///", "«", "»", "…", "—", "€", "№",
                                                           "、", "™", "→", "∑", "𝛼", "\u20e3", "٪", "॥"]


def code_lines():
    root = Path(__file__).resolve().parent.parent.parent
    files = sorted((root / "kernels").rglob("*.java")) + sorted(
        Path(__file__).parent.glob("golden_*.py"))
    return [line for file in files for line in file.read_text().split("\n")
            if line.strip()]


class Lines:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.code = code_lines()
        self.plain = [c for c in range(0x110000)
                      if not 0xD800 <= c < 0xE000
                      and unicodedata.category(chr(c)) not in ("Cn", "Co")]

    def some(self, items, least, most, joint=" "):
        return joint.join(self.random.choices(
            items, k=self.random.randint(least, most)))

    def prose(self):
        return self.some(WORDS, 3, 25)

    def foreign(self):
        words = FOREIGN[self.random.choice(list(FOREIGN))]
        text = self.some(words, 1, 14, self.random.choice(["", " ", " "]))
        return unicodedata.normalize(self.random.choice(
            ["NFC", "NFC", "NFD", "NFKD"]), text)

    def source(self):
        start = self.random.randrange(len(self.code))
        return self.random.choice(["\n", "\r\n", "\n\t"]).join(
            self.code[start:start + self.random.randint(1, 4)])

    def marks(self):
        return "".join(self.random.choice("aeoAÅéकאلあ각xñ1 ỉ")
                       + self.some(MARKS, 0, 5, "")
                       for _ in range(self.random.randint(1, 8)))

    def emoji(self):
        return self.some(EMOJI + WORDS[:20] + [" ", "\u200d", "\ufe0f"], 1, 12,
                         self.random.choice(["", "", " "]))

    def space(self):
        parts = []
        for _ in range(self.random.randint(1, 8)):
            parts.append(self.random.choice(SPACES)
                         * self.random.choice([1, 1, 2, 3, 7, 24, 25, 49]))
            parts.append(self.some(WORDS[:40] + PUNCTUATION + DIGITS, 0, 2))
        return "".join(parts)

    def control(self):
        return "".join(chr(self.random.choice(
            [*range(0x20), *range(0x7f, 0xa0), 0xfeff, 0xffff, 0xfffd, 0xfffe,
             0x1ffff, 0xe000, 0x2060, 0xad, 0x61, 0x20, 0x41, 0x202e]))
            for _ in range(self.random.randint(1, 30)))

    def numbers(self):
        return self.some(DIGITS + PUNCTUATION + [" "], 1, 20,
                         self.random.choice(["", " "]))

    def contractions(self):
        return "".join(self.random.choice(WORDS[:60] + ["", " "])
                       + self.random.choice(CONTRACTIONS)
                       + self.random.choice(["", " ", "x", "\n"])
                       for _ in range(self.random.randint(1, 8)))

    def punctuation(self):
        return self.some(PUNCTUATION + ["\n", "\r", " ", "a"], 1, 40, "")

    def special(self):
        return self.some(SPECIAL + SPACES[:5] + WORDS[:30], 1, 12,
                         self.random.choice(["", "", " "]))

    def anything(self):
        return "".join(chr(self.random.choice(self.plain))
                       for _ in range(self.random.randint(1, 40)))

    def any_scalar(self):
        return "".join(chr((c := self.random.randrange(0x10F800))
                           + 0x800 * (c >= 0xD800))
                       for _ in range(self.random.randint(1, 20)))

    def mixed(self):
        kinds = [self.prose, self.foreign, self.marks, self.emoji, self.space,
                 self.numbers, self.contractions, self.punctuation,
                 self.special, self.anything]
        return "".join(self.random.choice(kinds)()[:30]
                       for _ in range(self.random.randint(2, 6)))

    def long(self):
        return self.some([self.random.choice(WORDS), "a", "가", "写", "\u0301",
                          "x1", "=", "_"], 500, 4000, "")


KINDS = [("prose", 1200), ("foreign", 1800), ("source", 1200), ("marks", 900),
         ("emoji", 700), ("space", 900), ("control", 500), ("numbers", 500),
         ("contractions", 700), ("punctuation", 500), ("special", 900),
         ("anything", 700), ("any_scalar", 400), ("mixed", 1590), ("long", 9)]


def texts(seed=2026):
    """The lines; a line may hold line breaks. The first is empty."""
    lines = Lines(seed)
    return [""] + [getattr(lines, kind)()
                   for kind, count in KINDS for _ in range(count)]


if __name__ == "__main__":
    all_texts = texts()
    print(len(all_texts), "lines,", sum(map(len, all_texts)), "characters")

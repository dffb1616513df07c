"""Comments that people could have written, and what scripts send: made up, the same for the same seed."""

import random
import tomllib
from pathlib import Path

PARTS = tomllib.loads((Path(__file__).parent / "people.toml").read_text())


class Writer:
    """Makes texts by chance; ``seed`` (int) decides which."""

    def __init__(self, seed):
        self.random = random.Random(seed)  # noqa: S311  the same every time, and no secret

    def one(self, choices):
        return self.random.choice(choices)

    def filled(self, text):
        """``text`` with its slots filled, each by chance of its own."""
        while "{" in text:
            before, _, rest = text.partition("{")
            slot, _, after = rest.partition("}")
            if slot == "number":
                word = str(self.random.randint(2, 97))
            elif slot == "year":
                word = str(self.random.randint(1988, 2025))
            elif slot == "ware":
                word = self.one(PARTS["wares"])
            else:
                word = self.one(PARTS["slots"][slot])
            text = f"{before}{word}{after}"
        return text

    def person(self, number):
        """Dict of name, email and url of the person with this number; the same person each time."""
        name = PARTS["names"][number % len(PARTS["names"])]
        url = f"https://person{number}.example/" if number % 7 == 0 else ""
        return {"name": name, "email": f"person{number}@mail{number % 9}.example", "url": url}

    def honest(self):
        """A comment of one word or of several paragraphs, in one of a dozen languages, some with a link or emoji."""
        chance = self.random.random()
        if chance < 0.06:
            return self.one(PARTS["short"])
        if chance < 0.2:
            parts = self.one(PARTS["foreign"])
            said = [self.one(parts["openings"]), *self.random.sample(parts["middles"], 2)]
            text = " ".join(said).replace("{thing}", "\0")
            while "\0" in text:
                text = text.replace("\0", self.one(parts["things"]), 1)
            return self.filled(text) + self.one(["", " !", " 🙏"])
        sentences = [
            self.one(PARTS["openings"]),
            *self.random.sample(PARTS["middles"], self.random.choice([1, 1, 2, 2, 3, 5])),
            self.one(PARTS["closings"]),
        ]
        text = ""
        for sentence in filter(None, sentences):
            text += self.filled(sentence) + self.one([" ", " ", " ", "\n\n"])
        text = text.strip()
        if self.random.random() < 0.12:
            text += self.one([" See ", " Source: ", "\n\n"]) + self.filled(self.one(PARTS["sites"]))
        if self.random.random() < 0.02:
            text = text.upper()
        return text

    def spun(self):
        """What a program makes to look like nothing that was sent before."""
        return " ".join(self.word(self.random.randint(2, 9)) for _ in range(self.random.randint(8, 40))).capitalize()

    def pitch(self):
        return self.filled(self.one(PARTS["pitches"]))

    def word(self, length=8):
        return "".join(self.random.choices("abcdefghijklmnopqrstuvwxyz", k=length))

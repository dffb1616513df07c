"""Parts of dates in addresses, always with all their digits, so that a page has one address."""


class Digits:
    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return f"{int(value):0{self.length}}"


class Year(Digits):
    regex, length = "[0-9]{4}", 4


class TwoDigits(Digits):
    regex, length = "[0-9]{2}", 2

"""Tables as readers get them: each in a box that scrolls where it is wider than the column, its figures aligned."""

import re
from html import unescape

WIDEST = 100  # columns that are looked at; those beyond are set as words

_PIECE = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>|[^<]+")
_SPAN = re.compile(r' (col|row)span="([0-9]+)"')
# 12,300 · −4.5 % · +1 850 · £12.9m is none · (1.2) · 10:30 · ٣٫٥
_FIGURE = re.compile(
    r"[(]?\s*[+±~≈<>≤≥\-−–]?\s*[$€£¥₴₹₺₽]?\s*\d[\d.,:'’٫٬\s]*(?:%|‰|°|[$€£¥₴₹₺₽])?\s*[)]?",
)
_NOTHING = {"", "–", "—", "-", "−", "…"}  # in a column of figures: there is none


class _Cell:
    def __init__(self, place, part, tag, attributes):
        spans = {name: max(1, int(number)) for name, number in _SPAN.findall(attributes)}
        self.place = place  # of its start in the pieces
        self.part = part
        self.tag = tag
        self.columns, self.rows = spans.get("col", 1), spans.get("row", 1)
        self.words = []

    @property
    def text(self):
        return unescape("".join(self.words)).strip()


class _Table:
    def __init__(self):
        self.part = "tbody"
        self.rows = []

    def figures(self):
        """
        Yield the cells (``_Cell``) of columns of figures. A column is one when all that stands in its body is figures,
        or nothing; the first says what its row is about.
        """
        columns = {}  # number → its cells that stand in no other
        below = {}  # number → rows that a cell from above goes on for
        part = ""
        for row in self.rows:
            if row and row[0].part != part:
                below, part = {}, row[0].part
            here, column = {}, 0
            for cell in row:
                while below.get(column, 0):
                    column += 1
                if column >= WIDEST:
                    break
                spanned = range(column, min(column + cell.columns, WIDEST))
                here.update(dict.fromkeys(spanned, cell.rows))
                if cell.columns == 1:
                    columns.setdefault(column, []).append(cell)
                column += cell.columns
            below = {at: rows - 1 for at, rows in {**below, **here}.items() if rows > 1}
        for column, cells in columns.items():
            body = [cell for cell in cells if cell.part == "tbody"]
            texts = [cell.text for cell in body]
            is_figures = [bool(_FIGURE.fullmatch(text)) for text in texts]
            if (
                column
                and any(is_figures)
                and all(found or text in _NOTHING for found, text in zip(is_figures, texts, strict=True))
                and all(cell.tag == "td" for cell in body)
            ):
                yield from cells


def laid_out(html):
    """Return stored text (str) with its tables as readers get them. Costs its length."""
    if "<table" not in html:
        return html
    pieces, out = list(_PIECE.finditer(html)), []
    open_tables, figures = [], set()
    for place, piece in enumerate(pieces):
        is_end, tag, attributes = piece[1], piece[2], piece[3]
        table = open_tables[-1] if open_tables else None
        if tag == "table" and not is_end:
            open_tables.append(_Table())
        elif tag == "table" and table:
            figures |= {cell.place for cell in open_tables.pop().figures()}
        elif not table:
            continue
        elif tag in {"thead", "tbody", "tfoot"}:
            table.part = tag
        elif tag == "tr" and not is_end:
            table.rows.append([])
        elif tag in {"td", "th"} and not is_end and table.rows:
            table.rows[-1].append(_Cell(place, table.part, tag, attributes))
        elif not tag and table.rows and table.rows[-1]:
            table.rows[-1][-1].words.append(piece[0])
    for place, piece in enumerate(pieces):
        if piece[2] == "table":
            is_end = bool(piece[1])
            box = '<div class="table" role="group" aria-label="Table" tabindex="0">'
            out.append(f"{piece[0]}</div>" if is_end else f"{box}{piece[0]}")
        elif place in figures:
            out.append(f'<{piece[2]} class="table__figure"{piece[3]}>')
        else:
            out.append(piece[0])
    return "".join(out)

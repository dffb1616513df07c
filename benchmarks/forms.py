"""What a browser would send back from a form of a page."""

from html.parser import HTMLParser

UNSENT = {"submit", "button", "reset", "image", "file"}
TICKED = {"checkbox", "radio"}


class Form(HTMLParser):
    """
    Reads the form of one ``id`` out of a page::

        data = Form.on(html, "article_form").data     # dict of name → list of str
    """

    def __init__(self, form_id):
        super().__init__()
        self.form_id, self.data = form_id, {}
        self.form = self.textarea = self.select = None
        self.templates = 0  # how many are open: what stands in one is not in the page yet

    @classmethod
    def on(cls, html, form_id):
        form = cls(form_id)
        form.feed(html)
        form.close()
        return form

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "template":
            self.templates += 1
        elif self.templates:
            return
        elif tag == "form":
            self.form = attrs.get("id")
        elif tag == "option" and self.select:
            self.select["options"].append((attrs.get("value", ""), "selected" in attrs))
        elif attrs.get("form", self.form) != self.form_id or "disabled" in attrs or not attrs.get("name"):
            return
        elif tag == "textarea":
            self.textarea = {"name": attrs["name"], "text": ""}
        elif tag == "select":
            self.select = {"name": attrs["name"], "multiple": "multiple" in attrs, "options": []}
        elif tag == "input" and attrs.get("type") not in (UNSENT if "checked" in attrs else UNSENT | TICKED):
            self.add(attrs["name"], attrs.get("value") or "")

    def handle_data(self, data):
        if self.textarea:
            self.textarea["text"] += data

    def handle_endtag(self, tag):
        if tag == "template":
            self.templates -= 1
        elif tag == "form":
            self.form = None
        elif tag == "textarea" and self.textarea:
            self.add(self.textarea["name"], self.textarea["text"].removeprefix("\n"))
            self.textarea = None
        elif tag == "select" and self.select:
            chosen = [value for value, is_selected in self.select["options"] if is_selected]
            if not chosen and not self.select["multiple"]:
                chosen = [value for value, _ in self.select["options"][:1]]
            for value in chosen:
                self.add(self.select["name"], value)
            self.select = None

    def add(self, name, value):
        self.data.setdefault(name, []).append(value)

"""Words for the ids in a story."""

import json

from django.utils.text import capfirst
from django.utils.translation import get_language_info

from articles.content import LINKED_FIELDS

WORDS = {"section": "section", "image": "picture", "article": "story"}  # for what has no name


class Names:
    """Words for ids. A citation is called by its newest name in both versions, so that a new name is told once."""

    def __init__(self, names, *contents):
        self.names = names
        self.citations = {
            str(row.get("id")): row.get("name", "") for content in contents for row in content.get("citations") or []
        }

    def get(self, model, number):
        return self.names.get(model, {}).get(number) or f"{WORDS[model]} {number}"

    def image(self, number):
        return self.get("image", number)

    def article(self, number):
        return self.get("article", number)

    def citation(self, number):
        return self.citations.get(number) or "no longer there"

    def value(self, name, value):
        if value in ("", None):
            return ""
        if model := LINKED_FIELDS.get(name):
            return self.get(model, value)
        match name:
            case "series":
                return self.names.get(name, {}).get(value) or f"series {value}"
            case "kind":
                return capfirst(value)
            case "language":
                try:
                    return f"{get_language_info(value)['name']} ({value})"
                except KeyError:
                    return value
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

"""Words for the ids in a story."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language_info

from articles import richtext


def ids_of(*contents: Mapping[str, Any]) -> dict[str, set[int]]:
    """Return the ids that ``compare(names=…)`` would like words for: dict of "section", "image", "article" → ids."""
    ids: dict[str, set] = {"section": set(), "image": set(), "article": set()}
    for content in contents:
        found = richtext.tokens(content.get("body") or "")
        ids["section"].add(content.get("section"))
        ids["image"] |= {content.get("lead_image"), content.get("social_image"), *map(int, found["data-image"])}
        ids["article"] |= {content.get("translation_of"), *map(int, found["data-see-also"])}
        ids["article"].update(row.get("target") for row in content.get("related") or [])
    return {model: found - {None} for model, found in ids.items()}


class Names:
    """Words for ids. A citation is called by its newest name in both versions, so that a new name is told once."""

    def __init__(self, names, *contents):
        self.names = names
        self.citations = {
            str(row.get("id")): row.get("name", "") for content in contents for row in content.get("citations") or []
        }

    def get(self, model, number, otherwise):
        return self.names.get(model, {}).get(number) or f"{otherwise} {number}"

    def image(self, number):
        return self.get("image", number, "picture")

    def article(self, number):
        return self.get("article", number, "story")

    def citation(self, number):
        return self.citations.get(number) or "no longer there"

    def value(self, name, value):
        if value in ("", None):
            return ""
        match name:
            case "kind":
                return capfirst(value)
            case "section":
                return self.get("section", value, "section")
            case "lead_image" | "social_image":
                return self.image(value)
            case "translation_of":
                return self.article(value)
            case "language":
                try:
                    return f"{get_language_info(value)['name']} ({value})"
                except KeyError:
                    return value
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

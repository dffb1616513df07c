"""The desk's menu: what a person may use, grouped by who does what."""

from dataclasses import dataclass

from django.apps import apps
from django.urls import reverse

# Group → (words, models, permissions of which one must be held): the first model has the page that the entry leads to,
# the others stand under it; a name without a dot is that of a page without a model. A permission is a verb for that
# model, or a whole name. An entry that a role can't use is not there.
GROUPS = {
    "The paper": [
        ("Stories", ["articles.Article"], ["change"]),
        ("Front page", ["articles.Front"], ["articles.publish_article"]),
        ("Pictures", ["articles.Image"], ["change"]),
        ("Sources", ["articles.Source"], ["change"]),
        ("Tags", ["articles.Tag"], ["change"]),
        ("Series", ["articles.Series"], ["change"]),
        ("Authors", ["articles.Author"], ["change"]),
    ],
    "Readers": [
        ("Comments", ["comments.Comment"], ["change"]),
    ],
    "Publication": [
        ("Pages and menu", ["flatpages.FlatPage", "articles.Section"], ["change"]),
        ("People", ["auth.User"], ["change"]),
        ("Settings", ["newsroom.Publication", "articles.ChecklistRule"], ["change", "add"]),
        ("Trust", ["trust"], ["articles.publish_article"]),
        ("Style guide", ["style_guide"], ["articles.publish_article"]),
    ],
}


@dataclass(frozen=True)
class Entry:
    """``number`` is how many wait there (str, "" for none)."""

    words: str
    url: str
    is_current: bool = False
    number: str = ""


def menu(user, path):
    """
    Return list of (words of the group, list of ``Entry``) for ``user`` on the page at ``path``; groups without an
    entry are left out. 1 query for who moderates.
    """
    groups = []
    for group, offered in GROUPS.items():
        entries = [entry(words, models, path) for words, models, verbs in offered if may(user, models[0], verbs)]
        if entries:
            groups.append((group, entries))
    return groups


def may(user, model, verbs):
    label, _, name = model.lower().partition(".")
    return any(user.has_perm(verb if "." in verb else f"{label}.{verb}_{name}") for verb in verbs)


def entry(words, models, path):
    pages, number = [list_of(model) for model in models], ""
    url = pages[0]
    if models[0] == "comments.Comment":  # all of moderation, whose pages stand in a row of their own
        pages, number = [reverse("admin:app_list", args=["comments"])], waiting()
    return Entry(words, url, any(path.startswith(page) for page in pages), number)


def list_of(model):
    if "." not in model:
        return reverse(f"admin:{model}")
    opts = apps.get_model(model)._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")


def waiting():
    """How many comments wait, are reported or appealed: in words, "" for none. 1 query."""
    number = sum(apps.get_model("comments", "QueueCount").all().values())
    return f"{number:,}" if number else ""

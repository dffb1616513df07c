"""
The four roles, as data: which Django group holds which permissions (DESIGN §5).

A migration makes the groups, ``manage.py sync_roles`` brings them back, ``sync_roles --check`` tells what differs.
What the permissions mean for one story is decided in ``articles/rights.py``.
"""

from django.apps import apps as real_apps
from django.contrib.auth.management import create_permissions

_WRITE = [
    "articles.view_article",
    "articles.add_article",
    "articles.change_article",
    "articles.view_author",
    "articles.view_section",
    "articles.view_tag",
    "articles.add_source",
    "articles.change_source",
    "articles.view_source",
    "articles.add_image",
    "articles.change_image",
    "articles.view_image",
]
_EDIT = [
    "articles.publish_article",
    "articles.edit_section_article",
    "articles.add_tag",
    "articles.change_tag",
    "articles.add_author",
    "articles.change_author",
]


def _all_of(app, *models):
    return [f"{app}.{verb}_{model}" for model in models for verb in ("view", "add", "change", "delete")]


_MODERATE = [
    "comments.view_comment",
    "comments.change_comment",
    "comments.view_commenter",
    "comments.change_commenter",
    "comments.view_logline",
    "comments.view_commentsettings",
    "comments.change_commentsettings",
    *_all_of("comments", "houserule", "wordrule", "block", "modeoverride"),
]


ROLES = {
    "reporter": _WRITE,
    "editor": [*_WRITE, *_EDIT],
    "moderator": _MODERATE,
    "administrator": [
        *_WRITE,
        *_EDIT,
        *_MODERATE,
        "articles.edit_any_article",
        *_all_of("articles", "section", "author", "tag", "source", "image", "checklistrule"),
        "comments.view_outgoingmail",
        "comments.change_outgoingmail",
        *_all_of("auth", "user"),
        *_all_of("flatpages", "flatpage"),
        "newsroom.view_publication",
        "newsroom.add_publication",
        "newsroom.change_publication",
    ],
}


def differences(apps=real_apps):
    """Return sentences (list of str) on how the database's groups differ from ``ROLES``. 2 queries a role."""
    Group = apps.get_model("auth", "Group")
    found = []
    for name, wanted in ROLES.items():
        group = Group.objects.filter(name=name).first()
        if group is None:
            found.append(f"There is no group “{name}”.")
            continue
        held = {
            f"{label}.{codename}"
            for label, codename in group.permissions.values_list("content_type__app_label", "codename")
        }
        found += [f"“{name}” lacks {permission}." for permission in sorted(set(wanted) - held)]
        found += [f"“{name}” should not have {permission}." for permission in sorted(held - set(wanted))]
    return found


def sync(apps=real_apps):
    """Make the groups, with exactly the permissions of ``ROLES``. Safe to repeat."""
    Group, Permission = (apps.get_model("auth", "Group"), apps.get_model("auth", "Permission"))
    # Django makes permissions after all migrations; a migration that hands them out has to ask for them earlier.
    for label in {permission.partition(".")[0] for wanted in ROLES.values() for permission in wanted}:
        create_permissions(real_apps.get_app_config(label), verbosity=0, apps=apps)
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for name, wanted in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set([known[permission] for permission in dict.fromkeys(wanted)])

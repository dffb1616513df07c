"""
The four roles, as data: which Django group holds which permissions, and whom a role lets in.

A migration makes the groups, ``manage.py sync_roles`` brings them back, ``sync_roles --check`` tells what differs.
What the permissions mean for one story is decided in ``articles/rights.py``.
"""

from django.apps import apps as real_apps
from django.contrib.auth.management import create_permissions
from django.db.models import Exists, OuterRef, Q

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
    "articles.view_series",
    "articles.add_series",
    "articles.change_series",
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
        *_all_of("articles", "section", "author", "tag", "series", "source", "image", "checklistrule"),
        "comments.view_outgoingmail",
        "comments.change_outgoingmail",
        *_all_of("auth", "user"),
        *_all_of("flatpages", "flatpage"),
        "newsroom.view_publication",
        "newsroom.add_publication",
        "newsroom.change_publication",
    ],
}

# What a person of each role may do, in a few words; in this order roles are named.
DUTIES = {
    "reporter": "write stories and hand them in",
    "editor": "write, edit and publish the stories of their sections",
    "moderator": "decide on comments",
    "administrator": "do everything at the desk, with its settings and accounts",
}


def of(user):
    """The roles (list of str) that ``user`` has. 1 query."""
    held = set(user.groups.values_list("name", flat=True))
    return [role for role in DUTIES if role in held]


def words(user):
    """What ``user`` is here, by what they may do: “editor and moderator”. No query but those for permissions."""
    if user.has_perm("auth.change_user"):
        return "administrator"
    signs = {"editor": "articles.publish_article", "reporter": "articles.add_article"}
    held = [role for role, permission in signs.items() if user.has_perm(permission)][:1]
    held += ["moderator"] if user.has_perm("comments.change_comment") else []
    return " and ".join(held)


def let_in(users):
    """
    Let those of ``users`` (queryset) into the desk who have a role or are superusers, and nobody else: Django asks the
    account whether it is staff, and this decides it. Return nothing. 2 queries.
    """
    of_user = users.model.groups.through.objects.filter(user=OuterRef("pk"))
    may = Q(is_superuser=True) | Exists(of_user)
    users.filter(may, is_staff=False).update(is_staff=True)
    users.filter(~may, is_staff=True).update(is_staff=False)


def account_saved(sender, instance, update_fields=None, raw=False, **kwargs):
    """After ``User.save``, unless it is of something else, such as the moment of signing in."""
    if not raw and (update_fields is None or {"is_staff", "is_superuser"} & set(update_fields)):
        let_in_one(instance)


def roles_changed(sender, instance, action, reverse, pk_set, **kwargs):
    """After ``user.groups`` was changed, or a group’s users were (``reverse``)."""
    if not action.startswith("post_"):
        return
    if reverse:
        let_in(sender._meta.get_field("user").related_model.objects.all())
    else:
        let_in_one(instance)


def let_in_one(user):
    let_in(type(user).objects.filter(pk=user.pk))
    user.is_staff = user.is_superuser or user.groups.exists()


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
    """
    Make the groups, with exactly the permissions of ``ROLES``, and let in who has one. Safe to repeat. ``apps``: in a
    migration, where a model that comes later has no permissions yet.
    """
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
        there = known if apps is not real_apps else dict.fromkeys(wanted)
        group.permissions.set([known[permission] for permission in dict.fromkeys(wanted) if permission in there])
    let_in(apps.get_model("auth", "User").objects.all())

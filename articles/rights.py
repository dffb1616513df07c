"""Who may do what to a story. The one place that is asked, by model, page, list and command alike."""

from django.apps import apps
from django.db.models import Exists, OuterRef, Q


def editable_by(user):
    """
    Return the ``Q`` of the articles that ``user`` may open and change at the desk.

    Administrators: all. Editors: those of their sections (a section without members is everyone's) and those
    without a section yet. Reporters: those they began, are named on, or were assigned.
    """
    if not user.is_active or not user.has_perm("articles.change_article"):
        return Q(pk__in=[])
    if user.has_perm("articles.edit_any_article"):
        return Q()
    articles, bylines = (apps.get_model("articles", name).objects.order_by() for name in ("Article", "Byline"))
    named = bylines.filter(author__user=user)
    if not user.has_perm("articles.edit_section_article"):
        # Few of many stories: found by an index each, where an OR would be asked of every story there is.
        begun, given = articles.filter(created_by=user), articles.filter(assigned_to=user)
        return Q(pk__in=begun.values("pk").union(given.values("pk"), named.values("article")))
    own = Q(created_by=user) | Q(assigned_to=user) | Exists(named.filter(article=OuterRef("pk")))
    members = apps.get_model("articles", "Section").members.through.objects.filter(section=OuterRef("section"))
    return own | ~Exists(members) | Exists(members.filter(user=user))


def may_write(user):
    """Return whether ``user`` has to do with stories at all. 2 queries the first time."""
    return user.is_active and user.is_staff and user.has_perm("articles.change_article")


def may_edit(user, article):
    """Return whether ``user`` may change ``article`` (saved). 1 query, or none for administrators."""
    if user.is_active and user.has_perm("articles.edit_any_article"):
        return True
    return type(article).objects.filter(editable_by(user), pk=article.pk).exists()


def may_assign(user, article):
    """Return whether ``user`` may give ``article`` to somebody, with a deadline: who may publish it may."""
    return may_publish(user, article)


def may_publish(user, article):
    """Return whether ``user`` may publish, schedule, cancel and withdraw ``article``. 1 query at most."""
    return user.has_perm("articles.publish_article") and may_edit(user, article)

"""
Who may do what to one story. Page, list, command and model ask here; which stories a person may open at all is
``Article.objects.editable_by(user)``, and which they decide on ``decided_by(user)``.
"""


def may_write(user):
    """Return whether ``user`` has to do with stories at all. 2 queries the first time."""
    return user.is_active and user.is_staff and user.has_perm("articles.change_article")


def may_edit(user, article):
    """Return whether ``user`` may change ``article`` (saved). 1 query, or none for administrators."""
    if user.is_active and user.has_perm("articles.edit_any_article"):
        return True
    return type(article).objects.editable_by(user).filter(pk=article.pk).exists()


def may_publish(user, article):
    """
    Return whether ``user`` may publish, schedule, cancel, withdraw, approve, send back and assign ``article`` (saved):
    an editor of the section that it is in. 1 query, or none for administrators.
    """
    if user.is_active and user.has_perms(["articles.edit_any_article", "articles.publish_article"]):
        return True
    return type(article).objects.decided_by(user).filter(pk=article.pk).exists()


def decides_in(user, section):
    """Return whether ``user`` may publish stories of ``section`` (saved). 2 queries, or none for administrators."""
    if not (user.is_active and user.has_perm("articles.publish_article")):
        return False
    if user.has_perm("articles.edit_any_article"):
        return True
    return not section.members.exists() or section.members.filter(pk=user.pk).exists()


def may_edit_front(user, section=None):
    """
    Return whether ``user`` may change and publish the front page, which is every editor's, or the head of the page of
    ``section`` (saved), which is for its editors. 2 queries at most.
    """
    if section is not None:
        return decides_in(user, section)
    return user.is_active and user.has_perm("articles.publish_article")

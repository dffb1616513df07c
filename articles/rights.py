"""
Who may do what to one story. Page, list, command and model ask here; which stories a person may open at all is
``Article.objects.editable_by(user)``.
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
    """Return whether ``user`` may publish, schedule, cancel, assign and withdraw ``article``. 1 query at most."""
    return user.has_perm("articles.publish_article") and may_edit(user, article)

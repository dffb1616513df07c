"""What the pages of the moderators’ desk have in common."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed
from django.template.response import TemplateResponse

from articles.admin.base import DeskAdmin


class Framed(DeskAdmin):
    """Pages in the frame of the moderators' desk."""

    def guard(self, view, *permissions, methods=("GET", "HEAD")):
        """Let ``view(request, …)`` be called by staff who hold all ``permissions``, and by ``methods``."""

        def guarded(request, *args, **kwargs):
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            if not request.user.has_perms(permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return self.admin_site.admin_view(guarded)

    def rights(self, request):
        """What the frame and its pages ask: dict of ``may_…`` → bool."""
        return {
            "may_set_modes": request.user.has_perm("comments.change_commentsettings"),
            "may_see_people": request.user.has_perm("comments.view_commenter"),
            "may_change_people": request.user.has_perm("comments.change_commenter"),
            "may_block": request.user.has_perm("comments.add_block"),
            "may_see_log": request.user.has_perm("comments.view_logline"),
            "may_see_filters": request.user.has_perm("comments.view_wordrule"),
        }

    def page(self, request, name, title, status=200, **context):
        """One page of the moderators’ desk: ``admin/comments/<name>.html``."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "desk": name,
            **self.rights(request),
            **context,
        }
        return TemplateResponse(request, f"admin/comments/{name}.html", context, status=status)


class ModeratorsDesk(Framed):
    """What is here is decided on, not written or deleted, so none of Django's own pages is left but the lists."""

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

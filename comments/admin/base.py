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

    def page(self, request, name, title, status=200, **context):
        """One page of the moderators’ desk: ``admin/comments/<name>.html``."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "here": name,
            **context,
        }
        return TemplateResponse(request, f"admin/comments/{name}.html", context, status=status)


class ModeratorsDesk(Framed):
    """What is here is decided on, not written or deleted, so none of Django's own pages is left but the lists."""

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = "Comments"

    def ready(self):
        from comments.models import redress
        from comments.signals import comment_moved

        comment_moved.connect(redress.follow, dispatch_uid="comments.redress")

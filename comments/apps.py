from django.apps import AppConfig
from django.db.models.signals import post_save


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = "Comments"

    def ready(self):
        from articles.models import Edition
        from comments import spam
        from comments.mail import digest, outbox  # noqa: F401  the digest says what its letter holds
        from comments.models import EarlierText, reports
        from comments.signals import answered, comment_moved
        from comments.spam import checkers

        comment_moved.connect(reports.follow, dispatch_uid="comments.reports")
        comment_moved.connect(outbox.tell_of_reply, dispatch_uid="comments.mail.outbox.reply")
        comment_moved.connect(outbox.tell_of_decision, dispatch_uid="comments.mail.outbox.decision")
        comment_moved.connect(spam.follow, dispatch_uid="comments.spam")
        answered.connect(outbox.tell_of_answer, dispatch_uid="comments.mail.outbox")
        comment_moved.connect(checkers.follow, dispatch_uid="comments.spam.checkers")
        post_save.connect(outbox.notice_correction, Edition, dispatch_uid="comments.mail.outbox")
        post_save.connect(spam.bayes.follow_edit, EarlierText, dispatch_uid="comments.spam")

from django.apps import AppConfig
from django.db.models.signals import post_save


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = "Comments"

    def ready(self):
        from articles.models import Edition
        from comments import spam
        from comments.mail import digest, occasions  # noqa: F401  the digest says what its mail holds
        from comments.models import EarlierText, reports
        from comments.signals import answered, comment_moved
        from comments.spam import checkers

        comment_moved.connect(reports.follow, dispatch_uid="comments.reports")
        comment_moved.connect(occasions.tell_of_reply, dispatch_uid="comments.mail.reply")
        comment_moved.connect(occasions.tell_of_decision, dispatch_uid="comments.mail.decision")
        comment_moved.connect(spam.follow, dispatch_uid="comments.spam")
        answered.connect(occasions.tell_of_answer, dispatch_uid="comments.mail.answer")
        comment_moved.connect(checkers.follow, dispatch_uid="comments.spam.checkers")
        post_save.connect(occasions.notice_correction, Edition, dispatch_uid="comments.mail.correction")
        post_save.connect(spam.bayes.follow_edit, EarlierText, dispatch_uid="comments.spam")

from django.apps import AppConfig
from django.db.models.signals import post_save


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = "Comments"

    def ready(self):
        from articles.models import Edition
        from comments import checking, digest, letters, spam  # noqa: F401  the digest says what its letter holds
        from comments.models import EarlierText, redress
        from comments.signals import answered, comment_moved

        comment_moved.connect(redress.follow, dispatch_uid="comments.redress")
        comment_moved.connect(letters.tell_of_reply, dispatch_uid="comments.letters.reply")
        comment_moved.connect(letters.tell_of_decision, dispatch_uid="comments.letters.decision")
        comment_moved.connect(spam.follow, dispatch_uid="comments.spam")
        answered.connect(letters.tell_of_answer, dispatch_uid="comments.letters")
        comment_moved.connect(checking.follow, dispatch_uid="comments.checking")
        post_save.connect(letters.notice_correction, Edition, dispatch_uid="comments.letters")
        post_save.connect(spam.bayes.follow_edit, EarlierText, dispatch_uid="comments.spam")

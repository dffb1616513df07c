"""
Corrections, told to those who asked for that. Nothing runs when a correction goes live, so each delivery of mail looks
for those that did.
"""

from datetime import timedelta

from django.utils import timezone

from articles.models import Edition
from comments.models import OutgoingMail, Subscription

CORRECTIONS_TOLD = timedelta(days=3)  # how long after it went live a correction is still told


def tell_of_corrections(at=None):
    """
    Write to those who asked to be told of corrections of stories that were corrected or clarified lately: once a
    correction is live, and before the story is withdrawn. Nobody is told of what was corrected before they asked.
    2 queries, and 2 a correction with somebody to tell.
    """
    at = at or timezone.now()
    lately = Edition.objects.corrections(at).filter(live_from__gt=at - CORRECTIONS_TOLD)
    told = 0
    for edition in lately.filter(article__in=Subscription.objects.filter(corrections=True).values("article")):
        wanted = Subscription.objects.filter(article=edition.article_id, corrections=True)
        wanted = wanted.filter(created_at__lt=edition.live_from, commenter__no_mail_at=None)
        wanted = wanted.exclude(commenter__mails__edition=edition).select_related("commenter")
        mails = [
            OutgoingMail(
                kind=OutgoingMail.Kind.CORRECTION,
                key=f"correction:{edition.pk}:{subscription.commenter_id}",
                commenter=subscription.commenter,
                edition=edition,
                send_after=at if subscription.commenter.confirmed_at else OutgoingMail.WHEN_CONFIRMED,
            )
            for subscription in wanted
        ]
        told += len(OutgoingMail.objects.bulk_create(mails, ignore_conflicts=True, batch_size=500))
    return told

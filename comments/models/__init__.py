"""What a comment is, who wrote it, what may be decided about it. Other code imports from here only."""

from comments.models.comment import Comment, EarlierText
from comments.models.counts import Discussion, QueueCount, Tally
from comments.models.filters import Block, Trace, Word, WordRule
from comments.models.log import LogLine
from comments.models.modes import CommentSettings, Mode, ModeOverride
from comments.models.people import Commenter, ModeratorMail, OutgoingMail, Subscription
from comments.models.reports import Appeal, HouseRule, Report, answer_reports, reopen_reports, why_no_appeal

__all__ = [
    "Appeal",
    "Block",
    "Comment",
    "CommentSettings",
    "Commenter",
    "Discussion",
    "EarlierText",
    "HouseRule",
    "OutgoingMail",
    "LogLine",
    "Mode",
    "ModeOverride",
    "ModeratorMail",
    "QueueCount",
    "Report",
    "Subscription",
    "Tally",
    "Trace",
    "Word",
    "WordRule",
    "answer_reports",
    "reopen_reports",
    "why_no_appeal",
]

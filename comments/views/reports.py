"""Where a reader says that a comment should not stand, and the public page on how comments are moderated."""

from datetime import timedelta

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.clients import client_address, is_foreign
from articles.fields import LinesFormField, NameFormField
from articles.models import Edition
from comments import form_stamps, network, rate_limits
from comments.forms import AddressField, too_long
from comments.mail import consent
from comments.models import Comment, Commenter, HouseRule, Report, Tally
from comments.models.people import email_hash
from comments.policy import are_shown

MONTHS = 12  # of the public page
AGAINST = {"rejected", "later_rejected", "later_removed"}  # kinds of decisions that name a rule
ABOUT_ILLEGAL = "Say which, and how; your name and address help us to ask."


class ReportForm(forms.Form):
    """What is wrong with ``comment`` (keyword); ``at`` fixes the clock. Nothing is cut, a refusal gives all back."""

    reason = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": "Choose what is wrong with the comment."}
    )
    words = LinesFormField(
        required=False,
        max_length=2000,
        error_messages={"max_length": too_long("What you wrote")},
    )
    name = NameFormField(required=False, max_length=80, error_messages={"max_length": too_long("This name")})
    email = AddressField(
        required=False,
        max_length=254,
        error_messages={
            "invalid": "This is no email address. It should look like name@example.org.",
            "max_length": too_long("This address"),
        },
    )
    stamp = forms.CharField(required=False)

    def __init__(self, *args, comment, at=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.comment, self.at = comment, at
        self.fields["reason"].choices = [(name, fault) for name, fault, _ in self.reasons]

    @cached_property
    def reasons(self):
        """What a reader may choose from: list of ``(name, the fault in words, more of it)``."""
        rules = HouseRule.objects.filter(is_active=True)
        return [
            *((rule.name, rule.as_fault, f"House rule: {rule.name}") for rule in rules),
            (Report.ILLEGAL, "It breaks a law", ABOUT_ILLEGAL),
            (Report.OTHER, "Something else is wrong with it", ""),
        ]

    @property
    def stamp_to_send(self):
        return form_stamps.make(self.comment.article_id, self.at)

    def clean(self):
        data = self.cleaned_data
        if (
            data.get("reason") in {Report.ILLEGAL, Report.OTHER}
            and not data.get("words")
            and "words" not in self.errors
        ):
            why = "which law it breaks, and how" if data["reason"] == Report.ILLEGAL else "what is wrong with it"
            self.add_error("words", f"Say {why}: a moderator can’t guess it.")
        try:
            form_stamps.age(data.get("stamp", ""), self.comment.article_id, self.at)
        except form_stamps.NotValid:
            self.add_error(None, form_stamps.TOO_OLD)

    @property
    def messages(self):
        """List of ``(field name or "", sentence)``."""
        shown = {"reason", "words", "name", "email"}
        return [(name if name in shown else "", error) for name, errors in self.errors.items() for error in errors]

    def is_known(self, *, address=""):
        """Whether just this was taken before, as by a second click. At most 2 queries."""
        email = self.cleaned_data["email"]
        commenter = Commenter.objects.filter(email_hash=email_hash(email)).first() if email else None
        sent = self._report(commenter, address)
        return Report.objects.filter(fingerprint=sent.make_fingerprint()).exists()

    def save(self, *, address=""):
        """
        Keep the report, in the caller's transaction, and return it; one sent twice is kept once. ``address`` is the
        network address (str).
        """
        email = self.cleaned_data["email"]
        report = Report.objects.receive(self._report(Commenter.objects.of(email) if email else None, address))
        if report.commenter:
            consent.ask_to_confirm(report.commenter, report=report)
        return report

    def _report(self, commenter, address):
        said = {name: self.cleaned_data[name] for name in ("reason", "words", "name")}
        return Report(comment=self.comment, commenter=commenter, address_hash=network.address_hash(address), **said)


def find_shown(pk):
    """Return the comment that readers see under a story that is live, with the live edition as ``comment.shown_in``."""
    comment = get_object_or_404(Comment.objects.approved(), pk=pk)
    live = Edition.objects.live().filter(article=comment.article_id)
    comment.shown_in = live.select_related("address", "article").first()
    if comment.shown_in is None or not are_shown(comment.shown_in.article):
        raise Http404("The story of this comment is not public.")
    return comment


@csrf_exempt  # an anonymous report has no authority to borrow; other sites are refused all the same
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, pk):
    """Say what is wrong with comment ``pk``. Without account, script or cookie."""
    try:
        comment = find_shown(pk)
    except Http404:
        if not request.POST.get("words"):
            raise
        return gone_meanwhile(request)
    if request.method != "POST":
        return form_page(request, ReportForm(comment=comment))
    if is_foreign(request):
        raise PermissionDenied("A report is sent from the page of the comment.")
    form = ReportForm(request.POST, comment=comment)
    if not form.is_valid():
        return form_page(request, form, status=422)
    sender = client_address(request)
    with transaction.atomic():
        wait = rate_limits.seconds_to_wait(sender, among=Report)
        if wait and form.is_known(address=sender):
            wait = 0  # the second click is no further report
        if not wait:
            form.save(address=sender)
    if wait:
        form.add_error(None, rate_limits.sentence(wait, "reports"))
        response = form_page(request, form, status=429)
        response["Retry-After"] = str(wait)
        return response
    return HttpResponseRedirect(reverse("comments:reported", args=[pk]), status=303)


def gone_meanwhile(request):
    """That there is nothing to report any more, with the reader's words."""
    context = {
        "title": "Your report was not sent",
        "sentence": "Readers don’t see this comment any more.",
        "body": request.POST["words"],
    }
    return TemplateResponse(request, "comments/refused.html", context, status=404)


def form_page(request, form, status=200):
    context = {"comment": form.comment, "edition": form.comment.shown_in, "form": form}
    return TemplateResponse(request, "comments/report.html", context, status=status)


@never_cache
@require_safe
def reported(request, pk):
    """Thanks, and what happens next."""
    comment = find_shown(pk)
    return TemplateResponse(request, "comments/reported.html", {"comment": comment, "edition": comment.shown_in})


# -- How comments are moderated, in numbers --


@require_safe
def numbers(request):
    """What was decided in the last twelve months, from numbers that are kept. 2 queries."""
    since = (timezone.localdate().replace(day=1) - timedelta(days=30 * (MONTHS - 1))).replace(day=1)
    context = {**kept_numbers(since), "since": since, "rules": HouseRule.objects.filter(is_active=True)}
    return TemplateResponse(request, "comments/numbers.html", context)


def kept_numbers(since):
    """
    Return what ``Tally`` says of the months from ``since`` (date) on, as a dict: ``received``; ``first`` (list of
    ``(words, number)``: what became of these; the numbers add up to ``received`` and those from ``before``), ``later``
    (the same of decisions made anew), ``against`` (how many were refused or taken away) and ``by_rule`` (list of
    ``(rule, number)``, most first, which add up to it), ``wait`` (timedelta or None: the mean time until a moderator
    decided), ``reports``, ``reports_upheld``, ``notices`` and ``appeals`` (how many
    were decided) and ``overturned`` (percent of the appeals, or None). 1 query.
    """
    rows = Tally.objects.filter(month__gte=since, number__gt=0).values_list("kind", "rule")
    rows = list(rows.annotate(Sum("number"), Sum("seconds")))

    def of(*kinds):
        return sum(number for kind, _, number, _ in rows if kind in kinds)

    by_rule = {}
    for kind, rule, number, _ in rows:
        if kind in AGAINST:
            by_rule[rule] = by_rule.get(rule, 0) + number
    without_rule = by_rule.pop("", 0)
    by_rule = sorted(by_rule.items(), key=lambda pair: (-pair[1], pair[0]))
    received = of("received")
    first = [
        ("shown at once, by the rules set for the story", of("auto_approved")),
        ("approved by a moderator", of("approved")),
        ("refused by a moderator", of("rejected")),
        ("spam, found by the program", of("auto_spam")),
        ("spam, found by a moderator", of("spam")),
    ]
    open_ = received - sum(number for _, number in first)
    waited = [(number, seconds) for kind, _, number, seconds in rows if kind in {"approved", "rejected", "spam"}]
    decided = sum(number for number, _ in waited)
    appeals = of("appeal_overturned", "appeal_confirmed")
    return {
        "received": received,
        "before": max(0, -open_),
        "first": [*first, ("not decided on: they wait, or their writers took them back", max(0, open_))],
        "later": [
            ("approved", of("later_approved")),
            ("refused", of("later_rejected")),
            ("taken away after they were shown", of("later_removed")),
            ("called spam", of("later_spam")),
        ],
        "against": of(*AGAINST),
        "by_rule": [*by_rule, *([("No rule was named", without_rule)] if without_rule else [])],
        "wait": timedelta(seconds=sum(seconds for _, seconds in waited) // decided) if decided else None,
        "reports": of("report_upheld", "report_dismissed"),
        "reports_upheld": of("report_upheld"),
        "notices": sum(n for kind, rule, n, _ in rows if kind.startswith("report_") and rule == Report.ILLEGAL),
        "appeals": appeals,
        "overturned": round(100 * of("appeal_overturned") / appeals) if appeals else None,
    }

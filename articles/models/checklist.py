"""What is asked of a story before it is published, as the newsroom sets it at the desk, and asking it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from articles import richtext
from articles.checklist import CHECKS, Finding, needed
from articles.content import addresses_in, named_in, only
from articles.models.images import Image
from articles.models.revisions import Edition
from articles.models.snapshots import contents_of
from articles.models.sources import LinkCheck, RightOfReply, Source


def known_checks():
    """What may be chosen as a rule's check. Asked for each time: a new check needs no migration."""
    return [(name, check.label) for name, check in sorted(CHECKS.items(), key=lambda entry: entry[1].label)]


class ChecklistRule(models.Model):
    """One check, for one kind of story or for all, and how serious it is. The checks: ``articles/checklist.py``."""

    class Severity(models.TextChoices):
        WARNING = "warning", "look at"
        BLOCKING = "blocking", "needed"

    check_name = models.CharField("check", max_length=40, choices=known_checks)
    kind = models.CharField("kind of story", max_length=10, blank=True, help_text="Empty: every kind.")
    severity = models.CharField(
        max_length=10,
        choices=Severity.choices,
        default=Severity.WARNING,
        help_text="“Needed” stops publishing, “look at” is advice.",
    )
    limit = models.PositiveIntegerField(
        null=True, blank=True, help_text="For checks with a number. Empty: the usual one."
    )
    is_active = models.BooleanField("in use", default=True)

    class Meta:
        ordering = ["check_name", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["check_name", "kind"],
                name="checklist_rule_once",
                violation_error_message="There is a rule for this check and kind already.",
            )
        ]

    def __str__(self):
        return f"{self.get_check_name_display()} ({self.get_severity_display()})"

    def clean(self):
        check = CHECKS.get(self.check_name)
        if check and self.limit is not None and check.limit is None:
            raise ValidationError({"limit": "This check compares with no number. Leave it empty."})
        if self.limit == 0:
            raise ValidationError({"limit": "0 is no limit. To ask nothing, take the rule out of use."})


class Subject:
    """
    ``content`` (the shape of ``Revision.content``) with what it names, looked up when first asked for: 6 queries.
    ``article``: the story it is of, None for one that was never saved.
    """

    def __init__(self, content, at=None, article=None):
        self.content = content
        self.article = article
        self.at = at or timezone.now()
        self.named = named_in(content)

    @cached_property
    def words(self):
        return richtext.length_of(self.content["body"]).total

    @cached_property
    def all_images(self):
        """Dict of id → Image: the lead picture, those in the text, and the one for cards elsewhere."""
        return Image.objects.in_bulk(only(self.named, "image"))

    @property
    def text_images(self):
        """Ids (set) of the pictures in the text."""
        return only(self.named, "image", "body")

    @property
    def images(self):
        """Dict of id → Image: those that stand on the page."""
        on_page = only(self.named, "image", "body", "lead_image")
        return {pk: image for pk, image in self.all_images.items() if pk in on_page}

    @property
    def lead_image(self):
        return self.images.get(self.content["lead_image"])

    @cached_property
    def sources(self):
        """Dict of id → Source, those that were merged under the one that they are now."""
        return {source.pk: source for source in Source.objects.of_ids(only(self.named, "source")).values()}

    @cached_property
    def addresses(self):
        return addresses_in(self.content)

    @cached_property
    def dead(self):
        """Those (set) of its addresses that do not answer, as ``check_links`` found."""
        named = self.addresses
        return set(LinkCheck.objects.dead().filter(url__in=named).values_list("url", flat=True)) if named else set()

    @property
    def dead_links(self):
        """The same (list of str) without those that are cited with an archived copy which does answer."""
        copies = {row["url"]: row["archive_url"] for row in self.content["citations"] if row["archive_url"]}
        return sorted(url for url in self.dead if url not in copies or copies[url] in self.dead)

    @cached_property
    def open_replies(self):
        """List of ``RightOfReply`` without an answer."""
        answer = RightOfReply.Answer.OPEN
        return list(RightOfReply.objects.filter(article=self.article, answer=answer)) if self.article else []

    @property
    def targets(self):
        """Ids (set) of the stories it points to, in the text and beside it."""
        return only(self.named, "article", "body", "related")

    @cached_property
    def public_targets(self):
        editions = Edition.objects.live(self.at).filter(article__in=self.targets)
        return set(editions.values_list("article", flat=True))


def look_up(subjects):
    """Look up what all of ``subjects`` (list of ``Subject``, of one moment) name at once: 5 queries at most."""
    if not subjects:
        return
    images = Image.objects.in_bulk(set().union(*(only(subject.named, "image") for subject in subjects)))
    sources = Source.objects.of_ids(set().union(*(only(subject.named, "source") for subject in subjects)))
    urls = set().union(*(subject.addresses for subject in subjects))
    dead = set(LinkCheck.objects.dead().filter(url__in=urls).values_list("url", flat=True))
    targets = set().union(*(subject.targets for subject in subjects))
    editions = Edition.objects.live(subjects[0].at).filter(article__in=targets)
    public = set(editions.values_list("article", flat=True))
    of_them = RightOfReply.objects.filter(article__in=[subject.article for subject in subjects])
    replies = list(of_them.filter(answer=RightOfReply.Answer.OPEN))
    for subject in subjects:
        named = only(subject.named, "image"), only(subject.named, "source")
        subject.all_images = {pk: images[pk] for pk in named[0] if pk in images}
        subject.sources = {sources[pk].pk: sources[pk] for pk in named[1] if pk in sources}
        subject.dead = dead & subject.addresses
        subject.public_targets = public & subject.targets
        subject.open_replies = [reply for reply in replies if reply.article_id == subject.article.pk]


def rules_for(kind):
    """
    Dict of check name → the rule (``ChecklistRule``) that is in use for stories of ``kind``: the one for that kind goes
    before the one for every kind, and may switch it off. A rule whose check is no longer known is left out. 1 query.
    """
    return in_use(ChecklistRule.objects.filter(kind__in={"", kind}).order_by("kind"))


def in_use(rules):
    """The same of ``rules``, those for every kind before those for one."""
    chosen = {rule.check_name: rule for rule in rules}
    return {name: chosen[name] for name in CHECKS if name in chosen and chosen[name].is_active}


def findings(content, at=None, rules=None, article=None):
    """
    Return what keeps ``content`` from being published at ``at`` (default now), and what else the rules find in it (list
    of ``Finding``, blocking ones first). ``rules`` (from ``rules_for``) spares a query; 7 at most. ``article``: the
    story, for what the desk alone knows of it: its embargo, its right of reply.
    """
    if rules is None:
        rules = rules_for(content["kind"])
    return found_in(Subject(content, at, article), rules)


def findings_of(articles, at=None):
    """
    Dict of id → ``findings`` in each of ``articles`` (list of saved ones) as it is now, with all their fields. 10
    queries at most, however many they are.
    """
    contents = contents_of(articles) if articles else {}
    at = at or timezone.now()
    subjects = [Subject(contents[article.pk], at, article) for article in articles]
    look_up(subjects)
    known = list(ChecklistRule.objects.order_by("kind")) if articles else []
    return {
        subject.article.pk: found_in(
            subject, in_use([rule for rule in known if rule.kind in {"", subject.article.kind}])
        )
        for subject in subjects
    }


def found_in(subject, rules):
    found = [Finding("", True, words) for words in needed(subject)]
    for name, rule in rules.items():
        if words := CHECKS[name].find(subject, limit_of(name, rules)):
            found.append(Finding(name, rule.severity == rule.Severity.BLOCKING, words))
    return sorted(found, key=lambda finding: not finding.blocks)


def limit_of(name, rules):
    """The number that the check ``name`` compares with: the rule's, else the usual one (None: it has none)."""
    rule = rules.get(name)
    return rule.limit if rule and rule.limit is not None else CHECKS[name].limit

"""What comments are measured by: words and phrases with a box to try them, blocks, thresholds, what was learned."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from articles.admin.base import RecordAdmin
from articles.fields import LinesFormField, NameFormField
from articles.record_form import RecordForm
from comments.admin.base import Framed
from comments.models import Block, Comment, CommentSettings, LogLine, Word, WordRule
from comments.spam import bayes, characters, links, repeats, words
from comments.spam.post import Post
from comments.spam.replay import replay
from comments.spam.tokens import folded_words


class TryForm(forms.Form):
    """A text, and perhaps a rule that is not kept."""

    text = LinesFormField(widget=forms.Textarea(attrs={"rows": 8}), max_length=5000)
    phrase = NameFormField(label="Try this word or phrase as well", required=False, max_length=100)
    points = forms.FloatField(label="With points", required=False, initial=3, min_value=-20, max_value=20)


class WordRuleForm(RecordForm):
    class Meta:
        model = WordRule
        fields = ["phrase", "points", "note", "is_active"]

    def clean_phrase(self):
        """Refuse what would never be found, and what is looked for already."""
        phrase = self.cleaned_data["phrase"]
        looked_for = folded_words(phrase)
        if not looked_for:
            raise ValidationError("There is no letter or digit in it, and other signs are not looked for.")
        for other in WordRule.objects.exclude(pk=self.instance.pk):
            if folded_words(other.phrase) == looked_for:
                raise ValidationError(f"The rule “{other.phrase}” looks for the same.")
        return phrase


class ThresholdForm(forms.ModelForm):
    class Meta:
        model = CommentSettings
        fields = ["hold_from", "spam_from"]


class BlockForm(RecordForm):
    class Meta:
        model = Block
        fields = ["kind", "value", "action", "reason", "expires_at"]
        help_texts = {
            "value": "An e-mail address; a domain, such as example.com, with all below it, in e-mail addresses, "
            "websites and links; or a network address, which is not kept as typed.",
            "reason": "For colleagues, who find it beside each comment that this stops.",
        }


def log_filter(request, note):
    LogLine.objects.create(action=LogLine.Action.FILTER, by=request.user, note=note)


class FilterAdmin(Framed, RecordAdmin):
    """Who made a filter is kept; every change is a line in the moderators' log."""

    view_on_site = False

    @transaction.atomic
    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)
        log_filter(request, f"{'Changed' if change else 'Added'} {self.opts.verbose_name}: {self.describe(obj)}"[:500])

    @transaction.atomic
    def delete_model(self, request, obj):
        log_filter(request, f"Deleted {self.opts.verbose_name}: {self.describe(obj)}"[:500])
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        for obj in queryset:
            self.delete_model(request, obj)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Filters", **(extra_context or {})})


@admin.register(WordRule)
class WordRuleAdmin(FilterAdmin):
    form = WordRuleForm
    list_display = ("phrase", "worth", "is_active", "note", "created_by")
    list_filter = ("is_active",)
    list_select_related = ("created_by",)
    search_fields = ("phrase", "note")
    ordering = ("phrase",)
    fields = ("phrase", "points", "note", "is_active")

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        looked_for = " ".join(folded_words(obj.phrase))
        if looked_for != obj.phrase.lower():
            words = f"“{obj.phrase}” is looked for as “{looked_for}”: case, look-alikes and signs make no difference."
            self.message_user(request, words, messages.INFO)

    @admin.display(description="points", ordering="points")
    def worth(self, rule):
        return f"{rule.points:+g}"

    def describe(self, rule):
        return f"“{rule.phrase}” {rule.points:+g}{'' if rule.is_active else ', not in use'}"

    def get_urls(self):
        both = ("GET", "HEAD", "POST")
        test = self.guard(self.test_view, "comments.view_wordrule", methods=both)
        thresholds = self.guard(self.thresholds_view, "comments.view_commentsettings", methods=both)
        learned = self.guard(self.learned_view, "comments.view_wordrule")
        return [
            path("test/", test, name="comments_wordrule_test"),
            path("thresholds/", thresholds, name="comments_wordrule_thresholds"),
            path("learned/", learned, name="comments_wordrule_learned"),
            *super().get_urls(),
        ]

    def test_view(self, request):
        """Which rules hit where in a text, and what else would be noticed in it. Nothing is kept."""
        form = TryForm(request.POST if request.method == "POST" else None)
        context = {}
        if form.is_bound and form.is_valid():
            context = tried(**form.cleaned_data)
        return self.page(request, "filters/test", "Try the word rules", form=form, **context)

    def thresholds_view(self, request):
        """What each threshold would have made of past decisions, and the two in force. 3 queries of its own."""
        settings = CommentSettings.objects.current()
        before = settings.hold_from, settings.spam_from
        form = ThresholdForm(request.POST if request.method == "POST" else None, instance=settings)
        if request.method == "POST":
            if not request.user.has_perm("comments.change_commentsettings"):
                raise PermissionDenied
            if form.is_valid():
                self.set_thresholds(request, form, before)
                return HttpResponseRedirect(reverse("admin:comments_wordrule_thresholds"))
        found = replay(before)
        now = next(row for row in found.rows if row.threshold == before[0])
        context = {"form": form, "hold_from": before[0], "spam_from": before[1], "replay": found, "now": now}
        return self.page(request, "filters/thresholds", "Thresholds", **context)

    @transaction.atomic
    def set_thresholds(self, request, form, before):
        settings = form.instance
        settings.changed_by = request.user
        if settings.pk and CommentSettings.objects.exists():
            settings.save(update_fields=["hold_from", "spam_from", "changed_by", "changed_at"])
        else:
            settings.save()
        log_filter(
            request,
            f"Thresholds: held from {before[0]:g} → {settings.hold_from:g}, "
            f"spam from {before[1]:g} → {settings.spam_from:g}",
        )
        self.message_user(request, "The thresholds are changed, for comments from now on.", messages.SUCCESS)

    def learned_view(self, request):
        """How much was learned from decisions, and the words that tell most. 3 queries of its own."""
        total = Word.objects.filter(word="").first() or Word()
        good, bad = bayes.most_telling()
        tables = [("Speaks most for a comment", good), ("Speaks most against it", bad)]
        context = {"total": total, "tables": tables, "fewest": bayes.FEWEST}
        return self.page(request, "filters/learned", "Learned from your decisions", **context)


def tried(text, phrase, points):
    """Return what the page of the test box shows: dict of ``marked`` (HTML), ``hits``, ``others`` and ``total``."""
    rules = list(WordRule.objects.filter(is_active=True).order_by("phrase").values_list("phrase", "points"))
    if phrase:  # in place of the rule that looks for the same
        rules = [rule for rule in rules if folded_words(rule[0]) != folded_words(phrase)]
        rules.append((phrase, 0.0 if points is None else points))
    hits = words.hits(text, tuple(rules))
    numbers = {}
    for hit in hits:
        numbers[hit.phrase, hit.points] = numbers.get((hit.phrase, hit.points), 0) + 1
    post = Post(Comment(body=text), timezone.now())
    others = [signal for family in (links, repeats, characters, bayes) for signal in family.signals(post)]
    return {
        "marked": marked(text, hits),
        "hits": [(phrase, number, points) for (phrase, points), number in numbers.items()],
        "others": others,
        "total": round(sum(points for _, points in numbers) + sum(signal["points"] for signal in others), 1),
        "settings": CommentSettings.objects.current(),
    }


def marked(text, hits):
    """Return ``text`` escaped, with ``<mark>`` around what was hit; hits that overlap share one."""
    pieces, end, reach = [], 0, []
    for hit in sorted(hits, key=lambda hit: hit.start):
        if reach and hit.start < reach[1]:
            reach[1] = max(reach[1], hit.end)
            continue
        pieces += _piece(text, end, reach)
        end, reach = (reach[1] if reach else 0), [hit.start, hit.end]
    pieces += _piece(text, end, reach)
    end = reach[1] if reach else 0
    return format_html("{}{}", format_html_join("", "{}", pieces), text[end:])


def _piece(text, end, reach):
    """What lies between ``end`` and the hit at ``reach`` (start, end), and the hit."""
    if not reach:
        return []
    return [[text[end : reach[0]]], [format_html("<mark>{}</mark>", text[reach[0] : reach[1]])]]


class InForce(admin.SimpleListFilter):
    title = "in force"
    parameter_name = "in_force"

    def lookups(self, request, model_admin):
        return [("yes", "In force"), ("no", "Over")]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        in_force = Block.objects.in_force(timezone.now()).values("pk")
        return queryset.filter(pk__in=in_force) if self.value() == "yes" else queryset.exclude(pk__in=in_force)


@admin.register(Block)
class BlockAdmin(FilterAdmin):
    form = BlockForm
    list_display = ("display_value", "kind", "action", "reason", "expires_at", "created_by")
    list_filter = (InForce, "kind", "action")
    list_select_related = ("created_by",)
    search_fields = ("value", "reason")
    fields = ("kind", "value", "action", "reason", "expires_at")

    @admin.display(description="what", ordering="value")
    def display_value(self, block):
        return block.display_value

    def describe(self, block):
        # The log outlives the block, and an e-mail address has no place in it.
        what = block.display_value if block.kind == Block.Kind.DOMAIN else ""
        return f"{block.get_kind_display()} {what} ({block.reason})".replace("  ", " ")

    def get_readonly_fields(self, request, obj=None):
        return ("kind", "value") if obj else ()

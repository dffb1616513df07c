"""Authors and tags; what makes a topic of a tag is edited with it."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.urls import reverse

from articles import text
from articles.admin.base import NamedAdmin
from articles.admin.forms import with_labels
from articles.admin.merge_records import MergeAdmin
from articles.admin.names import join_names, split_names
from articles.admin.points_at_stories import PointsAtStories
from articles.admin.proposals import Proposals
from articles.admin.states import standing
from articles.admin.story_list import with_ending
from articles.fields import LinesFormField
from articles.models import Article, Author, Tag, TagAlias
from articles.record_form import RecordForm
from articles.slugs import free_slug

STORIES = 50  # on the page of a tag


class AddressForm(RecordForm):
    """A record at an address of its own, which is made of its name when none is typed, and then stays."""

    known_addresses: tuple = ()  # other models whose addresses are taken too

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:  # for those who may change it
            self.fields["slug"].required = False
            self.fields["slug"].help_text += " Empty: made of the name." if not self.instance.pk else ""

    def clean_slug(self):
        slug = self.cleaned_data["slug"] or self.instance.slug
        return slug or free_slug(self.cleaned_data.get("name", ""), self._meta.model, *self.known_addresses)


@admin.register(Author)
class AuthorAdmin(Proposals, NamedAdmin):
    list_display = ["name", "role", "user"]
    list_select_related = ["user"]
    form = AddressForm
    fieldsets = [
        (None, {"fields": ["name", "role", "portrait", "bio"]}),
        ("For readers", {"fields": ["email_shown", "links", "languages", "expertise", "location"]}),
        ("At the desk", {"fields": ["slug", "user"]}),
    ]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "user":
            kwargs["queryset"] = get_user_model().objects.filter(is_staff=True).order_by("username")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class TagForm(AddressForm):
    """A tag with its other names, separated by commas (in quotes if they hold one)."""

    known_addresses = (TagAlias,)
    other_names = LinesFormField(
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=(
            "Separated by commas. Who types one of them gets this tag; the address of one that was a tag of its own "
            "leads here as long as it is named."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "other_names" not in self.fields:  # for those who may only look
            return
        aliases = self.instance.aliases.all() if self.instance.pk else ()
        self.initial["other_names"] = join_names([alias.name for alias in aliases])
        # What a colleague added meanwhile was not shown, so it is not what this person took away.
        shown = self.data.get(self.add_initial_prefix("other_names"), self.initial["other_names"])
        self.known = split_names(shown)

        if (lead := self.fields.get("lead")) and self.instance.lead_id:  # it may stay, whose ever it is
            lead.kept = lead.widget.chosen = with_labels(lead.user).filter(pk=self.instance.lead_id).first()

    def clean_other_names(self):
        typed = map(text.name, split_names(self.cleaned_data["other_names"]))
        names = list({text.folded(name): name for name in typed if name}.values())
        if long := [name for name in names if len(name) > 100]:
            raise ValidationError(f"A name has at most 100 characters: “{long[0][:40]}…” has {len(long[0])}.")
        known = Tag.objects.named(names)
        for name in names:
            tag = known.get(name)
            if tag and tag.pk != self.instance.pk:
                raise ValidationError(tag.why_taken(name))
        return names

    def change_aliases(self):
        """
        Let the other names be those that were typed. Called once the tag is saved. Return those that were taken away
        (list of ``TagAlias``): their addresses lead nowhere now.
        """
        typed = {text.folded(name): name for name in self.cleaned_data["other_names"]}
        shown = set(map(text.folded, self.known))
        gone = list(self.instance.aliases.filter(name_key__in=shown - typed.keys()))
        self.instance.aliases.filter(pk__in=[alias.pk for alias in gone]).delete()
        for key in typed.keys() - shown - {self.instance.name_key}:
            if not self.instance.aliases.filter(name_key=key).exists():
                self.instance.add_alias(typed[key])
        return gone


class UseFilter(admin.SimpleListFilter):
    title = parameter_name = "use"

    def lookups(self, request, model_admin):
        return [("topics", "topics: with words, a picture or a lead"), ("unused", "on no story, never on a public one")]

    def queryset(self, request, queryset):
        match self.value():
            case "topics":
                return queryset.topics()
            case "unused":
                return queryset.unused()
        return queryset


@admin.register(Tag)
class TagAdmin(PointsAtStories, Proposals, MergeAdmin):
    form = TagForm
    list_display = ["name", "slug", "description", "story_count", "other_names"]
    list_filter = [UseFilter]
    search_fields = ["name_key", "aliases__name_key"]
    fields = ["name", "slug", "other_names", *Tag.PAGE]
    merge_effect = (
        "The stories and editions of the others move to it, each once. Their names and their other names find it from "
        "then on, and their pages, feeds and places in the menu lead to its own. Title, description, picture and lead "
        "that its page lacks come from theirs; what both have stays as it is here, and theirs is kept in its history."
    )
    merge_reach = "at the desk and for readers"

    def get_queryset(self, request):
        return super().get_queryset(request).with_use().prefetch_related("aliases")

    def get_fields(self, request, obj=None):
        if self.has_change_permission(request, obj) or obj is None:
            return self.fields
        # Who may only look gets no headline of a story that may be another desk’s draft.
        return [name for name in self.fields if name != "lead"]

    @admin.display(description="stories")
    def story_count(self, tag):
        return tag.story_count

    @admin.display(description="other names")
    def other_names(self, tag):
        return ", ".join(alias.name for alias in tag.aliases.all())

    def save_model(self, request, obj, form, change):
        if change and {"name", "slug"} & set(form.changed_data):
            obj.rename(obj.name, obj.slug)
        super().save_model(request, obj, form, change)
        for alias in form.change_aliases():
            address = reverse("articles:tag", args=[alias.slug])
            words = (
                f"“{alias}” no longer finds this tag, and {address} leads nowhere. Type the name again to undo that."
            )
            messages.warning(request, words)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """With the newest stories that have it, of those that the person may open. 3 queries more."""
        if obj and obj.pk:
            stories = Article.objects.editable_by(request.user).filter(tags=obj).exclude(state=Article.State.TRASHED)
            context["rows"] = [
                (article, standing(article, article.unfinished, article.ended_at, is_changed=article.is_changed))
                for article in with_ending(stories).order_by("-changed_at", "-pk")[:STORIES]
            ]
            context["others"] = obj.story_count - len(context["rows"])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def mergeable(self, request):
        return self.get_queryset(request).order_by("-story_count", "name")

    def merge_facts(self, tag):
        stories = "1 story" if tag.story_count == 1 else f"{tag.story_count} stories"
        editions = "1 edition" if tag.edition_count == 1 else f"{tag.edition_count} editions"
        also = ", ".join(f"“{alias}”" for alias in tag.aliases.all())
        page = [name for name in Tag.PAGE if getattr(tag, name)]
        words = [f"{stories} at the desk, {editions}"]
        words += [f"also called {also}"] if also else []
        words += [f"its page has a {' and a '.join(page)}"] if page else []
        return ", ".join(words)

    def log_merged(self, request, into, gone):
        for tag in gone:
            self.log_deletions(request, [tag])
            if said := [f"{name} “{value}”" for name in Tag.PAGE if (value := getattr(tag, name))]:
                self.log_change(request, into, f"The page of “{tag}” had: {', '.join(said)}.")

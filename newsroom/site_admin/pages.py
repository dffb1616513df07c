"""Pages such as “About us”, and the readers' menu and footer, which lead to them: one page of the desk."""

import hashlib
from contextlib import suppress
from functools import cached_property

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.flatpages.forms import FlatpageForm
from django.contrib.flatpages.models import FlatPage
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator

from articles import richtext, text
from articles.admin.base import RecordAdmin
from articles.admin.widgets import EditorWidget, for_editor_page
from articles.fields import LineFormField, MarkupFormField
from articles.models import Section, Series, Tag
from articles.models.taxonomy import why_reserved
from articles.record_form import RecordForm
from newsroom.menus import OWN_PAGES, MenuItem

Place = MenuItem.Place


class PageForm(RecordForm, FlatpageForm):
    """A page such as “About us”, at an address that nothing else of the site has."""

    class Meta(FlatpageForm.Meta):
        fields = ["title", "url", "content"]
        field_classes = {"title": LineFormField, "content": MarkupFormField}
        widgets = {"content": EditorWidget}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "url" in self.fields:  # for those who may change it
            self.fields["url"].label = "Address"
            self.fields["url"].help_text = "Such as “/about/contact/”, with a slash at both ends."

    def clean_url(self):
        url = text.line(super().clean_url())
        if url != self.instance.url and (reason := why_taken(url)):
            raise ValidationError(reason)
        return url

    def clean_content(self):
        content = self.cleaned_data["content"]
        if sentence := richtext.too_long(content):
            raise ValidationError(sentence)
        return richtext.clean(content)


def why_taken(url):
    """Return a sentence saying why no page may have this address, or None when it may."""
    word, _, rest = url.strip("/").partition("/")
    if not word or "//" in url:
        return "That is no address for a page. Such as “/about/”."
    if FlatPage.objects.filter(url=url).exists():
        return f"There is a page at “{url}” already."
    if Section.objects.filter(slug=word).exists():
        return f"“/{word}/” is the address of a section. Choose another one."
    # A page may lie under another page, whose first word is taken by nothing but that page.
    return None if FlatPage.objects.filter(url=f"/{word}/").exists() else why_reserved(word)


class Menus:
    """
    Menu and footer as a person is changing them: what each button does comes back with the next page, and is written
    when it is saved. ``lists``: dict of place → list of ``MenuItem``, not saved. ``problems``: dict of place → sentence
    on what was typed there to be added. 8 queries.
    """

    def __init__(self, data=None):
        stored = MenuItem.objects.by_place()
        tags = [item.tag_id for items in stored.values() for item in items if item.tag_id]
        topics = Tag.objects.accepted().filter(Q(pk__in=tags) | Q(pk__in=Tag.objects.topics().order_by().values("pk")))
        records = {
            "section": Section.objects.all(),
            "tag": topics,
            "series": Series.objects.all(),
            "page": FlatPage.objects.order_by("title", "url"),
        }
        # What an item may lead to by its number: dict of kind → dict of id → record.
        self.records = {kind: {record.pk: record for record in found} for kind, found in records.items()}
        self.pages = self.records["page"]
        self.with_stories = {
            "section": set(Section.objects.with_stories().values_list("pk", flat=True)),
            "tag": set(topics.with_live_stories().values_list("pk", flat=True)),
            "series": set(Series.objects.with_live_stories().values_list("pk", flat=True)),
        }
        self.problems: dict[str, str] = {}
        self.typed = {place: data.get(f"add-{place}", "") if data else "" for place in Place.values}
        self.moved = None  # token of the item where the keyboard goes on
        if data is None:
            self.lists, self.shown = stored, digest(stored)
        else:
            read = {place: map(self.item, data.getlist(place)) for place in Place.values}
            self.lists = {place: [item for item in items if item] for place, items in read.items()}
            self.shown = data.get("shown", "")
        self.is_changed = digest(self.lists) != digest(stored)

    def item(self, token):
        """The item that ``token`` (``MenuItem.token``) names, or None where that is gone."""
        kind, _, rest = token.partition(" ")
        if kind in self.records:
            record = self.records[kind].get(int(rest)) if rest.isdecimal() and len(rest) < 18 else None
            return MenuItem(**{kind: record}) if record else None
        item = MenuItem(address=kind, title=text.line(rest))
        try:
            item.clean_fields(exclude=["place"])
            item.clean()
        except ValidationError:
            return None
        return item if item.address and item.title else None

    @cached_property
    def offers(self):
        """Dict of the words that find something → its item, in the order in which they are offered."""
        known = [MenuItem(**{kind: one}) for kind, records in self.records.items() for one in records.values()]
        known += [MenuItem(address=address, title=title) for address, title in OWN_PAGES.items()]
        found = {}
        for item in known:
            words = str(item) if str(item) not in found else f"{item} ({item.kind})"
            found.setdefault(words, item)
        return found

    def named(self, typed):
        """The item that a person means by ``typed``. Raise ``ValidationError`` in words."""
        for words, item in self.offers.items():
            if text.folded(typed) == text.folded(words) or typed == item.url:
                return self.item(item.token)
        title, _, address = typed.rpartition(" ")
        item = self.item(f"{address} {title or address}")
        if item is None:
            raise ValidationError(
                f"“{typed}” is no section, topic, series or page. For a web address, type the words to show, a space, "
                "the address."
            )
        return item

    def add(self, place):
        """Put what was typed for ``place`` at its end, if anything was; else say in ``problems`` why not."""
        typed = text.line(self.typed[place])
        if not typed:
            return
        try:
            self.put(place, self.named(typed))
            self.typed[place] = ""
        except ValidationError as error:
            self.problems[place] = " ".join(error.messages)

    def put(self, place, item):
        if any(one.token == item.token or one.url == item.url for one in self.lists[place]):
            raise ValidationError(f"“{item}” stands there already.")
        self.lists[place].append(item)
        self.moved = item.token

    def act(self, verb, place, rest):
        """Do what a button says; one that names what is gone does nothing."""
        if place not in self.lists:
            return
        items = self.lists[place]
        if verb == "add":
            self.add(place)
        elif verb == "put" and (item := self.item(rest)):
            with suppress(ValidationError):  # it stands there already
                self.put(place, item)
        elif rest.isdecimal() and len(rest) < 5 and int(rest) < len(items):
            at = int(rest)
            to = {"up": max(at - 1, 0), "down": min(at + 1, len(items) - 1)}.get(verb, at)
            item = items.pop(at)
            if verb != "out":
                items.insert(to, item)
            self.moved = items[min(to, len(items) - 1)].token if items else None
        self.is_changed = True

    @transaction.atomic
    def save(self):
        """Write both lists. Return whether they were as the person had seen them; else nothing is written."""
        list(MenuItem.objects.select_for_update())
        stored = digest(MenuItem.objects.by_place())
        if stored != self.shown:
            self.shown = stored
            return False
        MenuItem.objects.all().delete()
        for place, items in self.lists.items():
            for position, item in enumerate(items, 1):
                item.place, item.position = place, position
            MenuItem.objects.bulk_create(items)
        return True

    @property
    def places(self):
        """What the page shows of each list (list of dicts)."""
        return [
            {
                "place": place,
                "title": "Menu at the top" if place == Place.MENU else "Footer",
                "items": self.lists[place],
                "empty": self.empty(place),
                "typed": self.typed[place],
                "problem": self.problems.get(place),
            }
            for place in Place
        ]

    def empty(self, place):
        """What stands in it and readers don't see yet, as no story of it is live (list of items)."""
        found = [(item, item.record, item.record_kind) for item in self.lists[place]]
        return [
            item
            for item, record, kind in found
            if kind in self.with_stories and record.pk not in self.with_stories[kind]
        ]

    def page_rows(self, publication):
        """List of (page, list of words on where it is linked), those that are linked nowhere first."""
        return places_of(self.pages.values(), self.lists, publication)


def places_of(pages, lists, publication):
    """List of (page, list of words on where it is linked), those that are linked nowhere first."""
    rows = []
    for page in pages:
        where = [f"in the {place.label}" for place in Place if page in (item.page for item in lists[place])]
        if publication.privacy_id == page.pk:
            where.append("beside the comment form")
        if any(f'href="{page.url}"' in other.content for other in pages if other != page):
            where.append("in the text of another page")
        rows.append((page, where))
    return sorted(rows, key=lambda row: bool(row[1]))


def linked_nowhere(publication):
    """Pages (list) that readers have no way to. 2 queries."""
    pages = list(FlatPage.objects.order_by("title", "url"))
    return [page for page, where in places_of(pages, MenuItem.objects.by_place(), publication) if not where]


def digest(lists):
    """A short text that is the same for the same links in the same order."""
    tokens = [f"{place}:{item.token}" for place in Place.values for item in lists[place]]
    return hashlib.sha256("\n".join(tokens).encode()).hexdigest()[:20]


@admin.register(FlatPage)
class PageAdmin(RecordAdmin):
    form = PageForm
    what = ("page", "pages")
    search_fields = ["title", "url"]

    def changelist_view(self, request, extra_context=None):
        """Menu, footer and all pages. Every button is a submit button, which brings the page with its effect."""
        if not self.has_change_permission(request):
            raise PermissionDenied("Only an administrator can see this.")
        menus = Menus(request.POST if request.method == "POST" else None)
        if request.method == "POST":
            verb, place, rest = [*request.POST.get("do", "").split(" ", 2), "", "", ""][:3]
            if verb == "save":
                for name in Place.values:
                    menus.add(name)
                if not menus.problems and menus.save():
                    messages.success(request, "Saved. Readers see the menus so from now on.")
                    return redirect("admin:flatpages_flatpage_changelist")
                if not menus.problems:
                    messages.error(request, f"Not saved: a colleague changed the menus meanwhile. {as_stored()}")
            else:
                menus.act(verb, place, rest)
        rows = menus.page_rows(request.publication)
        context = {
            **self.admin_site.each_context(request),
            "title": "Pages and menu",
            "menus": menus,
            "rows": rows,
            "unlinked": [page for page, where in rows if not where],
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/flatpages/flatpage/change_list.html", context)

    @method_decorator(for_editor_page)
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_deleted_objects(self, objs, request):
        """The titles alone: what ties a page to menus and to the site goes with it."""
        _, counts, *others = super().get_deleted_objects(objs, request)
        return [page.title for page in objs], counts, *others

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.instance.sites.set([settings.SITE_ID])


def as_stored():
    """What menu and footer are now, for who was about to overwrite it."""
    lists = MenuItem.objects.by_place()
    told = [f"the {place.label}: {', '.join(map(str, lists[place])) or 'nothing'}" for place in Place]
    return f"Now there are, in {'; in '.join(told)}. Save again to put yours in their place."

"""
What readers can trust the publication by, held against two lists that newsrooms are measured by: the eight indicators
of The Trust Project, and the 18 clauses of the Journalism Trust Initiative (CWA 17493:2019).

Computed where it can be; whether a page says what it should, a person has to judge, and the list says so.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from articles.models import Author, Edition, Pointer
from comments.models import HouseRule
from newsroom.models import POLICIES, MenuItem

DAYS = 90  # that stories and authors are looked at
NEWEST = 1000  # stories at most
GOOD = 80  # percent of them that fulfil an indicator
STANDINGS = {  # → the mark of its state at the desk, and words
    "met": ("live", "Fulfilled"),
    "part": ("review", "In part"),
    "open": ("late", "Open"),
    "yours": ("draft", "Yours to judge"),
}


@dataclass(frozen=True)
class Point:
    """
    One indicator or clause. ``standing``: a key of ``STANDINGS``; ``found``: a sentence on what there is; ``advice``:
    one on what to do; ``place``: where that is done: "settings", "authors", "stories", "pages", or "".
    """

    name: str
    standing: str
    found: str
    advice: str
    place: str = ""

    @property
    def mark(self):
        return STANDINGS[self.standing][0]

    @property
    def words(self):
        return STANDINGS[self.standing][1]


@dataclass(frozen=True)
class Figures:
    """What is counted: numbers of ``stories``, ``authors`` and ``corrections``; dicts of name → how many of them."""

    stories: dict
    authors: dict
    corrections: int
    rules: int


def figures(at):
    """The ``Figures`` of the 90 days before ``at``. 4 queries."""
    since = at - timedelta(days=DAYS)
    newest = Edition.objects.live(at).filter(published_at__gte=since).newest_first().values("pk")[:NEWEST]
    sources = Pointer.objects.filter(edition=OuterRef("pk"), kind=Pointer.Kind.SOURCE)
    labelled = ~Q(article_kind="news")
    stories = Edition.objects.filter(pk__in=newest).aggregate(
        all=Count("pk"),
        sources=Count("pk", filter=Exists(sources)),
        dateline=Count("pk", filter=~Q(revision__content__dateline="")),
        labelled=Count("pk", filter=labelled),
    )
    written = Edition.objects.live(at).filter(published_at__gte=since, edition_authors__author=OuterRef("pk"))
    authors = Author.objects.filter(Exists(written)).aggregate(
        all=Count("pk"),
        bio=Count("pk", filter=~Q(bio="")),
        portrait=Count("portrait"),
        expertise=Count("pk", filter=~Q(expertise=[])),
        location=Count("pk", filter=~Q(location="")),
    )
    corrections = Edition.objects.corrections(at).filter(live_from__gte=since).order_by().count()
    return Figures(stories, authors, corrections, HouseRule.objects.filter(is_active=True).count())


def report(publication, at=None):
    """List of (title, list of ``Point``): The Trust Project, then the Journalism Trust Initiative. 5 queries."""
    judge = _Judge(publication, figures(at or timezone.now()))
    return [
        ("The Trust Project: eight indicators", list(judge.indicators())),
        ("Journalism Trust Initiative (CWA 17493): clauses", list(judge.clauses())),
    ]


def standing(*fulfilled):
    return "met" if all(fulfilled) else "part" if any(fulfilled) else "open"


def share(part, whole):
    """Percent (int), 0 of none."""
    return round(100 * part / whole) if whole else 0


class _Judge:
    def __init__(self, publication, counted):
        self.publication, self.counted = publication, counted
        self.linked = set(MenuItem.objects.exclude(page=None).values_list("page", flat=True))

    def is_set(self, name):
        return getattr(self.publication, f"{name}_id") is not None

    def is_linked(self, name):
        return getattr(self.publication, f"{name}_id") in self.linked

    def pages(self, title, advice, *names):
        """A ``Point`` on whether there are pages for ``names`` (of ``POLICIES``) that readers find."""
        missing = [POLICIES[name] for name in names if not self.is_set(name)]
        hidden = [POLICIES[name] for name in names if self.is_set(name) and not self.is_linked(name)]
        said = []
        if missing:
            said.append(f"No page for: {', '.join(missing)}.")
        if hidden:
            said.append(f"Neither in menu nor footer: {', '.join(hidden)}.")
        found = " ".join(said) or f"{'The page is' if len(names) == 1 else 'The pages are'} there and linked."
        state = standing(*(self.is_linked(name) for name in names))
        if state == "open" and len(missing) < len(names):
            state = "part"
        return Point(title, state, found, advice, "pages" if hidden and not missing else "settings")

    def indicators(self):
        stories, authors = self.counted.stories, self.counted.authors
        yield self.pages(
            "1. Best practices",
            "Write each page in your own words, then name it in Settings and put it in the footer.",
            *(name for name in POLICIES if name not in ("about", "privacy")),
        )
        shares = {name: share(authors[name], authors["all"]) for name in ("bio", "portrait", "expertise")}
        yield Point(
            "2. Journalist expertise",
            standing(*(number >= GOOD for number in shares.values())),
            f"Of {authors['all']:,} authors of the last {DAYS} days, {shares['bio']} % have a biography, "
            f"{shares['portrait']} % a portrait, {shares['expertise']} % say what they know about.",
            "Complete the pages of those who write most.",
            "authors",
        )
        yield Point(
            "3. Type of work",
            "met",
            f"Opinion, analysis, interviews and reviews are labelled by themselves: {stories['labelled']:,} of "
            f"{stories['all']:,} stories.",
            "Choose the kind of a story with care, as the label follows it.",
            "stories",
        )
        cited = share(stories["sources"], stories["all"])
        yield Point(
            "4. Citations and references",
            "met" if cited >= GOOD else "part" if cited else "open",
            f"{cited} % of {stories['all']:,} stories of the last {DAYS} days name their sources.",
            "Ask for sources before a story is published: the checklist in Settings can.",
            "settings",
        )
        yield Point(
            "5. Methods",
            "yours",
            "Whether a story says how it was made can’t be counted.",
            "In long and disputed stories, say under a sub-heading how you know, and why you looked.",
            "stories",
        )
        local, based = share(stories["dateline"], stories["all"]), share(authors["location"], authors["all"])
        yield Point(
            "6. Locally sourced",
            standing(local >= GOOD, based >= GOOD) if local or based else "open",
            f"{local} % of stories have a dateline; {based} % of their authors say where they are.",
            "Give a dateline where somebody was there, and each author a place.",
            "authors",
        )
        yield Point(
            "7. Diverse voices",
            "yours",
            "Who is asked and heard can’t be computed, and is not guessed from names. "
            + ("There is a page on it." if self.is_set("diversity") else "There is no page on it."),
            "Count it by hand now and then, and publish what you found.",
            "settings",
        )
        yield self.feedback("8. Actionable feedback")

    def feedback(self, title):
        leads = self.is_set("feedback") or bool(self.publication.contact_email)
        comments = self.publication.comments_open
        found = "Each story leads to " + (
            "a page for it"
            if self.is_set("feedback")
            else "your e-mail"
            if leads
            else "nowhere when something is wrong"
        )
        return Point(
            title,
            standing(leads, comments),
            f"{found}; comments are {'open' if comments else 'closed'}; corrections have a page and a feed.",
            "Answer what comes in, and say in public what you changed because of it.",
            "settings",
        )

    def clauses(self):
        here, counted = self.publication, self.counted
        yield Point(
            "1. Identity",
            standing(here.name, self.is_linked("about"), here.contact_email),
            f"Name: {here.name}. "
            + ("The page about you is linked." if self.is_linked("about") else "No page about you is linked.")
            + ("" if here.contact_email else " There is no contact e-mail."),
            "Say the legal name, the year you began, and where you are.",
            "settings",
        )
        yield self.pages("2. Editorial mission", "Say whom you write for, and what you leave out.", "mission")
        yield Point(
            "3. Public service media",
            "yours",
            "Asked only of broadcasters and papers with a public mandate.",
            "If you have one, say who gave it and who watches over it.",
        )
        yield self.pages(
            "4, 5. Ownership and owners", "Name every owner of a tenth or more, and who they are.", "ownership"
        )
        yield self.pages("6. Management and location", "Name who decides, and the address of the office.", "masthead")
        yield self.feedback("7. Editorial contact")
        yield self.pages(
            "8. Revenue and data",
            "Say what share comes from whom, and which data you keep; the site itself sets no cookie for readers.",
            "funding",
            "privacy",
        )
        yield self.pages("9. Journalistic principles", "Name the code that you follow, and who applies it.", "ethics")
        accuracy = self.pages("10. Accuracy", "", "verification", "corrections_policy")
        number = counted.corrections
        yield Point(
            accuracy.name,
            accuracy.standing,
            f"{accuracy.found} {number:,} correction{'' if number == 1 else 's'} in {DAYS} days.",
            "None in months is a sign too: correct in the open, and say how to ask for it.",
            accuracy.place,
        )
        yield Point(
            "11. Content from the public",
            standing(counted.rules > 0, not here.comments_open or counted.rules > 0),
            f"Comments are {'open' if here.comments_open else 'closed'}, {counted.rules} house rules are shown.",
            "Say how you check pictures and tips that readers send.",
            "settings",
        )
        yield self.pages("12. Sources", "Say when a source may stay unnamed, and who decides.", "unnamed_sources")
        for title, advice in (
            ("13. Affiliations", "Label what was paid for, and say in a story what ties its author to it."),
            ("14. Internal accountability", "Name who decides on a complaint, and within how many days."),
            ("15. External accountability", "Name the press council that readers may turn to."),
            ("16. Professionalism", "Say how you hire, and what protects your people from pressure."),
            ("17. Training", "Say what training your people get in a year."),
            ("18. Self-assessment", "Publish your answers, and say on which day you gave them."),
        ):
            yield Point(title, "yours", "Nothing at the desk tells this.", advice)

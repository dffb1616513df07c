"""One record of each kind that the desk has pages for, and the addresses of these pages."""

from django.contrib.flatpages.models import FlatPage
from django.contrib.sites.models import Site
from django.urls import NoReverseMatch, get_resolver, reverse

from articles.models import ChecklistRule, ShareLink
from comments.models import Block, Commenter, HouseRule, OutgoingMail, WordRule
from newsroom.models import Publication
from tests.comments.factories import create_comment
from tests.factories import (
    create_article,
    create_author,
    create_image,
    create_series,
    create_source,
    create_tag,
    post,
    publish,
)


def desk_addresses(resolver=None, prefix=""):
    """Yield name and route of every address below the desk's."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from desk_addresses(pattern, route)
        elif route.startswith("admin/") and pattern.name:
            yield pattern.name, route


def create_records(section, writer, editor):
    """
    Return dict of the beginning of an address's name → record. The story is live in ``section``, begun by ``writer``,
    published by ``editor``, with an autosave of its writer, a share link and a held comment.
    """
    article = create_article(section=section, created_by=writer, kind="live")
    edition = publish(article, by=editor)
    post(article, by=editor)
    article.autosave(writer, article.content(), based_on=1)
    ShareLink.make(article, writer, "lawyer")
    comment = create_comment(edition=edition, name="R.", email="r@example.org", body="Yes.")
    page = FlatPage.objects.create(url="/about/", title="About us")
    page.sites.add(Site.objects.get_current())
    return {
        "articles_article": article,
        "articles_front_section": section,
        "articles_image": create_image(),
        "articles_source": create_source(),
        "articles_section": section,
        "articles_author": create_author(),
        "articles_tag": create_tag(),
        "articles_series": create_series(parts=[article]),
        "articles_checklistrule": ChecklistRule.objects.first(),
        "newsroom_publication": Publication.objects.create(),
        "flatpages_flatpage": page,
        "auth_user": writer,
        "auth_group": writer.groups.get(),
        "comments_outgoingmail": OutgoingMail.objects.create(key="x", kind="received", commenter=comment.commenter),
        "comments_wordrule": WordRule.objects.create(phrase="casino"),
        "comments_block": Block.objects.create(kind="domain", value="spam.example", reason="advertising"),
        "comments_comment_": comment,
        "comments_houserule": HouseRule.objects.first(),
        "comments_commenter": Commenter.objects.of("r@example.org"),
    }


def address_of(name, records):
    """The address called ``name`` (str), of the record that it is for."""
    article = records["articles_article"]
    model = next((key for key in records if name.startswith(key)), None)
    pk = records[model].pk if model else None
    second = article.revisions.first().number
    if name == "articles_article_entry":
        second = article.entries.get().number
    if name == "articles_article_revoke":
        second = article.share_links.get().pk
    query = {"old": 1, "new": "now"} if name == "articles_article_compare" else None
    for args in ([], [pk], [pk, second], ["articles"], [1, 1]):
        try:
            return reverse(f"admin:{name}", args=args, query=query)
        except NoReverseMatch:
            continue
    raise AssertionError(f"No way to call {name} is known.")

"""
What machines read about a page: schema.org objects, as dicts for the tag ``{% json_ld %}``.

Properties as in Google's structured data for articles, breadcrumbs and profiles, and the Trust Project's indicators;
dates are those that the page itself shows. Each page says one graph. No function makes a query
unless a story fails and is left out.
"""

from urllib.parse import urljoin

from django.conf import settings
from django.templatetags.static import static

from articles import richtext
from articles.images import card_drawing
from articles.left_out import alone

TYPES = {
    "news": "NewsArticle",
    "brief": "NewsArticle",
    "analysis": "AnalysisNewsArticle",
    "opinion": "OpinionNewsArticle",
    "feature": "NewsArticle",
    "interview": "NewsArticle",
    "review": "ReviewNewsArticle",
    "live": "LiveBlogPosting",
}
ICON, ICON_SIZE = "img/icon-180.png", 180  # the logo of a publication that has none of its own


def absolute(url):
    return urljoin(f"{settings.SITE_URL}/", url)


def graph(*objects):
    return {"@context": "https://schema.org", "@graph": list(objects)}


def _said(**properties):
    """Those ``properties`` that say something, their names as schema.org has them."""
    return {name: value for name, value in properties.items() if value not in (None, "", [], {})}


def _image(url, width, height, **words):
    return {"@type": "ImageObject", "url": absolute(url), "width": width, "height": height, **_said(**words)}


def _picture(image):
    """``image`` (articles.models.Image) as a whole, or None where readers see none."""
    if image is None or not image.is_shown:
        return None
    width = image.widths[-1]
    return _image(image.rendition_url(width), width, image.height_at(width), creditText=image.credit)


def organisation(publication):
    """The publication as publisher, with its policies."""
    pages = {
        "mainEntityOfPage": ["about"],
        "publishingPrinciples": ["ethics"],
        "missionCoveragePrioritiesPolicy": ["mission"],
        "ethicsPolicy": ["ethics"],
        "verificationFactCheckingPolicy": ["verification"],
        "unnamedSourcesPolicy": ["unnamed_sources"],
        "diversityPolicy": ["diversity"],
        "correctionsPolicy": ["corrections_policy"],
        "ownershipFundingInfo": ["ownership", "funding"],
        "masthead": ["masthead"],
        "actionableFeedbackPolicy": ["feedback"],
    }
    policies = {}
    for prop, names in pages.items():
        urls = [absolute(page.url) for name in names if (page := getattr(publication, name))]
        policies[prop] = urls[0] if len(urls) == 1 else urls
    return {
        "@type": "NewsMediaOrganization",
        "@id": f"{absolute('/')}#publication",
        "name": publication.name,
        "url": absolute("/"),
        "logo": _picture(publication.logo) or _image(static(ICON), ICON_SIZE, ICON_SIZE),
        **_said(
            slogan=publication.tagline,
            email=publication.contact_email,
            sameAs=[link["url"] for link in publication.social_links],
            **policies,
        ),
    }


def website(publication):
    """The front page."""
    site = {
        "@type": "WebSite",
        "@id": f"{absolute('/')}#site",
        "name": publication.name,
        "url": absolute("/"),
        "inLanguage": publication.language,
        "publisher": {"@id": f"{absolute('/')}#publication"},
    }
    return graph(site, organisation(publication))


def breadcrumbs(publication, *steps):
    """The way from the front page down: ``steps`` are (name, address or None) after it, the last is the page itself."""
    trail = [(publication.name, "/"), *steps]
    items = []
    for position, (name, url) in enumerate(trail, 1):
        item = {"@type": "ListItem", "position": position, "name": name}
        items.append(item | ({"item": absolute(url)} if position < len(trail) else {}))
    return {"@type": "BreadcrumbList", "itemListElement": items}


def collection(publication, title, description, url, editions, above=()):
    """A page at ``url`` that lists ``editions``, below the pages ``above`` (list of (name, address))."""
    entries = []
    for edition in editions:
        with alone(edition):
            address = absolute(edition.get_absolute_url())
            entries.append({"@type": "ListItem", "position": len(entries) + 1, "url": address})
    page = {
        "@type": "CollectionPage",
        "name": title,
        "url": absolute(url),
        "inLanguage": publication.language,
        "isPartOf": {"@type": "WebSite", "name": publication.name, "url": absolute("/")},
        **_said(
            description=description, mainEntity={"@type": "ItemList", "itemListElement": entries} if entries else None
        ),
    }
    return graph(page, organisation(publication), breadcrumbs(publication, *above, (title, None)))


def web_page(publication, title, description, url):
    """A page of words, such as “About us”."""
    page = {
        "@type": "AboutPage" if publication.about and publication.about.url == url else "WebPage",
        "name": title,
        "url": absolute(url),
        "inLanguage": publication.language,
        **_said(description=description),
        "publisher": {"@id": f"{absolute('/')}#publication"},
    }
    return graph(page, organisation(publication), breadcrumbs(publication, (title, None)))


def person(author):
    """An author, as the byline of a story names them."""
    return {
        "@type": "Person",
        "name": author.name,
        "url": absolute(author.get_absolute_url()),
        **_said(jobTitle=author.role, sameAs=[link["url"] for link in author.links]),
    }


def profile(publication, author):
    """The page of an author (with their portrait)."""
    whole = person(author) | _said(
        description=author.bio,
        image=_picture(author.portrait),
        email=author.email_shown,
        knowsAbout=author.expertise,
        knowsLanguage=author.languages,
        workLocation={"@type": "Place", "name": author.location} if author.location else None,
        worksFor={"@id": f"{absolute('/')}#publication"},
    )
    page = {"@type": "ProfilePage", "url": whole["url"], "name": author.name, "mainEntity": whole}
    return graph(page, organisation(publication), breadcrumbs(publication, (author.name, None)))


def news_article(story, publication, coverage=None):
    """
    One story. Beside what it says: the stories and sources that it is based on, what was corrected, and of a review the
    work and the verdict (the text itself stands on the page, once); of a live ``coverage`` the entries that the page
    shows.
    """
    edition = story.edition
    url = absolute(edition.get_absolute_url())
    card = card_drawing.address(url, publication.name, edition.section.name, edition.headline)
    data = {
        "@type": TYPES.get(edition.article_kind, "NewsArticle"),
        "@id": f"{url}#story",
        "mainEntityOfPage": url,
        "url": url,
        "headline": edition.headline,
        "description": story.description,
        "articleSection": edition.section.name,
        "inLanguage": story.language or publication.language,
        "datePublished": edition.published_at.isoformat(),
        "dateModified": (edition.updated_at or edition.published_at).isoformat(),
        "wordCount": story.words,
        "isAccessibleForFree": True,
        "author": [person(author) for author in story.byline] or [organisation(publication)],
        "publisher": organisation(publication),
    }
    data |= _said(
        keywords=[tag.name for tag in story.tags],
        alternativeHeadline=edition.short_headline,
        dateline=story.dateline,
        isBasedOn=story.canonical_url if story.canonical_url != url else "",
        image=_shapes(story.social_image) or [_image(card, card_drawing.WIDTH, card_drawing.HEIGHT)],
        correction=[
            {"@type": "CorrectionComment", "text": note.note, "datePublished": note.live_from.isoformat()}
            for note in story.corrections
        ],
        citation=[_cited(source, use) for source in story.citations for use in source.uses if _is_named(source, use)],
    )
    if coverage:
        data |= _live_blog(data, edition, coverage)
    # The numbers of its comments (comments.models.Discussion), which the page shows: asked for once for both.
    if edition.article.comments_policy != "hidden" and (numbers := getattr(edition.article, "discussion", None)):
        data["commentCount"] = numbers.approved
    if story.work:
        data |= _said(itemReviewed=story.work.schema, reviewBody=story.work.verdict)
    section = (edition.section.name, edition.section.get_absolute_url())
    return graph(data, breadcrumbs(publication, section, (edition.headline, None)))


def _live_blog(data, edition, coverage):
    """What a ``LiveBlogPosting`` says beside ``data``: when it began and ended, and its updates."""
    changed = max(filter(None, [edition.updated_at, edition.published_at, coverage.changed_at]))
    shown = [*filter(None, [coverage.pinned]), *coverage.entries]
    return _said(
        dateModified=changed.isoformat(),
        coverageStartTime=edition.published_at.isoformat(),
        coverageEndTime=coverage.ended_at.isoformat() if coverage.ended_at else None,
        liveBlogUpdate=[_update(entry, data) for entry in shown if not entry.edition.is_withdrawn],
    )


def _update(entry, data):
    """One entry of a live coverage (``articles.coverage.Shown``)."""
    said, url = entry.edition, absolute(entry.url)
    return {
        "@type": "BlogPosting",
        "@id": url,
        "url": url,
        "headline": said.title or data["headline"],
        "datePublished": said.published_at.isoformat(),
        "dateModified": said.live_from.isoformat(),
        "author": [person(author) for author in said.byline] or data["author"],
        **_said(
            articleBody=richtext.text(said.body),
            image=[_picture(image) for image in entry.pictures],
            correction=[
                {"@type": "CorrectionComment", "text": note.note, "datePublished": note.live_from.isoformat()}
                for note in entry.notes
            ],
        ),
    }


def _shapes(image):
    """``image`` as a whole and in each shape that it is cut to; none where readers see none."""
    if image is None or not image.is_shown:
        return []
    crops = [(url, image.crop_sizes[ratio]) for ratio, url in image.crops.items()]
    return [_picture(image), *(_image(url, *size, creditText=image.credit) for url, size in crops)]


def _is_named(source, use):
    return not source.anonymous and bool(use.url or source.url)


def _cited(source, use):
    cited = {"@type": "CreativeWork", "name": source.name, "url": use.url or source.url}
    return cited | _said(archivedAt=use.archive_url, abstract=source.description)

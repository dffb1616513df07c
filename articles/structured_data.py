"""
What machines read about a page: schema.org objects, as dicts for the tag ``{% json_ld %}``.

Properties as in Google's article structured data and the Trust Project's indicators; dates are those that the
page itself shows.
"""

from urllib.parse import urljoin

from django.conf import settings

TYPES = {
    "news": "NewsArticle",
    "analysis": "AnalysisNewsArticle",
    "opinion": "OpinionNewsArticle",
    "interview": "NewsArticle",
    "review": "ReviewNewsArticle",
    "live": "LiveBlogPosting",
}


def absolute(url):
    return urljoin(f"{settings.SITE_URL}/", url)


def organisation(publication):
    """The publication as publisher."""
    data = {"@type": "NewsMediaOrganization", "name": publication.name, "url": absolute("/")}
    if publication.logo and publication.logo.is_shown:
        data["logo"] = {"@type": "ImageObject", "url": absolute(publication.logo.rendition_url(480))}
    for prop, *names in (
        ("mainEntityOfPage", "about"),
        ("ethicsPolicy", "ethics"),
        ("correctionsPolicy", "corrections_policy"),
        ("ownershipFundingInfo", "ownership", "funding"),
        ("masthead", "masthead"),
    ):
        pages = [page for name in names if (page := getattr(publication, name))]
        if urls := [absolute(page.url) for page in pages]:
            data[prop] = urls[0] if len(urls) == 1 else urls
    return data


def website(publication):
    """The front page."""
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": publication.name,
        "url": absolute("/"),
        "publisher": organisation(publication),
    }


def news_article(story, publication):
    """One story. No query beyond those the page makes anyway."""
    edition = story.edition
    data = {
        "@context": "https://schema.org",
        "@type": TYPES.get(edition.article_kind, "NewsArticle"),
        "mainEntityOfPage": absolute(edition.get_absolute_url()),
        "url": absolute(edition.get_absolute_url()),
        "headline": edition.headline,
        "description": story.description,
        "articleSection": edition.section.name,
        "inLanguage": story.language or publication.language,
        "datePublished": edition.published_at.isoformat(),
        "dateModified": (edition.updated_at or edition.published_at).isoformat(),
        "wordCount": story.words,
        "isAccessibleForFree": True,
        "author": [
            {"@type": "Person", "name": author.name, "url": absolute(author.get_absolute_url())}
            | ({"jobTitle": author.role} if author.role else {})
            for author in story.byline
        ],
        "publisher": organisation(publication),
        "keywords": [tag.name for tag in story.tags],
    }
    if image := story.social_image:
        credit = {"creditText": image.credit} if image.credit else {}
        whole = image.widths[-1], image.height_at(image.widths[-1])
        shapes = [(image.rendition_url(), whole)] + [
            (url, image.crop_sizes[ratio]) for ratio, url in image.crops.items()
        ]
        data["image"] = [
            {"@type": "ImageObject", "url": absolute(url), "width": width, "height": height} | credit
            for url, (width, height) in shapes
        ]
    if story.dateline:
        data["dateline"] = story.dateline
    if story.corrections:
        data["correction"] = [
            {"@type": "CorrectionComment", "text": edition.note, "datePublished": edition.live_from.isoformat()}
            for edition in story.corrections
        ]
    # The numbers of its comments (comments.models.Discussion), which the page shows: asked for once for both.
    if edition.article.comments_policy != "hidden" and (numbers := getattr(edition.article, "discussion", None)):
        data["commentCount"] = numbers.approved
    if cited := [(source, use) for source in story.citations for use in source.uses if use.url]:
        data["citation"] = [{"@type": "CreativeWork", "name": source.name, "url": use.url} for source, use in cited]
    return data

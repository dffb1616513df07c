"""What an article is, who is in it, how it is published. Other code imports from here only."""

from articles.models.article import Article, ArticleTag, Byline, RelatedLink
from articles.models.images import Image
from articles.models.log import LogLine
from articles.models.revisions import Address, Edition, EditionAuthor, EditionTag, Revision
from articles.models.sources import Citation, Source
from articles.models.taxonomy import Author, Section, Tag

__all__ = [
    "Address",
    "Article",
    "ArticleTag",
    "Author",
    "Byline",
    "Citation",
    "Edition",
    "EditionAuthor",
    "EditionTag",
    "Image",
    "LogLine",
    "RelatedLink",
    "Revision",
    "Section",
    "Source",
    "Tag",
]

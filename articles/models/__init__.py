"""What an article is, who is in it, how it is published. Other code imports from here only."""

from articles.models import desk_index
from articles.models.article import Article
from articles.models.authors import Author, Byline
from articles.models.checklist import ChecklistRule
from articles.models.coverage import CoverageEdition
from articles.models.entries import Entry, EntryAuthor, EntryEdition, EntryPicture, Said
from articles.models.front import Front, FrontEdition, FrontLogLine
from articles.models.images import Image, Upload
from articles.models.log import AppendOnly, LogLine
from articles.models.named import Named
from articles.models.notes import Note
from articles.models.pings import PingMark
from articles.models.pointers import Pointer, RelatedLink
from articles.models.presence import Presence
from articles.models.reads import Reads
from articles.models.revisions import Address, Edition, EditionAuthor, EditionTag, Revision
from articles.models.search_index import SearchWord
from articles.models.series import Series, SeriesPart
from articles.models.sharing import ShareLink
from articles.models.sources import Citation, LinkCheck, RightOfReply, Source, SourceReview
from articles.models.taxonomy import ArticleTag, Section, Tag, TagAlias

__all__ = [
    "Address",
    "AppendOnly",
    "Article",
    "ArticleTag",
    "Author",
    "Byline",
    "ChecklistRule",
    "Citation",
    "CoverageEdition",
    "Edition",
    "EditionAuthor",
    "EditionTag",
    "Entry",
    "EntryAuthor",
    "EntryEdition",
    "EntryPicture",
    "Front",
    "FrontEdition",
    "FrontLogLine",
    "Image",
    "LinkCheck",
    "LogLine",
    "Named",
    "Note",
    "PingMark",
    "Pointer",
    "Presence",
    "Reads",
    "RelatedLink",
    "Revision",
    "RightOfReply",
    "Said",
    "SearchWord",
    "Section",
    "Series",
    "SeriesPart",
    "ShareLink",
    "Source",
    "SourceReview",
    "Tag",
    "TagAlias",
    "Upload",
    "desk_index",
]

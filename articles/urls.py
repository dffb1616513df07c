from django.urls import path, register_converter

from articles import api, cards, feeds, indexes, most_read, periods, pings, sharing, sitemaps, views
from articles.models import Author, Series, Tag

register_converter(periods.Year, "yyyy")
register_converter(periods.TwoDigits, "dd")

app_name = "articles"

urlpatterns = [
    path("", views.front, name="front"),
    *feeds.addresses("", feeds.SiteFeed(), "feed"),
    path("card.png", cards.front, name="front_card"),
    path("feeds/", views.feeds, name="feeds"),
    path("search/", views.search, name="search"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
    path("reads/", most_read.reading, name="reading"),
    path("corrections/", views.corrections, name="corrections"),
    *feeds.addresses("corrections/", feeds.CorrectionsFeed(), "corrections_feed"),
    path("api/articles/", api.article_list, name="api_articles"),
    path("api/articles/<int:pk>/", api.article, name="api_article"),
    path("oembed", api.oembed, name="oembed"),
    path("indexnow-key.txt", pings.indexnow_key, name="indexnow_key"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-news.xml", sitemaps.news, name="sitemap_news"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap_pages"),
    path("sitemap-sections.xml", sitemaps.sections, name="sitemap_sections"),
    path("sitemap-tags.xml", sitemaps.records, {"model": Tag}, name="sitemap_tags"),
    path("sitemap-authors.xml", sitemaps.records, {"model": Author}, name="sitemap_authors"),
    path("sitemap-series.xml", sitemaps.records, {"model": Series}, name="sitemap_series"),
    path("sitemap-<yyyy:year>-<dd:month>.xml", sitemaps.month, name="sitemap_month"),
    path("archive/", indexes.archive, name="all_stories"),
    path("tags/", indexes.tags, name="tags"),
    path("tags/<slug:slug>/", views.tag, name="tag"),
    path("tags/<slug:slug>/card.png", cards.record, {"kind": "tag"}, name="tag_card"),
    *feeds.addresses("tags/<slug:slug>/", feeds.TagFeed(), "tag_feed"),
    path("series/", indexes.series, name="all_series"),
    path("series/<slug:slug>/", views.series, name="series"),
    path("series/<slug:slug>/card.png", cards.record, {"kind": "series"}, name="series_card"),
    *feeds.addresses("series/<slug:slug>/", feeds.SeriesFeed(), "series_feed"),
    path("authors/", indexes.authors, name="authors"),
    path("authors/<slug:slug>/", views.author, name="author"),
    path("authors/<slug:slug>/card.png", cards.record, {"kind": "author"}, name="author_card"),
    *feeds.addresses("authors/<slug:slug>/", feeds.AuthorFeed(), "author_feed"),
    path("<yyyy:year>/", views.archive, name="archive"),
    path("<yyyy:year>/<dd:month>/", views.archive, name="archive"),
    path("<yyyy:year>/<dd:month>/<dd:day>/", views.archive, name="archive"),
    path("<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/", views.article, name="article"),
    path("<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/card.png", cards.story, name="story_card"),
    path("<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/history/", views.history, name="history"),
    path("<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/live/", views.live, name="live"),
    path("shared/<slug:token>/", sharing.shared, name="shared"),
    path("<slug:slug>/", views.section, name="section"),
    path("<slug:slug>/card.png", cards.record, {"kind": "section"}, name="section_card"),
    *feeds.addresses("<slug:slug>/", feeds.SectionFeed(), "section_feed"),
]

from django.urls import path, register_converter

from articles import feeds, periods, sharing, sitemaps, views

register_converter(periods.Year, "yyyy")
register_converter(periods.TwoDigits, "dd")

app_name = "articles"

urlpatterns = [
    path("", views.front, name="front"),
    path("feed/", feeds.SiteFeed(), name="feed"),
    path("feeds/", views.feeds, name="feeds"),
    path("corrections/", views.corrections, name="corrections"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-sections.xml", sitemaps.sections, name="sitemap_sections"),
    path("sitemap-<yyyy:year>-<dd:month>.xml", sitemaps.month, name="sitemap_month"),
    path("tags/<slug:slug>/", views.tag, name="tag"),
    path("tags/<slug:slug>/feed/", feeds.TagFeed(), name="tag_feed"),
    path("authors/<slug:slug>/", views.author, name="author"),
    path("authors/<slug:slug>/feed/", feeds.AuthorFeed(), name="author_feed"),
    path("<yyyy:year>/", views.archive, name="archive"),
    path("<yyyy:year>/<dd:month>/", views.archive, name="archive"),
    path("<yyyy:year>/<dd:month>/<dd:day>/", views.archive, name="archive"),
    path("<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/", views.article, name="article"),
    path("<yyyy:year>/<dd:month>/<dd:day>/<slug:slug>/history/", views.history, name="history"),
    path("shared/<slug:token>/", sharing.shared, name="shared"),
    path("<slug:slug>/", views.section, name="section"),
    path("<slug:slug>/feed/", feeds.SectionFeed(), name="section_feed"),
]

"""The desk’s pages, one module per thing that is edited. In the order in which the desk lists them."""

from articles.admin import article, front, images, sources, taxonomy, series, sections, checklist  # isort: skip

__all__ = ["article", "checklist", "front", "images", "sections", "series", "sources", "taxonomy"]

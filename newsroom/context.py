from django.conf import settings

from articles.models import Section


def publication(request):
    """What every page shows around its content. 2 queries, made when a template first asks for them."""
    return {
        "publication": getattr(request, "publication", None),
        "sections": Section.objects.all(),
        "site_url": settings.SITE_URL,
        "admin_url": f"/{settings.ADMIN_PATH}",
    }

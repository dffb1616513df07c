from django.conf import settings
from django.utils.functional import SimpleLazyObject

from newsroom.models import MenuItem


def publication(request):
    """What every page shows around its content. 2 queries, made when a template first asks for them."""
    return {
        "publication": getattr(request, "publication", None),
        "menus": SimpleLazyObject(lambda: MenuItem.objects.shown().by_place()),
        "site_url": settings.SITE_URL,
        "admin_url": f"/{settings.ADMIN_PATH}",
    }

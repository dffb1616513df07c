from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.contrib.staticfiles import apps as staticfiles
from django.db.backends.signals import connection_created
from django.db.models.signals import m2m_changed, post_save, pre_save

from articles import text
from newsroom import roles, sqlite


class NewsroomConfig(AppConfig):
    name = "newsroom"
    verbose_name = "Publication"

    def ready(self):
        from django.contrib.auth.models import User  # once all models are there

        from articles.models import Section
        from articles.models.taxonomy import tags_merged
        from newsroom import menus

        connection_created.connect(sqlite.teach)
        post_save.connect(roles.account_saved, sender=User)
        post_save.connect(menus.section_saved, sender=Section)
        tags_merged.connect(menus.tags_were_merged)
        m2m_changed.connect(roles.roles_changed, sender=User.groups.through)
        pre_save.connect(make_account_sound, sender="auth.User")
        pre_save.connect(make_page_sound, sender="flatpages.FlatPage")


def make_account_sound(sender, instance, **kwargs):
    """What ``articles/fields.py`` does for our records, for those of Django, whichever way they come in."""
    for name in ("username", "first_name", "last_name", "email"):
        setattr(instance, name, text.name(getattr(instance, name)))


def make_page_sound(sender, instance, **kwargs):
    instance.title, instance.url = text.line(instance.title), text.line(instance.url)
    instance.content = text.sound(instance.content)


class DeskConfig(admin.AdminConfig):
    """Django's admin with our own site object, so that ``@admin.register`` finds it."""

    default_site = "newsroom.admin.Desk"


class StaticFilesConfig(staticfiles.StaticFilesConfig):
    """Leaves out what the editor brings and we don't use: fewer files to serve, fewer to trust."""

    ignore_patterns = [
        *staticfiles.StaticFilesConfig.ignore_patterns,
        "galleriffic",
        "exportpdf",
        "scayt",
        "wsc",
        "flash",
        "smiley",
        "iframe",
        "iframedialog",
        "preview",
        "print",
        "newpage",
        "codesnippet",
        "codesnippetgeshi",
        "mathjax",
        "embed",
        "embedbase",
        "embedsemantic",
        "autoembed",
        "docprops",
        "pastefromgdocs",
        "pastefromlibreoffice",
        "pastefromword",
        "pastetools",
        "emoji",
        "filetools_samples",
        "adobeair",
        "bbcode",
        "devtools",
        "uicolor",
        "tableresize_samples",
    ]

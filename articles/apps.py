from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Stories"

    def ready(self):
        from articles.search import rebuild  # once all models are there

        post_migrate.connect(rebuild.after_migrate, sender=self)

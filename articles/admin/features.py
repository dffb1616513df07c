"""What the parts of the story's desk page have in common: pages of their own, and something to say on the form."""


class Feature:
    """
    Base of the mixins of ``ArticleAdmin``, one module each. A feature extends what it returns::

        def feature_urls(self):
            return [*super().feature_urls(), self.story_page("history", self.history_view)]
    """

    def feature_urls(self):
        """List of URL patterns, before the admin's own."""
        return []

    def feature_context(self, request, article):
        """Dict for the form's template; ``article`` is None or unsaved for a new story."""
        return {}

"""
A checker that asks Akismet. Off unless ``COMMENT_CHECKERS`` names it; then name, website, text and the story's address
of every comment leave the server. E-mail address and network address don't (``docs/operating.md``).
"""

from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.conf import settings

from comments.spam.post import signal

NO_ADDRESS = "192.0.2.0"  # Akismet insists on one; this is nobody's (RFC 5737)
PATIENCE = 10  # seconds


class Akismet:
    name = "Akismet"

    def check(self, comment):
        """Raise ``ValueError`` when Akismet gives no verdict, ``OSError`` when it can't be reached."""
        if not settings.AKISMET_KEY:
            raise ValueError("AKISMET_KEY is not set.")
        data = {
            "api_key": settings.AKISMET_KEY,
            "blog": settings.SITE_URL,
            "user_ip": NO_ADDRESS,
            "permalink": f"{settings.SITE_URL}{comment.edition.get_absolute_url()}",
            "comment_type": "reply" if comment.parent_id else "comment",
            "comment_author": comment.name,
            "comment_author_url": comment.url,
            "comment_content": comment.body,
            "comment_date_gmt": comment.created_at.isoformat(timespec="seconds"),
            "blog_charset": "UTF-8",
        }
        request = Request(settings.AKISMET_URL, urlencode(data).encode(), {"User-Agent": "newsroom/0.1"})  # noqa: S310
        with urlopen(request, timeout=PATIENCE) as response:  # noqa: S310  the address is a setting
            answer = response.read(100).decode("utf-8", "replace").strip()
            certain = response.headers.get("X-akismet-pro-tip") == "discard"
            help_ = response.headers.get("X-akismet-debug-help", "")
        if answer == "true":
            words = "Akismet is certain that it is spam" if certain else "Akismet takes it for spam"
            return [signal("Akismet", words, 9 if certain else 5)]
        if answer == "false":
            return [signal("Akismet", "Akismet takes it for good", 0)]
        raise ValueError(f"Akismet gave no verdict: {help_[:100] or answer!r}")

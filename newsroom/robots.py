"""
Who may read the site by machine, as the publication chose it: robots.txt (RFC 9309), and for each page a header and a
line in its head. All three are requests; what is public can be read by whoever does not keep to them.
"""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.structured_data import absolute

# What AI crawlers call themselves in robots.txt: their makers' pages and github.com/ai-robots-txt/ai.robots.txt, as of
# November 2026. Those that gather text and pictures to train models with:
TRAINING = (
    "AI2Bot",
    "Ai2Bot-Dolma",
    "Amazonbot",
    "anthropic-ai",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ChatGLM-Spider",
    "ClaudeBot",
    "Claude-Web",
    "CloudVertexBot",
    "cohere-ai",
    "cohere-training-data-crawler",
    "Cotoyogi",
    "DeepSeekBot",
    "Diffbot",
    "FacebookBot",
    "FirecrawlAgent",
    "FriendlyCrawler",
    "Google-CloudVertexBot",
    "Google-Extended",
    "GoogleOther",
    "GPTBot",
    "ICC-Crawler",
    "ImagesiftBot",
    "img2dataset",
    "laion-huggingface-processor",
    "LAIONDownloader",
    "meta-externalagent",
    "omgili",
    "omgilibot",
    "PanguBot",
    "SBIntuitionsBot",
    "Timpibot",
    "VelenPublicWebCrawler",
    "Webzio-Extended",
)
# Those that read for the answers of an AI search, or because somebody asked an assistant about a page:
ANSWERING = (
    "Amzn-SearchBot",
    "Amzn-User",
    "AzureAI-SearchBot",
    "ChatGPT-User",
    "Claude-SearchBot",
    "Claude-User",
    "DuckAssistBot",
    "Gemini-Deep-Research",
    "Google-NotebookLM",
    "GoogleAgent-Mariner",
    "iaskspider",
    "LinerBot",
    "meta-externalfetcher",
    "meta-webindexer",
    "MistralAI-User",
    "OAI-SearchBot",
    "Perplexity-User",
    "PerplexityBot",
    "PhindBot",
    "YouBot",
)


@dataclass(frozen=True)
class Policy:
    """
    ``refused``: names of agents that are asked to read nothing; ``is_closed``: everybody is. ``tag``: what header and
    page say, to agents without a name here too; “noai” is no standard, some keep to it.
    """

    refused: tuple[str, ...]
    tag: str
    is_closed: bool = False


LARGE = "max-image-preview:large"  # search engines may show pictures as large as they like
# By the values of Publication.robots.
POLICIES = {
    "open": Policy((), LARGE),
    "search": Policy(TRAINING, f"noai, noimageai, {LARGE}"),
    "engines": Policy((*TRAINING, *ANSWERING), f"noai, noimageai, {LARGE}"),
    "closed": Policy((), "noindex, nofollow, noarchive, noai", is_closed=True),
}


@require_safe
def robots_txt(request):
    """
    What agents are asked for. The desk is not named: its address may be a secret, and it says of itself that nobody is
    to list it, as private pages do.
    """
    policy = request.publication.machines
    # Only what RFC 9309 knows: a line that is new to them makes checkers call the file broken.
    lines = ["User-agent: *", "Disallow: /" if policy.is_closed else "Allow: /", ""]
    if policy.refused:
        lines += [*(f"User-agent: {name}" for name in policy.refused), "Disallow: /", ""]
    lines += [f"Sitemap: {absolute(reverse(f'articles:{name}'))}" for name in ("sitemap", "sitemap_news")]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")

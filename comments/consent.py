"""Where people say that an address is theirs, and that they want no mail: pages behind links in the mails."""

from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.models import Edition
from articles.sharing import is_from_elsewhere, unlisted
from comments import letters, links
from comments.yours import dead_link, sent_from_elsewhere


@csrf_exempt  # no cookie; the address of the page is the secret
@unlisted
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """Ask whether the address is theirs; the button says so. Programs that follow links in mails confirm nothing."""
    try:
        commenter = links.commenter_to_confirm(token)
    except links.NotValid:
        return dead_link(request)
    if request.method == "POST":
        if is_from_elsewhere(request):
            return sent_from_elsewhere(request)
        is_news = letters.confirm(commenter)
        return HttpResponseRedirect(f"{request.path}{'?thanks' if is_news else ''}", status=303)
    context = {
        "commenter": commenter,
        "url": request.path,
        "thanks": "thanks" in request.GET,
        "stop_all_url": links.for_stopping(commenter),
    }
    return TemplateResponse(request, "comments/confirm.html", context)


@csrf_exempt
@unlisted
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, token):
    """
    Stop mails of one kind, or all; also by one click in a mail program (RFC 8058), which is answered without a
    redirect. What was stopped can be stopped again.
    """
    try:
        commenter, article, what = links.commenter_to_leave_alone(token)
    except links.NotValid:
        return dead_link(request)
    done = ""
    if request.method == "POST":
        is_one_click = "List-Unsubscribe" in request.POST
        if not is_one_click and is_from_elsewhere(request):
            return sent_from_elsewhere(request)
        done = "stop" if is_one_click else request.POST.get("deed", "stop")
        if done == "allow":
            letters.allow_again(commenter)
        elif done == "all":
            letters.stop(commenter)
        else:
            letters.stop(commenter, article, what)
        commenter.refresh_from_db()
    edition = article and Edition.objects.filter(article=article).order_by("-live_from").first()
    context = {
        "commenter": commenter,
        "edition": edition,
        "what": what,
        "url": request.path,
        "done": done,
    }
    return TemplateResponse(request, "comments/stop.html", context)

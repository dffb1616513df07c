"""Where people say that an address is theirs, and that they want no mail: pages behind links in the mails."""

from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone

from articles.models import Edition
from articles.sharing import is_from_elsewhere
from comments import signed_links
from comments.mail import consent
from comments.views.private import private, secret, sent_from_elsewhere


@private
def confirm(request, token):
    """Ask whether the address is theirs; the button says so. Programs that follow links in mails confirm nothing."""
    commenter = signed_links.commenter_to_confirm(token)
    if request.method == "POST":
        is_news = consent.confirm(commenter)
        return HttpResponseRedirect(f"{request.path}{'?thanks' if is_news else ''}", status=303)
    context = {
        "commenter": commenter,
        "url": request.path,
        "thanks": "thanks" in request.GET,
        "stop_all_url": signed_links.for_stopping(commenter),
    }
    return TemplateResponse(request, "comments/confirm.html", context)


@secret
def stop(request, token):
    """
    Stop mails of one kind, or all; also by one click in a mail program (RFC 8058), which is answered without a
    redirect. What was stopped can be stopped again.
    """
    commenter, article, what = signed_links.commenter_to_leave_alone(token)
    done = ""
    if request.method == "POST":
        is_one_click = "List-Unsubscribe" in request.POST
        if not is_one_click and is_from_elsewhere(request):
            return sent_from_elsewhere(request)
        done = "stop" if is_one_click else request.POST.get("choice", "stop")
        if done == "allow":
            consent.allow_again(commenter)
        elif done == "all":
            consent.stop(commenter)
        else:
            consent.stop(commenter, article, what)
        commenter.refresh_from_db()
    public = Edition.objects.filter(article=article, live_from__lte=timezone.now())
    edition = article and public.order_by("-live_from").first()
    context = {
        "commenter": commenter,
        "edition": edition,
        "what": what,
        "url": request.path,
        "done": done,
    }
    return TemplateResponse(request, "comments/stop.html", context)

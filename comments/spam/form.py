"""How the form was sent: its hidden field, the time it took, how often the same one was sent."""

from collections import Counter

from django.utils.crypto import salted_hmac

from comments.models import Comment
from comments.spam.post import signal, times

TRAP = "subject"  # the name of the hidden field: machines like to fill it in, browsers know nothing to put there
TOO_FAST = 3  # seconds
LOOK_AT = 100  # comments sent by the same form, at most

# How many comments by the same form are remarkable: of everybody's, as stored pages are the same for many, and of one
# network's. The first row that is reached counts.
OF_ALL = [(30, 3), (15, 2), (8, 1)]
OF_ONE_NETWORK = [(10, 3), (6, 2), (4, 1)]


def form_id(stamp):
    """Return 64 characters that stand for the form with this signed ``stamp``."""
    return salted_hmac("comments.form", stamp, algorithm="sha256").hexdigest()


def signals(post):
    """1 query."""
    found = []
    if post.trap is None:
        found.append(signal("no trap", "sent without the form's hidden field, as scripts do", 4))
    elif post.trap.strip():
        found.append(signal("trap", "the hidden field was filled in", 5))
    if post.age is not None and post.age.total_seconds() < TOO_FAST:
        found.append(signal("fast", f"sent in {post.age.seconds} s", 2))
    return found + _sent_before(post.comment)


def _sent_before(comment):
    if not comment.form_id:
        return []
    before = Comment.objects.filter(form_id=comment.form_id).values_list("address_hash", flat=True)
    networks = Counter(before[:LOOK_AT])
    by_all, by_this = networks.total(), networks[comment.address_hash] if comment.address_hash else 0
    of_all = next((points for number, points in OF_ALL if by_all >= number), 0)
    of_this = next((points for number, points in OF_ONE_NETWORK if by_this >= number), 0)
    if not (of_all or of_this):
        return []
    if of_this >= of_all:
        words = f"the same form was sent {times(by_this, 'time')} from this network before"
    else:
        number = f"{by_all} times or more" if by_all == LOOK_AT else times(by_all, "time")
        words = f"the same form was sent {number} before"
    return [signal("form again", words, max(of_all, of_this))]

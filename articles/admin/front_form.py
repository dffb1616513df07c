"""A front as a person is changing it: what the desk's form sends, and what its buttons do to that."""

import json
from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from articles import front_content
from articles.admin.forms import DayAndTimeField, now_or_later
from articles.admin.pictures import PicturePicker
from articles.admin.widgets import is_id
from articles.fields import LineFormField
from articles.front_content import LAYOUTS, LONGEST, Pin
from articles.models import Image

MOST_PINS = 500  # that are read of one form
NOTHING = {"until": None, "headline": "", "kicker": "", "image": None}  # said of a story where it stands


class Arrangement:
    """
    What stands where by hand. ``pins``: dict of place → dict of ``article`` (id) and what is said of it there; a place
    is a pair of slot and position. A story has one place.
    """

    def __init__(self, pins):
        self.pins = dict(pins)

    def rows(self):
        """The pins (list of dicts) as in ``Front.content``."""
        return [{"slot": slot, "position": position, **pin} for (slot, position), pin in self.pins.items()]

    def place_of(self, article):
        return next((place for place, pin in self.pins.items() if pin["article"] == article), None)

    def put(self, place, article):
        """Pin ``article`` (id) at ``place``; what was said of it elsewhere comes along."""
        pin = self.pins.pop(self.place_of(article), None)
        self.pins[place] = pin or {"article": article, **NOTHING}

    def free(self, place):
        """Let ``place`` fill itself."""
        self.pins.pop(place, None)

    def move_up(self, place, above, shown):
        """
        Pin what stands at ``place`` at ``above``. ``shown``: dict of place → id of the story that readers would see
        there. What was pinned above comes down; what filled that place by itself goes where the rule puts it.
        """
        mine, other = self.pins.pop(place, None), self.pins.pop(above, None)
        if mine is None and place in shown:
            mine = {"article": shown[place], **NOTHING}
        if mine:
            self.pins[above] = mine
        if other:
            self.pins[place] = other

    def move_down(self, place, below, shown):
        """The same as moving up what stands at ``below``; where nothing stands, this one takes the place."""
        if below in self.pins or below in shown:
            self.move_up(below, place, shown)
        else:
            self.move_up(place, below, shown)


class FrontPicture(PicturePicker):
    """A picture for one place of a front; ``known`` (dict of id → picture) is asked instead of the database."""

    template_name = "admin/articles/front/_picture.html"

    def __init__(self):
        super().__init__()
        self.known = {}

    def picture_of(self, pk):
        return self.known.get(int(pk)) if is_id(pk) else None


class PictureNumberField(forms.CharField):
    """The number of a picture, or None. Whether there is such a one is asked for all of a front at once."""

    widget = FrontPicture

    def to_python(self, value):
        value = super().to_python(value)
        if not value:
            return None
        if not is_id(value):
            raise ValidationError("A picture is named by its number.")
        return int(value)


class PinForm(forms.Form):
    """Until when a story stays where a person put it, and how it is shown there."""

    until = DayAndTimeField(required=False, label="Stays until")
    headline = LineFormField(required=False, max_length=LONGEST["headline"], label="Other headline here")
    kicker = LineFormField(required=False, max_length=LONGEST["kicker"], label="Words above it")
    image = PictureNumberField(required=False, label="Other picture here")

    def __init__(self, data, said):
        self.article = said.article
        initial = {"until": said.until, "headline": said.headline, "kicker": said.kicker, "image": said.image}
        super().__init__(data, prefix=f"story-{said.article}", initial=initial, use_required_attribute=False)

    def pin(self):
        """The pin as in an ``Arrangement``: what is typed, and where that can't be read, what was there."""
        said = {name: getattr(self, "cleaned_data", {}).get(name, self.initial[name]) for name in NOTHING}
        return {"article": self.article, **said, "until": said["until"] and said["until"].isoformat()}


class FrontForm(forms.Form):
    """
    All of a front: the shape of its lead, the announcement, and a ``PinForm`` for each story that a person chose
    (``pins``: dict of place → form). ``front`` gives what it begins with; sent, the places come along (``pin``: slot,
    position and story), as does what the page showed (``shown``, JSON). 1 query where a picture is chosen.
    """

    layout = forms.ChoiceField(label="Shape of the lead", choices=LAYOUTS.items())
    text = LineFormField(required=False, max_length=LONGEST["text"], label="What it says")
    label = LineFormField(required=False, max_length=LONGEST["label"], label="First word")
    url = LineFormField(required=False, max_length=LONGEST["url"], label="Leads to")
    until = DayAndTimeField(required=False, label="Until")

    ANNOUNCEMENT = ("text", "label", "url", "until")

    def __init__(self, data, front):
        self.front, self.of_section = front, front.section_id is not None
        self.said = front_content.read(front.content, of_section=self.of_section)
        bar = self.said.announcement or front_content.Announcement("", label="Breaking")
        initial = {"layout": self.said.layout, **{name: getattr(bar, name) for name in self.ANNOUNCEMENT}}
        super().__init__(data, initial=initial, use_required_attribute=False)
        if self.of_section:
            for name in ("layout", *self.ANNOUNCEMENT):
                del self.fields[name]
        pins = self.said.pins if data is None else self._sent(data)
        self.pins = {pin.place: PinForm(data, pin) for pin in pins}
        self._know_pictures()

    def _sent(self, data):
        """The pins (list of ``Pin``) whose places came with the form, each with what is kept of it by now."""
        kept, sent = {pin.article: pin for pin in self.said.pins}, {}
        for words in data.getlist("pin")[:MOST_PINS]:
            place, _, article = words.rpartition(" ")
            if (place := place_in(place, of_section=self.of_section)) and is_id(article):
                pin = kept.get(int(article), Pin(*place, int(article)))
                sent.setdefault(int(article), replace(pin, slot=place[0], position=place[1]))
        return sent.values()

    def _know_pictures(self):
        """Ask for the pictures of all pins at once."""
        numbers = {form: form["image"].value() for form in self.pins.values()}
        wanted = {int(number) for number in map(str, filter(None, numbers.values())) if is_id(number)}
        known = Image.objects.in_bulk(wanted) if wanted else {}
        for form in numbers:
            form.fields["image"].widget.known = known

    @cached_property
    def shown(self):
        """The content that the page had shown (dict), which what is typed was made from; {} if it does not tell."""
        try:
            shown = json.loads(self.data.get("shown", ""))
        except (ValueError, RecursionError):
            return {}
        return shown if isinstance(shown, dict) else {}

    @property
    def changed(self):
        """Whether the person changed anything of what the page had shown."""
        return not says_the_same(self.shown, self.content(self.arrangement()))

    def is_valid(self):
        return all([super().is_valid(), *(form.is_valid() for form in self.pins.values())])

    @property
    def troubles(self):
        """List of (id of the field, sentence) on what can't be taken."""
        found = [(None, error) for error in self.non_field_errors()]
        for form in (self, *self.pins.values()):
            for bound in form:
                id_of = f"{bound.auto_id}_0" if isinstance(bound.field, DayAndTimeField) else bound.auto_id
                found += [(id_of, f"{bound.label}: {error}") for error in bound.errors]
        return found

    def arrangement(self):
        return Arrangement({place: form.pin() for place, form in self.pins.items()})

    def rearrange(self, arrangement):
        """Let ``pins`` stand as in ``arrangement``, each with what is typed of it."""
        forms = {form.article: form for form in self.pins.values()}
        self.pins = {
            place: forms.get(pin["article"]) or PinForm(None, Pin(*place, pin["article"]))
            for place, pin in arrangement.pins.items()
        }

    def content(self, arrangement):
        """What is typed and ``arrangement``, as ``Front.content``; what can't be read is as it was."""
        said = {**self.initial, **getattr(self, "cleaned_data", {})}
        announcement = None
        if not self.of_section and (said["text"] or said["url"]):
            announcement = {**{name: said[name] for name in self.ANNOUNCEMENT}}
            announcement["until"] = said["until"] and said["until"].isoformat()
        return {
            "layout": said.get("layout", self.said.layout),
            "pins": arrangement.rows(),
            "big": list(self.said.big),
            "announcement": announcement,
        }


class PublishForm(forms.Form):
    """When a front is published, and a word on it. What is typed stays in the address while one arranges."""

    when = forms.ChoiceField(
        required=False, initial="now", widget=forms.RadioSelect, choices=[("now", "Now"), ("later", "At a time")]
    )
    at = DayAndTimeField(required=False, label="Day and time")
    note = LineFormField(required=False, max_length=200, label="A word for the log")

    def clean_at(self):
        at = self.cleaned_data["at"]
        if self.cleaned_data.get("when") != "later":
            return None
        if at is None:
            raise ValidationError("Choose the day and the time.")
        return now_or_later(at, "publish")

    def clean(self):
        if self.cleaned_data.get("when") != "later":
            self.errors.pop("at", None)  # a time that was begun before “Now” was chosen


def place_in(words, *, of_section=False):
    """The place (pair of slot and position) that ``words`` (str, “lead 0”) name, or None."""
    slot, _, position = words.rpartition(" ")
    is_there = is_id(position) and int(position) < front_content.places_of(slot, of_section=of_section)
    return (slot, int(position)) if is_there else None


def says_the_same(one, other):
    """Whether two contents of a front do."""
    one, other = (front_content.read(content) for content in (one, other))
    return replace(one, big=()) == replace(other, big=()) and {*one.big} == {*other.big}

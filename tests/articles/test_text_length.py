"""How long a text is said to be, whatever it is written in, and how it is cut."""

import json
import re
import unicodedata

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from articles import richtext
from articles.story import Story, summary
from tests.factories import create_article, create_user, publish

CHINESE = "城市议会周四通过了新的港口计划，并将在明年春天开始施工。"
SCRIPTS = {
    "Chinese": CHINESE,
    "Japanese": "市議会は木曜日に新しい港の計画を可決し、来年の春に着工する。",
    "Thai": "สภาเมืองอนุมัติแผนท่าเรือใหม่เมื่อวันพฤหัสบดี",
    "Khmer": "ក្រុមប្រឹក្សាក្រុងបានអនុម័តផែនការកំពង់ផែថ្មី",
    "Lao": "ສະພາເມືອງອະນຸມັດແຜນທ່າເຮືອໃໝ່",
    "Burmese": "မြို့တော်ကောင်စီသည်ဆိပ်ကမ်းအစီအစဉ်သစ်ကိုအတည်ပြုခဲ့သည်",
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_without_spaces_is_counted_by_its_characters(script):
    plain = SCRIPTS[script] * (3500 // len(SCRIPTS[script]))
    assert richtext.length(plain) == (0, len(plain))
    assert richtext.length(plain).minutes == 7


def test_words_and_characters_of_a_mixed_text_are_added_up():
    assert richtext.length("In 2026 港口 opens, says “Port” and “港”.") == (6, 3)
    assert richtext.length("word " * 460 + "港" * 1000).minutes == 4
    assert richtext.length("word " * 690).minutes == 3
    assert richtext.length("").minutes == 1
    assert richtext.length("한국어는 띄어 쓴다") == (3, 0)


def test_readings_are_no_words_of_a_text():
    html = "<p><ruby>東<rt>とう</rt>京<rt>きょう</rt></ruby>です</p>"
    assert richtext.length_of(html).total == 4
    assert richtext.text(html) == "東(とう)京(きょう)です"


@pytest.mark.django_db
def test_a_chinese_story_says_how_long_it_takes_and_is_described_in_short():
    edition = publish(body=f"<p>{CHINESE * 120}</p>", standfirst="")
    story = Story(edition)
    assert (story.minutes, story.words) == (7, 28 * 120)
    page = Client().get(edition.get_absolute_url()).content.decode()
    assert "7 min read" in page
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert json.loads(data[1])["@graph"][0]["wordCount"] == 28 * 120
    described = re.search(r'<meta name="description" content="([^"]*)"', page)[1]
    assert 200 < len(described) <= 300
    assert described.endswith("。…") or described.endswith("…")
    assert len(summary(edition)) <= 300


@given(st.text(max_size=900))
def test_what_is_cut_is_short_and_the_beginning_of_the_text(plain):
    short = richtext.shortened(plain)
    whole = " ".join(plain.split())
    assert len(short) <= 300
    assert short == whole or (short.endswith("…") and whole.startswith(short[:-1]))


@pytest.mark.parametrize(
    "word", [*SCRIPTS.values(), "harbour ", "e\u0301", "\U0001f468\u200d\U0001f469\u200d\U0001f467 "]
)
def test_a_text_is_cut_between_words_and_letters(word):
    whole = " ".join((word * 300).split())
    short = richtext.shortened(whole)
    cut_off = whole[len(short) - 1]
    assert 150 < len(short) <= 300
    assert unicodedata.category(cut_off) not in {"Mn", "Mc", "Me"}
    assert word != "harbour " or short.endswith("harbour…")


@pytest.mark.django_db
def test_a_text_that_is_too_long_is_refused_in_a_sentence_and_nothing_of_it_is_lost():
    boss = create_user(role="administrator")
    client = Client()
    client.force_login(boss)
    article = create_article(created_by=boss, body="<p>Before.</p>")
    article.save_revision(boss)
    body = "港" * 1_000_001
    change = reverse("admin:articles_article_change", args=[article.pk])
    form = client.get(change).context["adminform"].form
    data = {name: form.initial.get(name) or "" for name in form.fields} | {"body": body, "headline": "A headline"}
    for formset in client.get(change).context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    answer = client.post(change, data)
    assert "1,000,000 are the most" in str(answer.context["adminform"].form.errors["body"])
    assert body in answer.content.decode()
    answer = client.post(reverse("admin:articles_article_autosave", args=[article.pk]), data)
    assert answer.status_code == 413
    assert "1,000,000 are the most" in answer.content.decode()
    for sent in ({"_choose": "tags"}, {"version": "0"}):  # without script to a page of records; over a colleague's save
        answer = client.post(change, {**data, **sent})
        assert "1,000,000 are the most" in str(answer.context["adminform"].form.errors["body"])
    article.refresh_from_db()
    assert article.body == "<p>Before.</p>"

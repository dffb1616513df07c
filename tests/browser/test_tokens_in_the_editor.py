"""What stands for a record in the text comes out of the editor as it went in."""

from articles.models import Article, Citation
from tests.factories import create_article, create_image, create_source, create_user, publish


def test_every_token_survives_opening_writing_undoing_the_source_view_and_saving(site):
    user = create_user(role="administrator")
    article = create_article(created_by=user)
    mark = Citation.objects.create(article=article, source=create_source())
    other, image = publish().article, create_image()
    tokens = (
        f'<p>Said so.<sup data-citation="{mark.pk}"></sup></p>',
        f'<aside data-see-also="{other.pk}"></aside>',
        f'<figure data-image="{image.pk}"></figure>',
        '<div data-embed="https://www.youtube.com/watch?v=dQw4w9WgXcQ"></div>',
    )
    article.body = "<p>First.</p>" + "".join(tokens) + "<p>Last.</p>"
    article.save()
    article.freeze(user)

    page = site.desk("administrator", user=user)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    editor = page.locator(".cke_editable").first
    editor.get_by_text("Last.").click()
    page.keyboard.press("End")
    page.keyboard.type(" And more")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+y")
    page.locator(".cke_button__source").click()
    page.locator("textarea.cke_source").wait_for()
    page.locator(".cke_button__source").click()
    editor = page.locator(".cke_editable").first
    editor.get_by_text("Last.").wait_for()
    page.locator("[name=_save]").first.click()
    page.wait_for_url("**/admin/articles/article/")

    body = Article.objects.get(pk=article.pk).body
    for token in tokens:
        assert token in body.replace("\n", ""), (token, body)
    assert "Last. And more" in body

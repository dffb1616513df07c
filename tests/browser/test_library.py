"""The picture library as one uses it: by mouse, by keys, and without script."""

import io
import re

import pytest
from PIL import Image as Pillow
from playwright.sync_api import expect

from articles.models import Image
from tests.factories import create_image


def picture(name, colour, size=(640, 480)):
    content = io.BytesIO()
    Pillow.new("RGB", size, colour).save(content, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": content.getvalue()}


def broken(name):
    return {"name": name, "mimeType": "image/jpeg", "buffer": b"Dear desk,"}


def test_many_are_uploaded_each_with_its_answer_and_described_at_once(site):
    page = site.desk("reporter")
    page.goto("/admin/articles/image/upload/")
    page.set_input_files("#files", [picture("quay.jpg", "red"), picture("again.jpg", "red"), broken("notes.jpg")])
    expect(page.locator("[data-upload-status]")).to_contain_text("3 of 3 done, 1 not taken.")
    page.set_input_files("#files", [picture("gulls.jpg", "blue"), picture("same.jpg", "blue")])
    expect(page.locator("[data-upload-status]")).to_contain_text("5 of 5 done")
    rows = page.locator(".taken__one")
    expect(rows.nth(2)).to_contain_text("This is no picture")
    expect(page.locator("progress")).to_have_count(0)
    made = Image.objects.count()
    page.get_by_role("link", name="Describe what was uploaded").click()
    titles = page.get_by_label("Title", exact=True)
    expect(titles).to_have_count(made)
    for number, field in enumerate(page.get_by_label("Alternative text", exact=True).all()):
        field.fill(f"Seen {number}")
    page.get_by_role("button", name="Save all").click()
    expect(page.locator(".notices")).to_contain_text("described")
    assert not Image.objects.undescribed().exists()


def test_files_may_be_dropped(site):
    page = site.desk("reporter")
    page.goto("/admin/articles/image/upload/")
    data = page.evaluate_handle(
        """async () => {
            const canvas = Object.assign(document.createElement("canvas"), { width: 300, height: 200 });
            canvas.getContext("2d").fillRect(0, 0, 20, 20);
            const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
            const data = new DataTransfer();
            data.items.add(new File([blob], "dropped.png", { type: "image/png" }));
            return data;
        }"""
    )
    page.dispatch_event("header", "drop", {"dataTransfer": data})  # beside the form the browser would open it
    expect(page.locator(".taken__one")).to_contain_text("Describe “dropped”")
    assert Image.objects.get().title == "dropped"


def test_an_upload_that_does_not_get_through_says_so(site):
    page = site.desk("reporter")
    page.goto("/admin/articles/image/upload/")
    page.context.set_offline(True)
    page.set_input_files("#files", [picture("quay.jpg", "red")])
    expect(page.locator(".taken__one")).to_contain_text("The server doesn’t answer")
    again = page.get_by_role("button", name="Try “quay.jpg” again")
    with page.expect_event("requestfailed", lambda request: request.method == "POST"):
        again.click()
    expect(again).to_be_enabled()
    page.context.set_offline(False)
    page.context.clear_cookies(name="sessionid")
    again.click()
    expect(page.locator(".taken__one")).to_contain_text("You are signed out")
    site.sign_in(page.context.new_page(), page.user)
    again.click()
    expect(page.locator(".taken__one")).to_contain_text("Describe “quay”")
    expect(page.locator("[data-upload-status]")).to_have_text("1 of 1 done.")


def test_more_than_one_page_can_describe_get_several_links(site):
    page = site.desk("reporter")
    page.goto("/admin/articles/image/upload/")

    def answer(route):
        number = answer.number = getattr(answer, "number", 0) + 1
        taken = {"pk": number, "title": f"{number}", "url": "#", "thumbnail": "", "known": False, "error": ""}
        route.fulfill(json={"taken": [taken]})

    page.route("**/upload/", lambda route: answer(route) if route.request.method == "POST" else route.continue_())
    page.set_input_files("#files", [broken(f"{number}.jpg") for number in range(60)])
    expect(page.locator("[data-upload-status]")).to_have_text("60 of 60 done.")
    links = page.locator("[data-upload-next] a")
    expect(links).to_have_text(["Describe what was uploaded (1 to 50)", "Describe what was uploaded (51 to 60)"])
    named = [set(re.findall(r"pk=(\d+)", link.get_attribute("href"))) for link in links.all()]
    assert [len(pks) for pks in named] == [50, 10]
    assert named[0] | named[1] == {str(number) for number in range(1, 61)}


def test_without_script_several_go_up_in_one_request(site):
    page = site.desk("reporter", java_script_enabled=False)
    page.goto("/admin/articles/image/upload/")
    page.set_input_files("#files", [picture("quay.jpg", "red"), broken("notes.jpg")])
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".taken__one")).to_have_count(2)
    expect(page.locator(".taken__one").nth(1)).to_contain_text("This is no picture")
    page.get_by_role("link", name="Describe what was uploaded").click()
    expect(page.get_by_label("Title", exact=True)).to_have_value("quay")


def test_the_focal_point_follows_the_pointer_and_the_sliders_and_says_where_it_is(site):
    image = create_image(width=1200, height=800)
    page = site.desk("reporter")
    page.route("**/media/**", lambda route: route.fulfill(body=picture("", "teal", (1200, 800))["buffer"]))
    page.goto(f"/admin/articles/image/{image.pk}/change/")
    across, down = page.get_by_label("Focal point, across"), page.get_by_label("Focal point, down")
    stage = page.get_by_role("region", name="Picture and focal point").get_by_role("img").first
    box = stage.bounding_box()
    stage.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75})
    expect(across).to_have_value("0.25")
    expect(down).to_have_value("0.75")
    expect(across).to_have_attribute("aria-valuetext", "25 % from the left")
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.75)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.15, box["y"] + box["height"] * 0.75, steps=3)
    page.mouse.up()
    expect(across).to_have_value("0.15")
    across.press("ArrowRight")
    down.press("ArrowLeft")
    expect(across).to_have_attribute("aria-valuetext", "16 % from the left")
    expect(down).to_have_attribute("aria-valuetext", "74 % from the top")
    crop = page.get_by_role("list", name="What remains in each shape").get_by_role("listitem").first.locator("img")
    assert crop.evaluate("image => getComputedStyle(image).objectPosition") == "16% 74%"
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/image/")
    image.refresh_from_db()
    assert image.focus == (16, 74)


def test_without_script_the_focal_point_is_moved_by_keys(site):
    image = create_image()
    page = site.desk("reporter", java_script_enabled=False)
    page.goto(f"/admin/articles/image/{image.pk}/change/")
    page.get_by_label("Focal point, across").press("ArrowRight")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/image/")
    image.refresh_from_db()
    assert image.focus == (51, 50)


def test_a_picture_is_taken_with_a_phone_and_described_with_one_thumb(site):
    phone = {"viewport": {"width": 375, "height": 740}, "has_touch": True, "is_mobile": True}
    page = site.desk("reporter", **phone)
    page.goto("/admin/articles/image/")
    with page.expect_file_chooser() as chooser:
        page.get_by_text("Take a photo").tap()
    assert chooser.value.element.get_attribute("capture") == "environment"
    chooser.value.set_files(picture("IMG_0001.jpg", "red"))
    page.get_by_role("link", name="Describe what was uploaded").tap()
    page.get_by_label("Title", exact=True).fill("The quay")
    page.get_by_label("Alternative text", exact=True).fill("A red quay")
    page.get_by_label("Credit", exact=True).fill("Ada Quist")
    save = page.get_by_role("button", name="Save all")
    expect(save).to_be_in_viewport()
    save.tap()
    expect(page.get_by_role("link", name="The quay")).to_be_visible()
    image = Image.objects.get()
    assert (image.title, image.alt, image.credit) == ("The quay", "A red quay", "Ada Quist")


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(site):
    page = site.desk("reporter")
    large = {**picture("panorama.jpg", "red"), "buffer": bytes(20 * 2**20 + 1)}
    page.on("request", lambda request: sent.append(request.method))
    sent = []
    page.goto("/admin/articles/image/")
    page.set_input_files("#files", [large])
    expect(page.locator(".taken__one")).to_contain_text("“panorama.jpg” has 20.0 MB: 20 MB is the most.")
    page.goto("/admin/articles/image/add/")
    page.set_input_files("#id_file", [large])
    expect(page.get_by_role("alert")).to_contain_text("“panorama.jpg” has 20.0 MB: 20 MB is the most.")
    assert "POST" not in sent


@pytest.mark.parametrize(("width", "scheme"), [(375, "dark"), (1280, "light")])
def test_the_library_is_walked_by_keyboard_at_any_width(site, width, scheme):
    image = create_image(title="x" * 200, persons=["Ada Quist"], credit="y" * 200)
    page = site.desk("reporter", viewport={"width": width, "height": 800}, color_scheme=scheme)
    for path in ("", "?view=list", "upload/", f"upload/describe/?pk={image.pk}", f"{image.pk}/replace/"):
        page.goto(f"/admin/articles/image/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.goto("/admin/articles/image/")
    page.get_by_role("link", name="Ada Quist").press("Enter")
    page.wait_for_url("**/?person=Ada%20Quist")
    page.locator(".shelf__one").press("Enter")
    page.wait_for_url(f"**/{image.pk}/change/**")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_refusal_for_number_or_room_is_told_in_its_own_words(site, settings):
    settings.UPLOADS_PER_HOUR = 1
    page = site.desk("reporter")
    page.goto("/admin/articles/image/upload/")
    page.set_input_files("#files", [picture("quay.jpg", "red")])
    expect(page.locator(".taken__one")).to_contain_text("Describe “quay”")
    page.set_input_files("#files", [picture("crane.jpg", "green")])
    expect(page.locator(".taken__one").nth(1)).to_contain_text("You have sent 1 files within an hour")

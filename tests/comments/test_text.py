import time
import timeit
import unicodedata
from html import escape

import pytest

from comments import text
from comments.spam import links


def test_paragraphs_and_lines():
    assert text.to_html("One\ntwo\n\n \n\nthree") == '<p dir="auto">One<br>two</p>\n<p dir="auto">three</p>'
    assert text.to_html(" \n ") == ""


def test_everything_is_escaped():
    html = text.to_html("<script>alert('x')</script> & <img src=x onerror=y> https://e.example/\"onload=z")
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html
    assert '" onload' not in html
    assert html.count("<a ") == 1


def test_only_two_links_and_each_with_its_rel():
    html = text.to_html("https://a.example/ http://b.example/\n\nhttps://c.example/")
    assert html.count("<a ") == 2
    assert html.count('rel="nofollow ugc noopener noreferrer"') == 2
    assert '<p dir="auto">https://c.example/</p>' in html


@pytest.mark.parametrize(
    ("typed", "linked"),
    [
        ("See https://a.example/b.", "https://a.example/b"),
        ("(https://a.example/b)", "https://a.example/b"),
        ("https://a.example/b_(c)", "https://a.example/b_(c)"),
        ("https://a.example/?q=1&r=2, then", "https://a.example/?q=1&amp;r=2"),
        ("HTTPS://a.example/", "HTTPS://a.example/"),
    ],
)
def test_punctuation_around_an_address_is_not_part_of_it(typed, linked):
    assert f'href="{linked}"' in text.to_html(typed)


A = "https://example.org/a"


@pytest.mark.parametrize(
    "after",
    [
        *(
            "。谢谢",
            "、次",
            "，然后",
            "！",
            "？",
            "：",
            "；",
            "）。",
            "】",
            "」と",
            "』",
            "》",
            "〉",
            "〕",
            "”，他说",
            "’",
            "…",
            "—",
            "～",
        ),
        *(
            "谢谢",
            "を見て",
            "参照",
            "에서 봤다",
            "ขอบคุณ",
            "ကျေးဇူး",
            "អរគុណ",
            "ｏｋ",
            "\u3000次",
            "𠮷野家",
            "·谢谢",
            "・次",
        ),
        *(
            "، شكرا",
            "؛",
            "؟",
            "۔",
            "\u200f.",
            "\u200b",
            "׃",
            "׀",
            "״",
            "।",
            "॥",
            "։",
            "።",
            "·",
            "»",
            "›",
            "“",
            "‘",
            "„",
        ),
        *(
            ")",
            "))",
            ").",
            "]",
            "}",
            "](b)",
            "(see",
            "(siehe dort)",
            "<b>",
            '"',
            "'",
            "`",
            "|",
            "…b",
            "👍",
            "→b",
            "\xa0b",
            ".",
            "...",
            "!?",
            "_",
            "**",
        ),
    ],
)
@pytest.mark.parametrize("opening", ["", "看", "(", "（", "「", "“", "„", "«", "[", "*"])
def test_what_follows_an_address_is_no_part_of_it(opening, after):
    html = text.to_html(f"{opening}{A}{after}")
    assert f'<a href="{A}" rel="nofollow ugc noopener noreferrer">{A}</a>' in html


@pytest.mark.parametrize(
    "address",
    [
        "https://münchen.example/straße",
        "https://例子.测试/路径",
        "https://例子.测试/路径2页",
        "https://www.例子.com/",
        "https://abc例子.com/x",
        "https://пример.рф/путь?ключ=да#низ",
        "https://παράδειγμα.δοκιμή/σελίδα",
        "https://مثال.إختبار/صفحة",
        "https://उदाहरण.परीक्षा/पृष्ठ",
        "https://ตัวอย่าง.ไทย/หน้า",
        "https://실례.테스트/쪽",
        "https://zh.wikipedia.org/wiki/北京",
        "https://ja.wikipedia.org/wiki/スティーブ・ジョブズ",
        "https://fa.wikipedia.org/wiki/می\u200cخواهم",
        "https://th.wikipedia.org/wiki/ประเทศไทย",
        "https://ca.example/col·legi",
        "https://example.org/?q=东京&p=2",
        "https://example.org/a_(b)_(c)",
        "https://example.org/(a(b[c]))",
        "https://example.org/a?b[]=1&c[]=2",
        "https://example.org/O'Neill",
        "https://example.org/e\u0301",
        "http://[::1]/x",
        "https://example.org",
        "https://example.org:8000/~me/a-b_c.d;e,f:g@h!i$j*k+l=m%20n/",
    ],
)
@pytest.mark.parametrize(
    ("before", "after"), [("", ""), ("(", ")."), ("“", "”,"), ("「", "」。"), ("[", "]"), ("", "、次")]
)
def test_an_address_stays_whole_in_any_script(before, address, after):
    address = unicodedata.normalize("NFC", address)
    html = text.to_html(f"{before}{address}{after}")
    assert text.to_html(address).count("<a ") == 1
    assert f">{escape(address)}</a>{escape(after)}" in html


def test_a_host_ends_before_a_sentence_that_follows_at_once():
    assert ">https://example.org</a>谢谢</p>" in text.to_html("https://example.org谢谢")
    assert ">https://例子.com</a>谢谢</p>" in text.to_html("https://例子.com谢谢")


def test_addresses_that_stand_close_are_two():
    html = text.to_html("https://a.example/，https://b.example/。")
    assert ">https://a.example/</a>，<a " in html
    assert ">https://b.example/</a>。" in html


@pytest.mark.parametrize(
    "piece",
    [
        "http://",
        "https://a(",
        "https://(",
        "https://a。",
        "(",
        ")",
        "[(",
        "谢",
        "https://谢",
        "·",
        "・",
        "\u200c",
        "'",
        "_",
        "1谢",
        "a.",
        "https://a.b)",
    ],
)
def test_finding_addresses_is_linear(piece):
    def seconds(number):
        written = "https://a.example/" + piece * (number // len(piece))
        return min(
            timeit.repeat(
                lambda: (text.to_html(written), links.addresses(written)), number=1, repeat=3, timer=time.process_time
            )
        )

    assert seconds(80_000) < 12 * max(seconds(20_000), 0.0005)


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "www.example.org",
        "https://",
        "https://...",
        "https://bank.example@evil.example/",
        "https://[bad/",
        "//example.org",
    ],
)
def test_nothing_else_becomes_a_link(typed):
    assert "<a " not in text.to_html(typed)


def test_hostile_text_takes_no_time():
    for hostile in ("http://" * 700, "https://a.example/" + ")" * 4900, "\n \t" * 1600, "(" * 5000):
        start = time.process_time()
        text.to_html(hostile)
        assert time.process_time() - start < 0.5


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("Mara Lind", "mara lind"),
        ("  MARA\u00a0 \n lind ", "mara lind"),
        ("Mаrа Lіnd", "mara lind"),  # Cyrillic а, і
        ("Νina Ηill", "nina hill"),  # Greek capitals Ν, Η
        ("Ｍａｒａ", "mara"),
        ("𝐌𝒶𝓻𝖆", "mara"),
        ("ⓂⒶⓇⒶ", "mara"),
        ("🅼🅰🅡🅐", "mara"),
        ("Mára Lïnd", "mara lind"),
        ("Ma\u0301ra", "mara"),
        ("M\u200ba\u00adra", "mara"),
        ("\u202eMara\u3164", "mara"),
        ("Straße", "strasse"),
        ("Søren Łukasz", "soren lukasz"),
        ("ﬁne", "fine"),
        ("v1agra", "v1agra"),
        ("", ""),
    ],
)
def test_what_looks_alike_is_folded_alike(written, same):
    assert text.fold(written) == same
    assert text.fold(text.fold(written)) == same


@pytest.mark.parametrize("written", ["한국어 이름", "हिन्दी", "اَلْعَرَبِيَّة", "日本語が", "שָׁלוֹם", "ภาษาไทย"])
def test_scripts_of_their_own_stay_themselves(written):
    assert text.fold(written) == unicodedata.normalize("NFC", unicodedata.normalize("NFKD", written))


@pytest.mark.parametrize("written", ["Займ", "Ναι", "Ηλίας", "Нос", "İstanbul", "Straße"])
def test_capitals_make_no_other_word(written):
    assert text.fold(written.upper()) == text.fold(written)


def test_a_name_in_capitals_of_another_script_is_what_it_looks_like():
    assert text.fold("ΝΙΝΑ", shapes=True) == "nina"

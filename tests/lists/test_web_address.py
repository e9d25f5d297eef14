import pytest

from outreach.lists.web_address import is_web_address


@pytest.mark.parametrize(
    "text",
    [
        "https://forms.ministry.example/",
        "http://www.committee.example/contact?lang=fr&x=1;2#top",
        "https://xn--bcher-kva.example:8443/a,b",
        "https://[2001:db8::1]/",
    ],
)
def test_one_http_or_https_url_is_a_web_address(text: str) -> None:
    assert is_web_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "forms.ministry.example",
        "mailto:office@ministry.example",
        "javascript:alert(1)",
        "ftp://ministry.example/",
        "https:///contact",
        "https://ministry.example@evil.example/",
        "https://a.example/ https://b.example/",
        "https://a.example/;https://b.example/",
        "https://a.example/ | b",
        'https://a.example/"x',
        "https://[nonsense/",
        "https://a.example:99999/",
        "https://a.example:port/",
    ],
)
def test_anything_else_is_not(text: str) -> None:
    assert not is_web_address(text)

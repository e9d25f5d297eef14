"""Which form a letter on paper keeps to, and which letters are on paper."""

import pytest

from outreach.model.directory import Channel
from outreach.model.paper import Form, Paper


@pytest.mark.parametrize(
    ("country", "form"),
    [
        ("DE", Form.DIN_5008_B),
        ("AT", Form.DIN_5008_B),
        ("FR", Form.NF_Z_11_001),
        ("CH", Form.PLAIN),
        ("XX", Form.PLAIN),
    ],
)
def test_the_country_that_it_leaves_decides_unless_the_campaign_does(country: str, form: Form) -> None:
    assert Paper().form_in(country) is form
    assert Paper(form=Form.DIN_5008_A).form_in(country) is Form.DIN_5008_A


def test_the_post_is_on_paper_e_mails_are_if_wanted_and_forms_never() -> None:
    assert [channel for channel in Channel if Paper().wanted(channel)] == [Channel.POST]
    assert {channel for channel in Channel if Paper(attach=True).wanted(channel)} == {
        Channel.POST,
        Channel.EMAIL,
    }

"""Who did what to whom: one way of telling a line."""

import pytest

from tests.transforms.coding_helpers import events, reasons


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Xi Jinping held talks with Hun Sen in Beijing.",
            {"CHN>KHM 04 actual", "KHM>CHN 04 actual"},
            id="talks go both ways",
        ),
        pytest.param(
            "Tanzania expelled five Iraqis and a Libyan.",
            {"TZA>IRQ 17 actual", "TZA>LBY 17 actual"},
            id="coordinated targets multiply out",
        ),
        pytest.param(
            "Two German diplomats were expelled by Russia.",
            {"RUS>DEU 16 actual"},
            id="passive voice with by",
        ),
        pytest.param("The ceasefire was welcomed.", set(), id="nobody and nobody"),
        pytest.param(
            "Xi said China will continue to support Cambodia.",
            {"CHN>KHM 03 intent"},
            id="a promise in reported speech",
        ),
        pytest.param(
            "China is ready to work with Cambodia, he added.",
            {"CHN>KHM 03 intent"},
            id="trailing attribution",
        ),
        pytest.param(
            "Xi Jinping met Hun Sen. Xi called on the two sides to deepen exchanges.",
            {"CHN>KHM 04 actual", "KHM>CHN 04 actual", "CHN>KHM 02 actual"},
            id="the two sides are the two who met",
        ),
        pytest.param(
            "Hun Sen said China was Cambodia's most reliable friend.",
            {"KHM>CHN 05 actual"},
            id="praise in a plain sentence",
        ),
        pytest.param(
            "Iran condemned Israel's attack on its consulate.",
            {"IRN>ISR 11 actual", "ISR>IRN 19 actual"},
            id="condemnation is aimed at the perpetrator",
        ),
        pytest.param(
            "Saudi Arabia condemned the attack on Pakistan's embassy.",
            set(),
            id="an unknown perpetrator is not condemned, the victim even less",
        ),
        pytest.param(
            "The United States threatened to impose sanctions on Turkey.",
            {"USA>TUR 13 intent"},
            id="a threatened sanction is a threat",
        ),
        pytest.param(
            "The United States imposed sanctions on Turkey.",
            {"USA>TUR 16 actual"},
            id="an imposed one is a sanction",
        ),
        pytest.param(
            "Serbia refused to impose sanctions on Russia.",
            {"SRB>RUS 12 actual"},
            id="a refused one is a refusal",
        ),
        pytest.param(
            "Ukraine asked Germany to send tanks.", {"UKR>DEU 02 actual"}, id="asked, not sent"
        ),
        pytest.param("Germany sent tanks to Ukraine.", {"DEU>UKR 07 actual"}, id="sent"),
        pytest.param(
            "Poland condemned the killing of Ukrainian civilians.",
            set(),
            id="the victim of a killing is not condemned for it",
        ),
        pytest.param(
            "Serbia will not recognise Kosovo.",
            {"SRB>XKX 12 actual"},
            id="will not is a refusal",
        ),
        pytest.param(
            "Xi Jinping met his Cambodian counterpart.",
            {"CHN>KHM 04 actual", "KHM>CHN 04 actual"},
            id="a counterpart is the other side's",
        ),
        pytest.param(
            "Ukraine and Russia held talks, and Turkey urged both sides to stop firing.",
            {
                "UKR>RUS 04 actual",
                "RUS>UKR 04 actual",
                "TUR>UKR 02 actual",
                "TUR>RUS 02 actual",
            },
            id="both sides are the two named together",
        ),
        pytest.param(
            "The French newspaper accused Algeria of lying.", set(), id="a newspaper does not act"
        ),
    ],
)
def test_who_did_what_to_whom(text, expected):
    assert events(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("Iran did not attack Israel.", "negated", id="not"),
        pytest.param("Iran never attacked Israel.", "negated", id="never"),
        pytest.param("If Iran attacked Israel, prices would rise.", "hypothetical", id="if"),
        pytest.param("Iran could attack Israel.", "hypothetical", id="could"),
        pytest.param(
            "Germany considered sending tanks to Ukraine.", "hypothetical", id="considered"
        ),
        pytest.param(
            "In 1999 NATO bombed Yugoslavia.", "background, older than a month", id="long ago"
        ),
    ],
)
def test_what_did_not_happen_now_is_dropped_with_a_reason(text, reason):
    assert events(text) == set()
    assert reason in reasons(text)

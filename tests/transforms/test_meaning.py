"""The model: it reads the same whatever stands beside a pair; what is said when it is missing."""

import json
import shutil
from math import log

import pytest

from training.exemplars import marked
from transforms import meaning, weighing
from transforms.coding import Coder
from transforms.meaning import FOLDER, Marked, Model, ModelError
from transforms.pairs import code_pairs

#: A sentence with [source] and {target}, and the type of the act; several to a sentence.
READ = [
    ("[Kenya] and {Uganda} held two days of talks on the border dispute in Nairobi.", "CONSULT"),
    (
        "[Canada] imposed new sanctions on {Belarus} over the jailing of opposition leaders.",
        "SANCTION",
    ),
    ("{Belarus} was hit by new sanctions, which [Canada] announced on Friday.", "SANCTION"),
    ("[Norway] delivered 300 tonnes of food to {Malawi} after the floods.", "AID"),
    ("[Norway] promised to deliver food to {Malawi} after the floods.", "AGREE"),
    ("[The army] shelled {rebel positions} near the town before dawn, killing nine.", "ASSAULT"),
    ("[Police] arrested {the editor of a weekly} in Kampala on Tuesday.", "COERCE"),
    ("[Thousands of students] marched through Santiago against {the government}.", "PROTEST"),
    ("[Greece] accused {Turkey} of violating its airspace.", "ACCUSE"),
    ("[Greece] rejected {Turkey}'s proposal for a joint committee.", "REJECT"),
    ("[Greece] called on {Turkey} to withdraw the research ship.", "REQUEST"),
    ("[Greece] praised {Turkey}'s decision to withdraw the research ship.", "SUPPORT"),
    ("[Turkey] withdrew its research ship from waters claimed by {Greece}.", "YIELD"),
    ("[Russia] moved two brigades to the border with {Ukraine} on Monday.", "MOBILIZE"),
    (
        "[The union] will go on strike unless {the railway} raises pay, its leader warned.",
        "THREATEN",
    ),
]


@pytest.fixture(scope="module")
def model() -> Model:
    return meaning.built_in()


def test_it_reads_plain_sentences(model):
    readings = model.read([marked(sentence) for sentence, _ in READ])
    wrong = [
        (sentence, reading.type)
        for (sentence, kind), reading in zip(READ, readings, strict=True)
        if reading.type != kind
    ]
    assert len(wrong) <= 1, wrong


def test_a_pair_reads_the_same_alone_in_company_and_in_any_order(model):
    pairs = [marked(sentence) for sentence, _ in READ]
    together = Model().read(pairs)
    assert Model().read(pairs[::-1])[::-1] == together
    assert [Model().read([pair])[0] for pair in pairs[:4]] == together[:4]


def test_types_that_are_common_in_news_gain(model):
    (shifted,) = model.read([marked(READ[0][0])])
    even = Model()
    even.card["shifts"] = {}
    (plain,) = even.read([marked(READ[0][0])])
    gained = {kind: log(shifted.types[kind] / plain.types[kind]) for kind in shifted.types}
    for kind, shift in model.card["shifts"].items():
        assert gained[kind] - gained["none"] == pytest.approx(shift)
    assert gained["STATEMENT"] == pytest.approx(gained["none"])


@pytest.mark.parametrize("text", ["", "x", "no marks at all", "word " * 400])
def test_odd_pairs_are_read_too(model, text):
    (reading,) = model.read([Marked(text, None, None)])
    assert sum(reading.types.values()) == pytest.approx(1.0)


@pytest.mark.parametrize(("before", "between"), [(300, 0), (0, 90), (40, 90), (300, 90)])
def test_marks_far_into_a_long_sentence_or_far_apart_are_kept(model, before, between):
    words = ["many"] * before + ["Chad"] + ["many"] * between + ["Niger"] + ["many"] * 50
    text = " ".join(words)
    spans = [(text.index(name), text.index(name) + len(name)) for name in ("Chad", "Niger")]
    read = model.inputs(Marked(text, *spans))
    assert read["ids"].shape[1] <= meaning.LONGEST
    assert 0 < read["source"][0] < read["target"][0]


def damaged(tmp_path, what):
    """Return a copy of the model's folder with one fault."""
    folder = tmp_path / "model"
    shutil.copytree(FOLDER, folder)
    if what == "no card":
        (folder / meaning.CARD).unlink()
    elif what == "bad card":
        (folder / meaning.CARD).write_text("{")
    elif what == "no network":
        (folder / meaning.NETWORK).unlink()
    else:
        (folder / meaning.NETWORK).write_bytes(b"not a network")
    return folder


@pytest.mark.parametrize("what", ["no card", "bad card", "no network", "bad network"])
def test_a_missing_or_damaged_file_is_named_and_the_way_out(tmp_path, what):
    with pytest.raises(ModelError) as error:
        Model(damaged(tmp_path, what))
    assert "model" in str(error.value)
    assert "--coder patterns" in str(error.value)


def test_patterns_need_no_model(tmp_path, monkeypatch):
    monkeypatch.setattr(weighing, "built_in", lambda: Model(tmp_path))
    assert Coder(by="patterns").model is None
    pair = {"id": 1, "text": "Chad attacked Niger.", "source": (0, 4), "target": (14, 19)}
    assert next(code_pairs([pair], "patterns"))["root"] == "19"
    with pytest.raises(ModelError):
        Coder(by="both")


def test_the_card_tells_what_the_files_are():
    card = json.loads((FOLDER / meaning.CARD).read_text())
    assert set(card["checksums"]) == {meaning.NETWORK, meaning.TOKENS}
    size = sum(path.stat().st_size for path in FOLDER.iterdir())
    assert size <= 25_000_000

"""Score the coder on the project's own gold: articles and sentences, by root, with the errors.

    python -m tests.gold.score [--set blind] [--errors 20] [--root 11] [--update]

The unit is (text, source country, target country, root), as in docs/coding rules: required events
are found or missed, optional and historical ones are neutral, everything else is false. What moved
since `baseline.json` was written is printed; `--update` writes it anew.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from transforms.weighing import CODERS

HERE = Path(__file__).parent
BASELINE = HERE / "baseline.json"
#: Figures that ship with every release of data; its texts and notes are written by hand.
ACCURACY = HERE.parents[1] / "warehouse" / "release" / "accuracy.json"
#: Sets of whole articles, whose figures by root are published.
ARTICLE_SETS = ("articles", "blind", "blind_second", "blind_third", "blind_fourth")
#: A fall of F1 by more than this fails the tests.
TOLERANCE = 0.02
SAMPLES = HERE.parents[1] / "flows" / "samples"
NOT_CLAIMED = {"hypothetical", "negated", "disputed"}
PREFIXES = ("IGO", "NGO", "MNC", "IMG", "NGM")
#: Codes of one actor: a former state and the one that scorers take it for.
SAME = {"SUN": "RUS", "YUG": "SRB", "SCG": "SRB", "DDR": "DEU", "CSK": "CZE"}


def country(code: str) -> str:
    """Return the country or organisation of an actor code (`CHNGOV` is CHN)."""
    base = code[:6] if code.startswith(PREFIXES) else code[:3]
    return SAME.get(base, base)


@dataclass
class Text:
    """A text with its gold."""

    id: str
    published: date
    text: str
    title: str | None = None
    outlet: str | None = None
    gold: list[dict[str, Any]] = field(default_factory=list)


def _gold_rows(pattern: str) -> dict[str, list[dict[str, Any]]]:
    """Return the gold rows of articles, by article."""
    gold: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in sorted(HERE.glob(pattern)):
        for row in csv.DictReader(path.open(encoding="utf-8")):
            gold[row["article"]].append(
                {
                    "source": row["source"],
                    "target": row["target"],
                    "code": row["code"],
                    "roots": [row["code"][:2], *filter(None, row["alt_roots"].split(";"))],
                    "date": row["date"],
                    "mode": row["mode"],
                    "required": row["status"] == "required",
                    "none": row["status"] == "none",
                    "sentence": row["sentence"],
                }
            )
    return gold


def _from_lines(path: Path, gold: dict[str, list[dict[str, Any]]]) -> Iterator[Text]:
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Text(
            row["id"],
            date.fromisoformat(row["date"]),
            row["text"],
            row["title"],
            row["outlet"],
            gold[row["id"]],
        )


def blind() -> Iterator[Text]:
    """Yield the articles whose authors had seen neither the coder nor its patterns."""
    yield from _from_lines(HERE / "blind.jsonl", _gold_rows("blind.csv"))


def blind_second() -> Iterator[Text]:
    """Yield the second blind set, whose errors were read late."""
    yield from _from_lines(HERE / "blind_second.jsonl", _gold_rows("blind_second.csv"))


def blind_third() -> Iterator[Text]:
    """Yield the third blind set, whose errors were read after it was first scored."""
    yield from _from_lines(HERE / "blind_third.jsonl", _gold_rows("blind_third.csv"))


def blind_fourth() -> Iterator[Text]:
    """Yield the fourth blind set, whose errors nobody has read: it says what to expect."""
    yield from _from_lines(HERE / "blind_fourth.jsonl", _gold_rows("blind_fourth.csv"))


def articles() -> Iterator[Text]:
    """Yield the sample articles that are read as text (pages are read by `flows.sources`)."""
    gold = _gold_rows("articles_*.csv")
    for path in sorted(SAMPLES.glob("*.jsonl")):
        yield from _from_lines(path, gold)
    for path in sorted(SAMPLES.glob("texts/*.txt")):
        head, _, body = path.read_text("utf-8").partition("\n")
        yield Text(
            path.stem,
            date.fromisoformat(head.replace("date", "").strip()),
            body.strip(),
            gold=gold.get(path.stem) or gold[path.stem.split("_")[0]],
        )


def sentences() -> Iterator[Text]:
    """Yield the gold sentences that were written beside the patterns."""
    yield from _sentences("sentences_[0-9]*.csv")


def breadth() -> Iterator[Text]:
    """Yield sentences that tell each kind of act in as many ways as their author could think of."""
    yield from _sentences("sentences_[a-z]*.csv")


def _sentences(pattern: str) -> Iterator[Text]:
    """Read gold sentences: `events` is like `CHN>KHM 04; ?KHM>CHN 05|03 intent`."""
    for path in sorted(HERE.glob(pattern)):
        for row in csv.DictReader(path.open(encoding="utf-8")):
            gold = []
            for item in filter(None, (part.strip() for part in row["events"].split(";"))):
                optional = item.startswith("?")
                dyad, codes, *mode = item.lstrip("?").split()
                source, _, target = dyad.partition(">")
                gold.append(
                    {
                        "source": source,
                        "target": target,
                        "roots": [code[:2] for code in codes.split("|")],
                        "code": codes.split("|")[0],
                        "date": "",
                        "mode": mode[0] if mode else "actual",
                        "required": not optional and (not mode or mode[0] in {"actual", "intent"}),
                        "none": False,
                        "sentence": row["text"],
                    }
                )
            yield Text(row["id"], date.fromisoformat(row["date"]), row["text"], gold=gold)


SETS = {
    "articles": articles,
    "blind": blind,
    "blind_second": blind_second,
    "blind_third": blind_third,
    "blind_fourth": blind_fourth,
    "sentences": sentences,
    "breadth": breadth,
}


def code(texts: list[Text], by: str = "both") -> dict[str, list[dict[str, Any]]]:
    """Code the texts and return the kept mentions by text."""
    from transforms.coding import Coder, distinct_events

    frame = pl.DataFrame(
        [(t.id, t.title, t.text, t.outlet, t.published) for t in texts],
        schema={
            "article_id": pl.String,
            "title": pl.String,
            "text": pl.String,
            "outlet": pl.String,
            "published_on": pl.Date,
        },
        orient="row",
    )
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in distinct_events(Coder(by=by).code(frame).mentions).iter_rows(named=True):
        found[row["article_id"]].append(row)
    return found


def _matches(gold: dict[str, Any], unit: tuple[str, str, str]) -> bool:
    source, target, root = unit
    return (
        (gold["source"] in {"*", ""} or country(gold["source"]) == source)
        and (gold["target"] in {"*", ""} or country(gold["target"]) == target)
        and root in gold["roots"]
    )


def compare(text: Text, found: list[dict[str, Any]]) -> tuple[Counter[str], list[str]]:
    """Match one text's events against its gold; return counts and the errors in words."""
    units: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in found:
        unit = (country(row["source"]), country(row["target"]), row["cameo_root"])
        units.setdefault(unit, row)
    wanted: dict[tuple[str, str, str], dict[str, Any]] = {}
    for gold in text.gold:
        if gold["required"] and not gold["none"]:
            key = (country(gold["source"]), country(gold["target"]), gold["roots"][0])
            wanted.setdefault(key, gold)
    neutral = [
        g for g in text.gold if not g["required"] and not g["none"] and g["mode"] not in NOT_CLAIMED
    ]
    counts: Counter[str] = Counter()
    errors = []
    used = set()
    for exact in (True, False):
        for key, gold in wanted.items():
            if gold.get("_hit"):
                continue
            for unit, row in units.items():
                if unit in used or not (unit == key if exact else _matches(gold, unit)):
                    continue
                gold["_hit"] = True
                used.add(unit)
                counts["tp"] += 1
                counts[f"tp:{key[2]}"] += 1
                if gold["date"]:
                    counts["dated"] += 1
                    good = row["event_date"].isoformat().startswith(gold["date"])
                    counts["date_ok"] += good
                    if not good:
                        errors.append(
                            f"DATE  {text.id} {unit} {row['event_date']} for {gold['date']}"
                            f" ({row['date_basis']}) | {row['sentence'][:160]}"
                        )
                counts["mode_ok"] += row["mode"] == gold["mode"]
                break
    for key, gold in wanted.items():
        if not gold.pop("_hit", False):
            counts["fn"] += 1
            counts[f"fn:{key[2]}"] += 1
            errors.append(
                f"MISS  {text.id} {'>'.join(key[:2])} {key[2]} | {gold['sentence'][:200]}"
            )
    for unit, row in units.items():
        if unit in used or any(_matches(g, unit) for g in [*wanted.values(), *neutral]):
            continue
        counts["fp"] += 1
        counts[f"fp:{unit[2]}"] += 1
        trap = any(_matches(g, unit) for g in text.gold if g["mode"] in NOT_CLAIMED)
        errors.append(
            f"{'TRAP ' if trap else 'FALSE'} {text.id} {unit[0]}>{unit[1]} {row['cameo_code']}"
            f" {row['mode']} [{row['trigger']}; {row['method']};"
            f" {row['source_text']} > {row['target_text']}] | {row['sentence'][:300]}"
        )
    return counts, errors


def f1(counts: Counter[str], suffix: str = "") -> tuple[float, float, float]:
    """Return precision, recall and F1 (0 where undefined)."""
    tp, fp, fn = (counts[name + suffix] for name in ("tp", "fp", "fn"))
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    return precision, recall, 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 0.0


def score(texts: list[Text], by: str = "both") -> tuple[Counter[str], list[str]]:
    """Code and compare a set of texts."""
    found = code(texts, by)
    total: Counter[str] = Counter()
    errors: list[str] = []
    for text in texts:
        counts, wrong = compare(text, found.get(text.id, []))
        total.update(counts)
        errors += wrong
    return total, errors


def outcome(total: Counter[str], errors: list[str]) -> dict[str, Any]:
    """Return what the baseline keeps of a set: figures, and each missed and false event."""
    precision, recall, value = f1(total)
    heads = sorted(error.split(" | ")[0].split(" [")[0] for error in errors)
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(value, 4),
        "wrong": [head for head in heads if not head.startswith("DATE")],
    }


def moved(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Return the errors that went and those that came, a line each."""
    old, new = set(before.get("wrong", ())), set(now["wrong"])
    return [f"- {x}" for x in sorted(old - new)] + [f"+ {x}" for x in sorted(new - old)]


def published(
    told: dict[str, Any], scored: dict[str, tuple[int, Counter[str]]], coder_version: str
) -> dict[str, Any]:
    """Return the published figures with those of sets that were scored: texts and counts by set.

    `coder_version` is told where all figures are of that one, else null.
    """
    for name, (n_texts, total) in scored.items():
        precision, recall, value = (round(figure, 3) for figure in f1(total))
        figures = {"texts": n_texts, "precision": precision, "recall": recall, "f1": value}
        told["sets"][name] = {"note": "", **told["sets"].get(name, {}), **figures}
    if scored.keys() >= {*told["sets"], *ARTICLE_SETS}:
        told["coder_version"] = coder_version
    elif told.get("coder_version") != coder_version:
        told["coder_version"] = None
    if not scored.keys() >= set(ARTICLE_SETS):
        return told
    counts = sum((scored[name][1] for name in ARTICLE_SETS), Counter())
    told["by_root"] = {}
    for root in (f"{number:02d}" for number in range(1, 21)):
        tp, fp, fn = (counts[f"{kind}:{root}"] for kind in ("tp", "fp", "fn"))
        if tp + fp + fn:
            told["by_root"][root] = {
                "precision": round(tp / (tp + fp), 2) if tp + fp else None,
                "recall": round(tp / (tp + fn), 2) if tp + fn else None,
                "required": tp + fn,
                "false": fp,
            }
    return told


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", choices=[*SETS, "all"], default="all")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--root", default="")
    parser.add_argument("--coder", choices=CODERS, default="both")
    parser.add_argument("--update", action="store_true", help="write the baseline anew")
    args = parser.parse_args()
    baseline = json.loads(BASELINE.read_text("utf-8")) if BASELINE.exists() else {}
    scored: dict[str, tuple[int, Counter[str]]] = {}
    for name in SETS if args.set == "all" else [args.set]:
        texts = list(SETS[name]())
        if not texts:
            continue
        total, errors = score(texts, args.coder)
        scored[name] = len(texts), total
        precision, recall, value = f1(total)
        dates = total["date_ok"] / max(total["dated"], 1)
        sys.stdout.write(
            f"{name}: {len(texts)} texts, precision {precision:.3f}, recall {recall:.3f},"
            f" F1 {value:.3f} (tp {total['tp']}, fp {total['fp']}, fn {total['fn']}),"
            f" dates {dates:.3f}, mode {total['mode_ok'] / max(total['tp'], 1):.3f}\n"
        )
        for number in range(1, 21):
            root = f"{number:02d}"
            if any(total[f"{kind}:{root}"] for kind in ("tp", "fp", "fn")):
                p, r, f = f1(total, f":{root}")
                sys.stdout.write(
                    f"  {root}  P {p:.2f}  R {r:.2f}  F1 {f:.2f}  (tp {total['tp:' + root]},"
                    f" fp {total['fp:' + root]}, fn {total['fn:' + root]})\n"
                )
        now = outcome(total, errors)
        before = baseline.get(name, {})
        changes = moved(before, now)
        sys.stdout.write(
            f"  F1 was {before.get('f1', 'unknown')}; errors gone (-), come (+): {len(changes)}\n"
        )
        sys.stdout.writelines(f"    {line}\n" for line in changes)
        baseline[name] = now
        shown = [e for e in errors if not args.root or f" {args.root}" in e]
        for error in shown[: args.errors]:
            sys.stdout.write(error + "\n")
    if args.update:
        BASELINE.write_text(json.dumps(baseline, indent=1, ensure_ascii=False) + "\n", "utf-8")
        if args.coder == "both":
            from transforms.coding import Coder

            version = Coder(by=args.coder).version
            told = published(json.loads(ACCURACY.read_text("utf-8")), scored, version)
            ACCURACY.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()

"""Series corrected for what hand checks say the coder gets wrong.

The model, for one dyad. Of class k (a quad class or CAMEO root) T_k events happened in a period
and stand in the articles; C_j were coded as class j. A share r_k of T_k is found with the right
parties, as class j with probability L_jk; a share f_j of C_j is false (no event, or another
dyad's):

    E[(1 - f_j) C_j] = sum_k L_jk r_k T_k

f, r and L come from the hand check, strata weighted by what the warehouse has of them. T is found
by inverting the misclassification matrix (Greenland and Kleinbaum 1983, Int. J. Epidemiology
12:93-97; for shares of categories Hopkins and King 2010, AJPS 54:229-247), as the solution of
maximum likelihood without negative counts, by the EM algorithm (Shepp and Vardi 1982, IEEE Trans.
Medical Imaging 1:113-122). The matrix is inverted, and not the shares of true classes among coded
ones applied, because those hold only where classes are as frequent as in the sample, and dyads
and months differ. With one class it is the correction of Rogan and Gladen (1978, Am. J.
Epidemiology 107:71-76), in which f takes the place of specificity: nobody counts true negatives.

Intervals are a parametric bootstrap of two parts. Of the hand check: outcomes of a stratum are
Dirichlet, missed events of a stratum, of sentences or beside tellings, gamma (Poisson) given what
was counted. Of the coding of a period: which of its coded events are true, and what they are, is
multinomial; how many were missed is Poisson with a rate that is gamma around the dyad's (Clayton
and Kaldor 1987, Biometrics 43:671-681), so that a month with nothing coded is not certain to have
had nothing.

What it takes for granted: the coder errs on this dyad and in this period as in the sample, and
what is false keeps its share. Errors are measured on tellings, panels count events: an event told
many times is surer to be found, and its false tellings make one false event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.errors import UsageError
from warehouse.audit.scoring import QUAD_NAMES, Strata, as_class, unjudged
from warehouse.audit.sheet import Judgements, quads

Floats = npt.NDArray[np.float64]

#: Draws of the bootstrap.
DRAWS = 1_000
#: Numbers in an array of draws at most; longer series are drawn in parts.
HELD = 4_000_000
#: Steps of the EM algorithm at most, and the change of a count (events) that ends it before: of a
#: whole series, to which its periods are scaled, and of these.
STEPS, CLOSE = 1_000, 1e-6
PERIOD_STEPS, PERIOD_CLOSE = 60, 1e-3
#: Fewer judged rows than these are called too small: of a class; of sentences in all.
FEWEST_EVENTS, FEWEST_SENTENCES = 30, 100
#: Judged rows that the outcomes of all strata together weigh in those of one.
POOLED = 1.0
#: Events that the mix of the whole series weighs in the mix of one period.
MIX = 5.0
#: Shape of the gamma for the rate of a period around the dyad's: 1 is exponential, very uneven.
SHAPE = 1.0
#: Events a period below which taking a class's bias out of it adds more noise than it mends
#: (simulated in tests/warehouse/test_audit.py): sums over periods are right, single ones are not.
THIN = 3.0
#: Share of true events of a class that are coded as it, below which a matrix hardly inverts.
ILL = 0.5

CORRECTED = pl.Schema(
    {
        "period_start": pl.Date,
        "period_end": pl.Date,
        "class": pl.String,  # 1-4 or 01-20; all: their sum
        "n_events": pl.Int64,  # as coded; null where the panel has none
        "corrected": pl.Float64,  # null as n_events, or the class cannot be corrected
        "low": pl.Float64,
        "high": pl.Float64,
        "too_small": pl.Boolean,  # fewer than 30 of the class judged, or than 100 sentences
    }
)


@dataclass(frozen=True, slots=True)
class Audit:
    """A hand check counted: H event strata, S sentence strata, K classes.

    Outcomes of an event, 2 K + 1 of them: an event of class k with its parties right (k), none
    (K), an event of class k between others (K + 1 + k).
    """

    classes: list[str]  # K names
    coded_as: npt.NDArray[np.intp]  # (H,) class of the stratum
    population: Floats  # (H,) tellings in the warehouse
    outcomes: Floats  # (H, 2K+1) judged rows
    beside: Floats  # (H, K) missed events beside judged tellings
    sentences: Floats  # (S,) sentences without an event in the warehouse
    judged_sentences: Floats  # (S,)
    missed: Floats  # (S, K) missed events in judged sentences

    @property
    def unknown(self) -> npt.NDArray[np.bool_]:
        """(K,) classes of which nothing was judged, or that no judged event turned out to be."""
        right = self.outcomes[:, : len(self.classes)].sum(axis=0)
        return np.asarray((self.n_judged == 0) | (right == 0))

    @property
    def n_judged(self) -> Floats:
        """(K,) judged rows of each class."""
        out = np.zeros(len(self.classes))
        np.add.at(out, self.coded_as, self.outcomes.sum(axis=1))
        return out


@dataclass(frozen=True, slots=True)
class Errors:
    """How the coder errs, in B draws or one: `false` (B, K), `found` (B, K), `coded` (B, K, K).

    `false[j]` is the share of events coded j that are none of this dyad; `found[k]` the share of
    true events of k found, as any class; `coded[j, k]` the share of those that is coded j (columns
    sum to 1).
    """

    false: Floats
    found: Floats
    coded: Floats


@dataclass(frozen=True, slots=True)
class Corrected:
    """The answer of `correct`, and what a reader has to be told."""

    rows: pl.DataFrame  # `CORRECTED`
    warnings: list[str]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Corrected counts of P periods and K classes, and of all classes (the last column)."""

    counts: Floats  # (P, K + 1)
    low: Floats
    high: Floats


def count(judgements: Judgements, by: str = "quad") -> Audit:
    """Count what hand checks say, for correcting by quad class or root.

    A row that several coders judged counts once, each of them with an equal part.

    Raises:
        UsageError: no event has been judged.
    """
    events = judgements.rows.filter(kind="event")
    if events.is_empty():
        raise UsageError(
            "no event has been judged",
            where=", ".join(judgements.n_empty),
            fix="fill in verdicts (`bilateral audit sample --help` says how)",
        )
    names = sorted(quads()) if by == "root" else sorted(QUAD_NAMES)
    place = {name: at for at, name in enumerate(names)}
    k = len(names)
    strata = Strata.of(events)
    outcome = [
        k if code is None else place[as_class(code, by)] + (0 if right else k + 1)
        for code, right in events.select("true_code", "parties_right").iter_rows()
    ]
    outcomes = np.zeros((len(strata.names), 2 * k + 1))
    np.add.at(outcomes, (strata.index, np.array(outcome)), strata.weight)
    coded_as = np.zeros(len(strata.names), dtype=np.intp)
    coded_as[strata.index] = [place[as_class(code, by)] for code in events["code"]]
    beside = _missed(events, place, by) / events["n_here"].to_numpy()[:, None]

    sentences = judgements.rows.filter(kind="sentence")
    quiet = Strata.of(sentences)
    missed, _ = quiet.moments(_missed(sentences, place, by))
    return Audit(
        classes=names,
        coded_as=coded_as,
        population=strata.population,
        outcomes=outcomes,
        beside=strata.moments(beside)[0] * strata.size[:, None],
        sentences=quiet.population,
        judged_sentences=quiet.size,
        missed=missed * quiet.size[:, None],
    )


def _missed(rows: pl.DataFrame, place: Mapping[str, int], by: str) -> Floats:
    """Return (R, K) missed events of each class."""
    out = np.zeros((rows.height, len(place)))
    for at, codes in enumerate(rows["missed"]):
        for code in codes:
            out[at, place[as_class(code, by)]] += 1
    return out


def measured(audit: Audit) -> Errors:
    """Return how the coder errs, by the counts as they are (one draw)."""
    shares = audit.outcomes / audit.outcomes.sum(axis=1, keepdims=True)
    sentences = audit.missed / audit.judged_sentences[:, None]
    tellings = audit.beside / audit.outcomes.sum(axis=1, keepdims=True)
    return _errors(audit, shares[None], sentences[None], tellings[None])


def drawn(audit: Audit, rng: np.random.Generator, draws: int = DRAWS) -> Errors:
    """Return how the coder may err, given the counts: draws of their posterior."""
    alpha = audit.outcomes + POOLED * _pooled(audit)
    alpha[:, np.flatnonzero(np.concatenate([audit.unknown, [False], audit.unknown]))] = 0
    shares = rng.standard_gamma(np.broadcast_to(alpha, (draws, *alpha.shape)))
    shares /= shares.sum(axis=2, keepdims=True)

    def rates(missed: Floats, judged: Floats) -> Floats:
        shape = (missed + 1 / len(audit.classes)) * ~audit.unknown
        return rng.standard_gamma(np.broadcast_to(shape, (draws, *shape.shape))) / judged[:, None]

    sentences = rates(audit.missed, audit.judged_sentences)
    return _errors(audit, shares, sentences, rates(audit.beside, audit.outcomes.sum(axis=1)))


def _pooled(audit: Audit) -> Floats:
    """Return (H, 2K+1) shares of outcomes that strata have in common: right, none, elsewhere ...

    Half a row of each is added, so that nothing is impossible for want of an example.
    """
    k, rows = len(audit.classes), np.arange(len(audit.coded_as))
    own = audit.outcomes[rows, audit.coded_as].sum() + 0.5
    none = audit.outcomes[:, k].sum() + 0.5
    astray_own = audit.outcomes[rows, k + 1 + audit.coded_as].sum() + 0.5
    other = audit.outcomes[:, :k].sum() - own + 1
    astray = audit.outcomes[:, k + 1 :].sum() - astray_own + 1
    out = np.empty(audit.outcomes.shape)
    out[:, :k] = other / max(k - 1, 1)
    out[:, k + 1 :] = astray / max(k - 1, 1)
    out[:, k] = none
    out[rows, audit.coded_as] = own
    out[rows, k + 1 + audit.coded_as] = astray_own
    return np.asarray(out / out.sum(axis=1, keepdims=True))


def _errors(audit: Audit, shares: Floats, sentences: Floats, tellings: Floats) -> Errors:
    """Put outcomes and missed events together.

    Args:
        audit: the hand check.
        shares: (B, H, 2K+1) of outcomes.
        sentences: (B, S, K) missed events a sentence without an event.
        tellings: (B, H, K) missed events beside a telling.
    """
    k = len(audit.classes)
    own = np.zeros((k, len(audit.coded_as)))  # classes by strata, with the strata's sizes
    own[audit.coded_as, np.arange(len(audit.coded_as))] = audit.population
    joint = own @ shares  # (B, K coded, 2K+1)
    size = own.sum(axis=1)
    true = joint[:, :, :k]
    found = true.sum(axis=1)  # (B, K true)
    lost = joint[:, :, k + 1 :].sum(axis=1)
    lost = lost + audit.sentences @ sentences + audit.population @ tellings
    with np.errstate(divide="ignore", invalid="ignore"):
        false = 1 - true.sum(axis=2) / size
        coded = true / found[:, None, :]
        share = found / (found + lost)
    return Errors(
        false=np.where(size > 0, false, 0.0),
        found=np.where(found > 0, share, 1.0),
        coded=np.where(found[:, None, :] > 0, coded, np.eye(k)),
    )


def unmix(
    counts: Floats,
    coded: Floats,
    prior: Floats | None = None,
    *,
    steps: int = STEPS,
    close: float = CLOSE,
) -> Floats:
    """Invert the misclassification matrix without negative counts, by the EM algorithm.

    Args:
        counts: (B, P, K) true events by the class they were coded as.
        coded: (B, K, K) share of events of class k (last axis) coded as j.
        prior: (B, 1, K) events of each class seen besides; None: as good as none.
        steps: at most.
        close: the change of a count that ends it before.

    Returns:
        (B, P, K) events by true class, those of the prior among them.
    """
    besides = np.full((1, 1, counts.shape[2]), 1e-9) if prior is None else prior + 1e-9
    assumed: Floats = counts + besides + counts.sum(axis=2, keepdims=True) / counts.shape[2]
    for _ in range(steps):
        before, assumed = assumed, _sorted(counts, coded, assumed) + besides
        if np.abs(assumed - before).max(initial=0.0) < close:
            break
    return assumed


def estimate(
    counts: npt.NDArray[np.int64],
    audit: Audit,
    *,
    seed: int = 0,
    draws: int = DRAWS,
    level: float = 0.95,
) -> Estimate:
    """Correct (P, K) counts of one dyad; see the module for the model.

    Args:
        counts: events coded, by period and class.
        audit: the hand check.
        seed: for the bootstrap.
        draws: of the bootstrap.
        level: of the intervals.
    """
    rng = np.random.default_rng(seed)
    best = _point(counts, measured(audit))
    # Periods with the same counts have the same interval: it is drawn once (days are mostly empty).
    unlike, place = np.unique(counts, axis=0, return_inverse=True)
    errors = drawn(audit, rng, draws)
    whole, n_periods = _whole(counts, errors), len(counts)
    size = max(1, HELD // (draws * counts.shape[1]))
    parts = [unlike[at : at + size] for at in range(0, len(unlike), size)]
    limits = [
        np.quantile(
            _sampled(part, errors, whole, n_periods, rng),
            [(1 - level) / 2, (1 + level) / 2],
            axis=0,
        )
        for part in parts
    ]
    none = np.empty((2, 0, counts.shape[1] + 1))
    low, high = np.concatenate([none, *limits], axis=1)[:, place.reshape(-1)]
    return Estimate(best, np.minimum(low, best), np.maximum(high, best))


def _point(counts: npt.NDArray[np.int64], errors: Errors) -> Floats:
    """Return (P, K + 1) counts corrected by one set of errors: what the draws are on average.

    Summed over the periods they are the series' total corrected as a whole.
    """
    whole, found = _whole(counts, errors), errors.found[:, None, :]
    true = _sorted(_kept(counts, errors), errors.coded, _mixes(counts, errors, whole))
    summed = true.sum(axis=1, keepdims=True)  # near the whole, not quite: mixes are steadied
    true *= np.divide(whole, summed, out=np.ones_like(whole), where=summed > 0)
    usual = whole / np.maximum(found, 1e-6) / max(len(counts), 1)  # true events a period
    full = true + (1 - found) * (true + SHAPE) * usual / (found * usual + SHAPE)
    return np.column_stack([full[0], full[0].sum(axis=1)])


def _kept(counts: npt.NDArray[np.int64], errors: Errors) -> Floats:
    """Return (B, P, K) coded events that are not false."""
    return np.asarray(counts[None] * (1 - errors.false[:, None, :]))


def _whole(counts: npt.NDArray[np.int64], errors: Errors) -> Floats:
    """Return (B, 1, K) found events of the whole series, by true class."""
    return unmix(_kept(counts, errors).sum(axis=1, keepdims=True), errors.coded)


def _mixes(counts: npt.NDArray[np.int64], errors: Errors, whole: Floats) -> Floats:
    """Return (B, P, K) mixes of true classes, which the series' mix steadies by `MIX` events."""
    shares = whole / np.maximum(whole.sum(axis=2, keepdims=True), 1e-12)
    kept = _kept(counts, errors)
    return unmix(kept, errors.coded, MIX * shares, steps=PERIOD_STEPS, close=PERIOD_CLOSE)


def _sorted(counts: Floats, coded: Floats, assumed: Floats) -> Floats:
    """Return (B, P, K) events by true class, given (B, P, K) by coded class and the mix."""
    expected = assumed @ np.swapaxes(coded, 1, 2)
    ratio = np.divide(counts, expected, out=np.zeros_like(counts), where=expected > 0)
    return np.asarray(assumed * (ratio @ coded))


def _sampled(
    counts: npt.NDArray[np.int64],
    errors: Errors,
    whole: Floats,
    n_periods: int,
    rng: np.random.Generator,
) -> Floats:
    """Return (B, P, K + 1) draws of true counts of some periods, given the coded ones.

    `whole` and `n_periods` are of the series that they are part of.
    """
    assumed = _mixes(counts, errors, whole)
    true = np.zeros(assumed.shape)
    k = assumed.shape[2]
    for j in range(k):
        at = np.flatnonzero(counts[:, j])
        if len(at) == 0:
            continue
        back = assumed[:, at, :] * errors.coded[:, j, None, :]  # (B, |at|, K)
        back /= np.maximum(back.sum(axis=2, keepdims=True), 1e-300)
        stay = 1 - errors.false[:, j, None, None]
        shares = np.concatenate([back * stay, np.broadcast_to(1 - stay, (*back.shape[:2], 1))], 2)
        shares = np.clip(shares, 0, 1)
        shares /= shares.sum(axis=2, keepdims=True)
        true[:, at, :] += rng.multinomial(counts[at, j], shares)[:, :, :k]
    found = np.clip(errors.found[:, None, :], 1e-6, 1)
    usual = (whole + 0.5) / found / n_periods  # the dyad's rate, all periods alike
    rate = rng.standard_gamma(true + SHAPE) / (found + SHAPE / usual)
    full = true + rng.poisson(rate * (1 - found))
    return np.concatenate([full, full.sum(axis=2, keepdims=True)], axis=2)


def correct(
    panel: pl.DataFrame,
    judgements: Judgements,
    *,
    by: str = "quad",
    seed: int = 0,
    draws: int = DRAWS,
    level: float = 0.95,
) -> Corrected:
    """Correct the panel of one dyad by quad class or root.

    Args:
        panel: rows of `warehouse.panels.panel` of one dyad, counts whole.
        judgements: see `sheet.judgements`.
        by: quad or root.
        seed: for the bootstrap: the same panel, files and seed give the same numbers.
        draws: of the bootstrap.
        level: of the intervals, above 0 and below 1.

    Raises:
        UsageError: nothing judged, more than one dyad, another coder version, an option out of
            range.
    """
    if by not in ("quad", "root"):
        raise UsageError(f"no such class: {by!r}", where="--by", fix="quad or root")
    if not 0 < level < 1:
        raise UsageError(f"{level} is no level", where="--level", fix="write it 0.95")
    if draws < 1:
        raise UsageError(f"{draws} draws", where="--draws", fix="1,000 are enough")
    if panel.select("source", "target").unique().height > 1:
        raise UsageError("more than one dyad", where="audit adjust", fix="name both sides: CHN-KHM")
    checked = judgements.coder_version
    for version in panel["coder_version"].drop_nulls().unique().sort():
        if version != checked and checked is not None:
            raise UsageError(
                f"the hand check is of coder version {checked}, the series of {version}",
                where="audit adjust",
                fix=f"ask for --coder-version {checked}, or check what {version} coded",
            )
    audit = count(judgements, by)
    columns = [f"n_root_{name}" for name in audit.classes]
    if by == "quad":
        columns = ["n_vc", "n_mc", "n_vx", "n_mx"]
    read = panel.filter(pl.col("n_events").is_not_null())
    counts = read.select(columns).to_numpy().astype(np.int64).reshape(read.height, len(columns))
    answer = estimate(counts, audit, seed=seed, draws=draws, level=level)
    unknown = audit.unknown
    for values in (answer.counts, answer.low, answer.high):
        values[:, :-1][:, unknown] = np.nan
        values[(counts[:, unknown].sum(axis=1) > 0), -1] = np.nan
    names = [*audit.classes, "all"]
    small = _too_small(audit, counts)
    rows = pl.concat(
        pl.DataFrame(
            {
                "period_start": read["period_start"],
                "n_events": np.append(counts, counts.sum(axis=1, keepdims=True), 1)[:, at],
                "corrected": answer.counts[:, at],
                "low": answer.low[:, at],
                "high": answer.high[:, at],
            }
        ).with_columns(pl.lit(name).alias("class"))
        for at, name in enumerate(names)
    )
    grid = panel.select("period_start", "period_end").join(
        pl.DataFrame({"class": names, "too_small": small}), how="cross"
    )
    full = grid.join(rows, on=["period_start", "class"], how="left", validate="1:1")
    shown = full.with_columns(pl.col("corrected", "low", "high").fill_nan(None))
    return Corrected(
        shown.sort("period_start", "class")
        .select(CORRECTED.names())
        .match_to_schema(CORRECTED, integer_cast="upcast"),
        _warnings(audit, counts, unknown, judgements),
    )


def _too_small(audit: Audit, counts: npt.NDArray[np.int64]) -> list[bool]:
    """Say of each class, and of all that the series has, whether too little was judged."""
    few = bool(audit.judged_sentences.sum() < FEWEST_SENTENCES)
    small = audit.n_judged < FEWEST_EVENTS
    there = counts.sum(axis=0) > 0
    return [*(few or bool(one) for one in small), few or bool((small & there).any())]


def _warnings(
    audit: Audit,
    counts: npt.NDArray[np.int64],
    unknown: npt.NDArray[np.bool_],
    judgements: Judgements,
) -> list[str]:
    """Say what weakens the correction."""

    def told(chosen: npt.NDArray[np.bool_]) -> str:
        return ", ".join(name for name, is_one in zip(audit.classes, chosen, strict=True) if is_one)

    there = counts.sum(axis=0) > 0
    sentences = audit.judged_sentences.sum()
    found = unjudged(judgements)
    if 0 < sentences < FEWEST_SENTENCES:
        found.append(
            f"the sample is too small to say what was missed: {sentences:,.0f} sentences judged, "
            f"{FEWEST_SENTENCES} are the least"
        )
    few = there & (audit.n_judged < FEWEST_EVENTS) & ~unknown
    if few.any():
        found.append(
            f"the sample is too small for class {told(few)}: fewer than {FEWEST_EVENTS} judged"
        )
    gone = unknown & (there | (audit.missed.sum(axis=0) > 0))
    if gone.any():
        found.append(f"not corrected, nothing judged or never right: class {told(gone)}")
    thin = there & ~unknown & (counts.sum(axis=0) < THIN * len(counts))
    if thin.any():
        found.append(
            f"class {told(thin)} has fewer than {THIN:.0f} events a period: read its sums over "
            "periods, or ask for longer ones (--freq year); single ones are not nearer the truth"
        )
    diagonal = measured(audit).coded[0].diagonal()
    ill = there & ~unknown & (diagonal < ILL)
    if ill.any():
        found.append(
            f"class {told(ill)} is coded as another more often than as itself: its corrected "
            "counts hang by little"
        )
    return found

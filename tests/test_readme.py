"""The answers of the README are those of the corpus."""

import re

import pandas as pd
import pytest

import themeshift as ts
from themeshift import paths
from themeshift.periods import assign_periods
from themeshift.story import load_story
from themeshift.story_tables import summarize_story
from themeshift.theme_answers import find_deciding_text


def write_readme_table():
    """Write the rates of the story as the table of the README."""
    from themeshift.charts import order_themes
    from themeshift.wording import write_rate

    table = summarize_story(load_story())
    periods = list(dict.fromkeys(table["period"]))
    lines = ["| theme | " + " | ".join(periods) + " |", "|---|" + "---|" * len(periods)]
    for term in order_themes(table):
        cells = []
        for row in table[table["term"] == term].itertuples():
            ends = (
                "" if pd.isna(row.without_low) else f" ({write_rate(row.without_low)}–{write_rate(row.without_high)})"
            )
            cells.append(write_rate(row.rate) + ends)
        lines.append(f"| {term} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def write_readme_intervals(judged=True):
    """Write the intervals for comparable texts, and whether each shift can be inferred, as a table of the README."""
    from themeshift.charts import order_themes
    from themeshift.wording import write_rate

    story, shifts = load_story(), ts.load_shifts()
    inside = story.counts.select(story.documents)
    table = ts.measure_intervals(inside, ts.assign_periods(story.documents, story.periods))
    table = table.set_index(["term", "period"])
    periods, verdicts = list(table.index.unique("period")), None
    if judged:
        dated = pd.concat([story.documents, story.apart])
        tests = [ts.compare_shifts(story.counts, dated, shifts, by, 50_000, 0, 1917) for by in (None, "occasion")]
        verdicts = ts.judge_shifts(shifts, *tests)
    lines = ["| theme | " + " | ".join([*periods, "its declared shift"]) + " |", "|---|" + "---|" * (len(periods) + 1)]
    for term in order_themes(summarize_story(story)):
        ends = [f"{write_rate(table.loc[(term, period), 'low'])}–{write_rate(table.loc[(term, period), 'high'])}"
                for period in periods]  # fmt: skip
        lines.append(f"| {term} | " + " | ".join(ends) + " | ")
        if judged:
            row, said = verdicts.loc[term], "not inferred"
            said = f"inferred, by {row['by']}" if row["holds"] else said
            p = max(row["p_texts"], row["p_occasions"])
            lines[-1] += f"{said} (p {'not given' if p != p else f'{p:.3f}'}) |"
    return "\n".join(lines)


def describe_readme_coverage():
    """Say how often the interval holds the true rate of a period: what the README says above its table."""
    ours = ts.load_coverage("periods").query("method == 'comparable texts'")
    mean = (ours["coverage"] * ours["cells"]).sum() / ours["cells"].sum()
    return f"it holds the true rate in {mean:.0%} of the runs on average, in {ours['worst'].min():.0%} at worst"


README = (paths.ROOT / "README.md").read_text(encoding="utf-8")


def test_the_table_of_the_readme_has_the_numbers_of_the_story():
    assert write_readme_table() in README


def test_the_readme_gives_intervals_with_their_measured_coverage():
    assert all(row in README for row in write_readme_intervals(judged=False).split("\n"))
    assert describe_readme_coverage() in " ".join(README.split())


@pytest.mark.check
def test_the_readme_says_which_shifts_can_be_inferred():
    assert write_readme_intervals() in README


def test_the_readme_says_what_undoes_the_one_shift_that_is_inferred():
    claims = pd.read_csv(paths.ROOT / "figures" / "claims.csv").set_index("claim")["sentence"]
    inferred = [claim for claim, said in claims.items() if " can be inferred" in said]
    assert inferred == ["leases-shift"]
    story = (paths.NOTEBOOKS / "00_see_the_shift.ipynb").read_text(encoding="utf-8")
    assert "only that of *leases* can be inferred for comparable texts, and little is needed to undo it" in story
    for undone in ("not without 1920-12-21-report-on-concessions (p 0.0", "not without the occasion soviets-8 (p 0.",
                   "not with the mix of genres held fixed (p 0.",
                   "one of these changes: “begins 3 months later”, “no report or speech”."):  # fmt: skip
        assert undone in claims["leases-shift"]
    undone = ("not without that one report, not without the occasion that it belongs to, the Eighth Congress of "
              "Soviets, not with the mix of genres held fixed, not if its days begin three months later, and not "
              "outside reports and speeches")  # fmt: skip
    assert f"{undone}." in " ".join(README.split())


def test_the_answers_of_the_readme_are_true(lenin):
    """Each claim of its section on the answers; in its order."""
    table = summarize_story(lenin)
    rates = table[~table["apart"]].pivot(index="term", columns="period", values="rate")
    halves = summarize_story(lenin, "half-year")
    halves = halves[~halves["apart"]].pivot(index="term", columns="period", values="rate")
    decide = {term: find_deciding_text(table, term) for term in rates.index}
    peace, revolution, east = (rates.loc[term] for term in ("peace as aim", "world revolution", "awakening East"))
    assert peace.idxmax() == "Brest" and decide["peace as aim"] is None
    assert all(0.4 < peace[name] / peace["Brest"] < 0.6 for name in ("civil war", "Polish war", "concessions and NEP"))
    assert peace["Genoa and after"] < 0.2 * peace["Brest"]
    assert revolution.idxmax() == "Brest" and decide["world revolution"] is None
    assert revolution["Brest"] > revolution["civil war"] > revolution["Polish war"]
    assert table.set_index(["term", "period"]).loc[("world revolution", "1923"), "count"] > 0
    assert (halves.loc["world revolution", ["1921 II", "1922 I", "1922 II"]] == 0).all()
    curve = ts.smooth_rates(lenin.counts[["world revolution"]].select(lenin.documents), lenin.documents, n_replicates=0)
    curve = curve.set_index("date")["rate"].dropna()
    assert curve[:"1918-12-31"].max() < 1.1 * curve["1919-01-01":"1919-04-30"].max()
    early = halves.loc["peace as aim", ["1918 I", "1918 II", "1919 I", "1919 II", "1920 I"]]
    assert early.idxmin() == "1919 I" and early["1920 I"] > 5 * early.min()
    aims = lenin.counts.table["peace as aim"].reindex(lenin.documents.index[lenin.documents["date"].dt.year == 1922])
    assert aims.max() > 0.9 * aims.sum() and lenin.documents.loc[aims.idxmax(), "genre"] == "interview"
    by_half = summarize_story(lenin, "half-year").query("not apart")
    deciding = by_half.loc[by_half.groupby("term")["rate"].idxmax()].set_index("term")["deciding"]
    assert deciding["world revolution"] == 3 and deciding["awakening East"] == 1
    war = halves.loc["war"] / halves.loc["war"].max()
    assert war.index[war < 0.5].tolist() == ["1922 I"]
    authors = ts.load_corpus(voice=None).documents["author"]
    assert f"They hold {len(authors)} texts" in README
    assert f"Lenin's {(authors == 'V. I. Lenin').sum()} are counted" in README
    assert halves.loc["awakening East"].nlargest(3).index.tolist() == ["1919 II", "1920 I", "1920 II"]
    assert east.idxmax() == "Polish war" and decide["awakening East"] is None
    assert halves.loc["leases"].nlargest(2).index.tolist() == ["1920 II", "1921 I"] and decide["leases"] is None
    per_text = lenin.counts.table["leases"]
    assert per_text.max() > 0.5 * per_text.sum()
    days = lenin.corpus.documents.loc[per_text.index, "date"]
    by_day = per_text.groupby(days).sum().nlargest(3)
    assert sorted(by_day.index.strftime("%Y-%m-%d")) == ["1920-12-21", "1920-12-22", "1921-03-08"]
    assert by_day.sum() > 0.75 * per_text.sum()
    without = lenin.counts.select(lenin.documents.index.drop(per_text.idxmax()))
    without = without.group(ts.assign_periods(lenin.documents, "half-year")[without.index])
    spring = per_text[days.between("1921-01-01", "1921-06-30")]
    assert without.rates["leases"].idxmax() == "1921 I" and (spring > 0).sum() == 1
    power = lenin.counts.table["electrification"]
    assert lenin.corpus.documents.loc[power.index[power > 0], "date"].min() == pd.Timestamp("1920-02-02")
    assert decide["electrification"] is not None
    assert rates.loc["electrification"].idxmax() == "civil war"
    early = power[lenin.corpus.documents.loc[power.index, "date"].between("1918-05-25", "1920-04-24")]
    interviews = lenin.corpus.documents.loc[early.index, "genre"] == "interview"
    assert (early.sum(), early[interviews].sum(), (early[interviews] > 0).sum()) == (10, 9, 2)
    assert (rates.loc["war"] == rates.max()).all() and (rates.min(axis=1) / rates.max(axis=1)).idxmax() == "war"


def test_the_picture_of_the_readme_is_told_in_the_words_of_the_gallery():
    picture = re.compile(r"!\[([^\]]*)\]\((?:figures/)?themes_by_half_year\.png\)")
    told = [picture.search((paths.ROOT / name).read_text("utf-8"))[1] for name in ("README.md", "figures/README.md")]
    assert told[0] == told[1]


def test_half_of_the_leases_of_1922_also_mean_giving_way(lenin):
    """So README says, and 00 of the last period."""
    story = (paths.NOTEBOOKS / "00_see_the_shift.ipynb").read_text(encoding="utf-8")
    assert "in the last period these are half of all." in story
    theme, senses = lenin.curves["leases"]
    words = lenin.occurrences[lenin.occurrences["sense"].isin(senses) & (lenin.occurrences["theme"] == theme)]
    words = words[words["document"].isin(lenin.documents.index)]
    period = assign_periods(lenin.documents, lenin.periods).reindex(words["document"])
    year = lenin.documents["date"].dt.year.reindex(words["document"])
    for part in (words[(period == lenin.periods.index[-1]).to_numpy()], words[(year == 1922).to_numpy()]):
        assert 2 * (part["sense"] == "mixed").sum() == len(part) > 0
    mixed = (words["sense"] == "mixed").sum()
    said = f"giving way, {mixed} of {len(words)} in all, but {len(part) // 2} of the {len(part)} of 1922.*"
    assert said in " ".join(README.split())

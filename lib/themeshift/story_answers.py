"""Say in plain words what all themes of a story answer together: whether words change, which leads when, what holds.

Every sentence is computed from the numbers it is about, so that it is true of any corpus and after any change.
"""

from themeshift.escaping import escape_markdown
from themeshift.rate_captions import choose_rows, find_ends, is_name
from themeshift.theme_answers import escape_names, find_closest, find_deciding_text, is_steady
from themeshift.wording import join_names, write_rate, write_rates


def describe_story(table, absent=(), borders=None):
    """Say whether words change, which theme leads when, what holds without any one text, and what changes most.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `summarize_story`.
    absent : list of str
        Themes that occur in none of the texts, as a story names them.
    borders : dict of str to str or None
        As from `describe_borders`: the themes of which it is said that the division of the years decides.

    Returns
    -------
    list of str
        In Markdown, the answer first; one sentence more, if a theme is absent.

    Raises
    ------
    InputError
        If no period has texts.
    """
    plain = list(dict.fromkeys(choose_rows(table)["term"]))
    rows, table = escape_names(choose_rows(table)), escape_names(table)
    periods, terms = list(dict.fromkeys(rows["period"])), list(dict.fromkeys(rows["term"]))
    ends = {term: next(find_ends(rows[rows["term"] == term])) for term in terms}
    moving = [term for term in terms if ends[term].rate > 0 and not is_steady(rows[rows["term"] == term])]
    bold = {term: f"**{term}**" for term in terms}
    never = [bold[term] for term in terms if not ends[term].rate > 0]
    still = [name for name, term in zip(plain, terms, strict=True) if term not in moving and bold[term] not in never]
    steady = _describe_steady([bold[escape_markdown(name)] for name in still])
    if len(periods) == 1 and steady:  # of which any rate is the highest
        steady = [f"All these texts are of one period, *{periods[0]}*, so that nothing can shift between periods."]
    answer = [_answer(table, moving, len(terms), [periods.index(ends[term].period) for term in moving], len(periods))]
    answer = answer if len(periods) > 1 and len(never) < len(terms) else []
    missing = [f"In the years asked about, these texts have nothing of {join_names(never)}."] if never else []
    if len(absent):
        names = join_names(f"**{escape_markdown(name)}**" for name in absent)
        missing.append(f"None of these texts has anything of {names}.")
    place = {period: [bold[term] for term in moving if ends[term].period == period] for period in periods}
    peaks = [f"{join_names(names)} in *{period}*" for period, names in place.items() if names]
    if not peaks:
        return answer + steady + missing
    if is_name(next(period for period in periods if place[period])):  # said once, so that none is taken for a place
        peaks[0] = peaks[0].replace(" in *", " in the period *")
    some = len(moving) < len(terms)  # a steady theme has its highest rate somewhere, too, perhaps where another has
    each, they = (" that changes", " that change") if some else ("", "")
    when = {len(moving): f"Each theme{each} is most frequent at a time of its own", 1: "Most frequent"}
    head = when.get(len(peaks), f"The themes{they} are most frequent at different times")
    divided = [escape_markdown(name) for name in plain if name in (borders or {})]
    where = [bold[term] for term in divided if term in moving]
    hold = [_describe_hold(table, moving)]
    if where:
        hold.append(f"For {join_names(where)}, though, it depends on how the years are divided; see under each, below.")
    sentences = [*answer, " ".join([f"{head}: {'; '.join(peaks)}.", *steady]), " ".join(hold)]
    if len(periods) > 1:
        sentences += _describe_changes(rows, periods)
    return sentences + missing


def _answer(table, moving, number, places, periods):
    """Answer whether the words change, and whether in one direction; `places` are the first periods of `moving`."""
    if not moving:
        return "Hardly, in these texts: no theme is more than twice as frequent in one period as in another."
    held = any(find_deciding_text(table, term) is None for term in moving)
    many = f"{len(moving)} of {number} themes {'is' if len(moving) == 1 else 'are'}" if number > 1 else "the theme is"
    early, late = places.count(0), places.count(periods - 1)
    numbers = {f"of them {'are' if early > 1 else 'is'} highest in the first period": early,
               "in between": len(places) - early - late, "in the last": late}  # fmt: skip
    numbers = {place: n for place, n in numbers.items() if periods > 2 or place != "in between"}
    where = [f"{n or 'none'} {place}" for place, n in numbers.items()]
    several = sum(n > 0 for n in numbers.values()) > 1
    ways = f" But not all in one direction: {join_names(where)}." if several else ""
    return (f"{'Yes' if held else 'Perhaps'}, in these texts the words change from period to period: {many} more than "
            f"twice as frequent in one period as in another.{ways}")  # fmt: skip


def _describe_steady(names):
    """Say which themes change little, as `is_steady` has it."""
    if not names:
        return []
    does, its = ("does", "its highest rate") if len(names) == 1 else ("do", "their highest rates")
    return [f"In no period {does} {join_names(names)} fall below half of {its}."]


def _describe_changes(rows, periods):
    """Say which theme falls and which rises most from the first period to the last, and where it was in between."""
    rates = rows.pivot(index="term", columns="period", values="rate")[periods]
    change, told = rates[periods[-1]] - rates[periods[0]], []
    for term, verb in ((change.idxmin(), "falls"), (change.idxmax(), "rises")):
        if change[term] == 0 or (change[term] < 0) != (verb == "falls"):
            continue
        top = rates.loc[term].idxmax()
        between = f", after a peak of {write_rate(rates.loc[term, top])} in *{top}*"
        told.append(f"**{term}** {verb} most, from {write_rate(rates.loc[term, periods[0]])} to "
                    f"{write_rate(rates.loc[term, periods[-1]])} times in 1,000 words"
                    f"{between if top not in (periods[0], periods[-1]) else ''}")  # fmt: skip
    ends = f"From the first period to the last, *{periods[0]}* to *{periods[-1]}*"
    gone = [f"**{term}**" for term, row in rates.drop(index=change.idxmin()).iterrows()
            if row[periods[0]] > 0 and row[periods[-1]] == 0]  # fmt: skip
    if gone:
        told.append(f"{join_names(gone)} no longer {'occurs' if len(gone) == 1 else 'occur'} in the last")
    *most, last = told or [""]
    return [f"{ends}, {', '.join(most)}{', and ' if most else ''}{last}."] if told else []


def _describe_hold(table, terms):
    """Say for which themes the highest period stays so without any one text, and by which rates."""
    closest = {term: find_closest(choose_rows(table, term)) for term in terms}
    bare = {term: " against ".join(write_rates(*case[:2])) for term, case in closest.items() if case}
    held = [term for term in terms if find_deciding_text(table, term) is None]
    order = [*held, *(term for term in terms if term not in held)]
    if order[0] in bare:  # what the two rates are is said once
        bare[order[0]] = f"{'at the narrowest ' * bool(held)}{bare[order[0]]} in another period"
    told = {term: f"**{term}**" + (f" ({bare[term]})" if term in bare else "") for term in order}
    hung = [told[term] for term in order[len(held) :]]
    if not held:
        return f"But for {join_names(hung)}, leaving out one text can change which period comes first."
    rest = f"; for {join_names(hung)}, leaving out one text can change it" if hung else ""
    return f"Whichever one text is left out, the same period comes first for {join_names(map(told.get, held))}{rest}."

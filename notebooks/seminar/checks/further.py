"""The checks of the three stations that are cut first."""

import math
import re

import pandas as pd

import themeshift as ts

from .answers import (
    give_verdict,
    is_part,
    join,
    name_mistake,
    read_number,
    read_sentence,
    read_terms,
    read_text,
    recall,
    refuse,
    refuse_impossible,
)
from .counting import STATIONS, count_by_year, fit_twice, refuse_unknown, split_texts


@give_verdict
def check_weights(prediction, peace, we, word, because):
    """Check tf-idf by hand, and a word that everybody says."""
    prediction = read_text(prediction, "prediction")
    told = STATIONS["weights"]
    sentences = pd.DataFrame({"document": ["1", "2", "3"], "text": told["sentences"]})
    table = ts.count_vocabulary(sentences).table
    _check_weight(peace, told["word"], table)
    _check_weight(we, told["everywhere"], table)
    found, years = _check_everywhere(word)
    read_sentence(because, "explanation")
    return (
        f"“{told['everywhere']}” is in every sentence: ln(3/3) is 0. And “{found}” is in all {years} years: by this "
        f"weight it "
        "is typical of none, however much is said of it. The weight finds what is rare elsewhere, not what matters."
        + recall(prediction)
    )


def _check_weight(value, word, table):
    """Check the weight of a word in the first sentence."""
    text = str(value).lower()
    product = re.fullmatch(r"\s*(\d+)\s*/\s*(\d+)\s*[*×x·]\s*(?:ln|log)\s*\(?\s*(\d+)(?:\s*/\s*(\d+))?\)?\s*", text)
    if product:
        a, b, c, d = (float(part or 1) for part in product.groups())
        value = f"{a / b * math.log(c / d):.4f}"
    number = read_number(value, f"weight of {word}")
    count, words, n, having = table.loc["1", word], table.loc["1"].sum(), len(table), (table[word] > 0).sum()
    rarity, share = math.log(n / having), count / words
    scaled = number.share if number.unit or number.whole else number
    bases = (10, 2) if scaled.values[0][1] < 0.05 else ()  # to other bases, if it is written to two places
    if any(scaled.near(share * rarity / math.log(base)) for base in (math.e, *bases)):
        return
    smooth = table * ((4 / (1 + (table > 0).sum())).map(math.log) + 1)
    theirs = (smooth.loc["1"] / math.sqrt((smooth.loc["1"] ** 2).sum()))[word]
    name_mistake(
        number,
        [
            (0, f"{word} is in one sentence only, so it does not weigh nothing."),
            (count, "that is the count; a share divides it by the words of the sentence."),
            (share, "that is the share; multiply it by the logarithm of the sentences divided by those with the word."),
            (rarity, "that is the logarithm; multiply it by the share of the word."),
            (count * rarity, "you took the count instead of the share: divide by the words of the sentence."),
            (
                theirs,
                "that is the weight by scikit-learn, which smooths and scales; by the formula on the page it is "
                "another.",
            ),
            (rarity / words, f"{word} is in the sentence twice; its share is twice as large."),
            (share * math.log(n / 2), f"that would be right if {word} were in two sentences; in how many is it?"),
        ],
        f"step by step: share of {word} in the sentence, then ln(3 / sentences with it)"
        + ("; is it in every sentence?" if having == n else "."),
    )


def _check_everywhere(word):
    """Check a word that occurs in every year; return it and the number of years."""
    text = read_text(word, "word")
    if not re.search("[A-Za-z]", text):
        refuse(f"“{text}” is not a word: write one in letters.")
    (term,) = read_terms([text])
    if len(term.split()) > 1:
        refuse(f"“{term}”: write one word only.")
    refuse_unknown([term])
    if term.lower() in ts.load_stopwords():
        refuse(f"“{term}” is in the stop list anyway: find a word that means something.")
    table = count_by_year(term).table["term"]
    without, having = table.index[table == 0], table.index[table > 0]
    if len(having) < len(without):
        refuse(f"“{term}” occurs only in {join(having)}: this weight makes it heavy there. Find a word of every year.")
    if len(without):
        refuse(f"“{term}” does not occur in {join(without)}: so it has some weight. Find a word of every year.")
    return term, len(table)


@give_verdict
def check_chance(prediction, expected, called, because):
    """Check what an honest test would call different, and what one that counts words does."""
    prediction = read_text(prediction, "prediction")
    halves = 100 * split_texts()
    number = _read_percent(expected, "number for an honest test")
    _name_percent(
        number,
        5,
        0.6,
        [
            (
                halves.mean(),
                4,
                "that is what the test called different; how many should it call so if nothing differs?",
            ),
            (95, 1, "those are the other words, which an honest test leaves alone."),
            (0, 0.4, "none? A test at .05 is wrong sometimes: how often does it allow itself to be?"),
            (100, 1, "that would be every word; and nothing differs between the halves."),
            (50, 1, "the texts are cut in half, the words are not."),
        ],
        "a test at .05 is wrong one in twenty times: how many in 100 is that?",
    )
    number = _read_percent(called, "number of words called different")
    _name_percent(
        number,
        halves.mean(),
        4.5,
        [
            (5, 0.6, "that is what a test on texts does; this one counted words."),
            (100 - halves.mean(), 4.5, "those are the other words, which it left alone."),
            (0, 0.4, "that is the column of the test on texts after the correction of Holm; look at the first."),
            (100, 1, "that would be every word; look at the column again."),
        ],
        None,
    )
    read_sentence(because, "explanation")
    return (
        f"Between halves that differ in nothing, a test that counts words calls {halves.min():.0f} to "
        f"{halves.max():.0f} "
        "in 100 different: words come in texts, and a text repeats its own. The text is the unit, not the word."
        + recall(prediction)
    )


def _read_percent(value, what):
    """Return a number in 100."""
    number = read_number(value, what)
    refuse_impossible(number)
    if number.whole or (number.share and not number.unit):
        return number.share.times(100)
    if not number.unit and all(value > 100 for value, _ in number.values):
        refuse(f"{number.written}: that is more than 100 in 100.")
    return number


def _name_percent(number, right, off, mistakes, otherwise):
    """Pass a number in 100 near the right one; refuse another with the sentence of its mistake."""
    value = number.values[0][0]
    if abs(value - right) <= off:
        return
    if number.unit and abs(100 * value - right) <= off:
        refuse(f"{number.written}: as a part of 1 the digits are right, but per cent means in a hundred.")
    for target, far, sentence in mistakes:
        if abs(value - target) <= far:
            refuse(f"{number.written}: {sentence}")
    size = "too many" if value > right else "too few"
    refuse(
        f"{number.written}: "
        + (otherwise or f"that is {size}; take the average of the column log_likelihood, times 100.")
    )


@give_verdict
def check_topics(prediction, recur, first_name, second_name, because, n_topics=8, seeds=(1, 2), stop=True):
    """Check how many topics recur under another seed, and the names before and after reading."""
    prediction, told = read_text(prediction, "prediction"), STATIONS["topics"]
    k = read_number(n_topics, "number of topics")
    n_topics = int(k.values[0][0])
    if not 2 <= n_topics <= 20:
        refuse(f"{k.written} topics: take at least two and at most twenty, so that it takes no minutes.")
    if not isinstance(seeds, tuple | list) or len(seeds) != 2 or not all(type(s) is int and s >= 0 for s in seeds):
        refuse(f"{seeds!r}: give two seeds, two whole numbers, as in (1, 2).")
    if seeds[0] == seeds[1]:
        refuse(f"{seeds[0]} and {seeds[1]}: with the same seed you compare a model with itself.")
    cosines, words = fit_twice(n_topics, tuple(seeds), bool(stop))
    _check_recurring(read_number(recur, "number of topics that recur"), cosines, n_topics, told["alike"])
    first, second = read_text(first_name, "first name"), read_text(second_name, "second name")
    for name in (first, second):
        if not re.search("[A-Za-z]{2}", name) or re.fullmatch(r"(?i)topic\s*\d+", name):
            refuse(f"“{name}” is a number: give the topic a name that a historian understands.")
        named = set(re.findall(r"[\w-]+", name.lower())) - {"and", "the", "of"}
        if len(named) > 1 and any(named <= topic for topic in words):
            refuse(f"“{name}”: those are its own words, set in a row. What are the passages about?")
    if first.casefold() == second.casefold():
        refuse(f"“{first}” twice: the same name before and after reading? Read again, and make it narrower or wider.")
    read_sentence(because, "explanation")
    return (
        f"{(cosines >= told['alike']).sum()} of {n_topics} topics recur with the other seed; the least alike pair has "
        f"{cosines.min():.2f}. The passages made “{first}” into “{second}”: the name is yours, not the machine's."
        + recall(prediction)
    )


def _check_recurring(number, cosines, n_topics, alike):
    """Check how many topics recur."""
    right = int((cosines >= alike).sum())
    if number.whole and abs(number.whole - n_topics) > 0.5:
        refuse(f"{number.written}: of {number.whole:.0f}? You fitted {n_topics} topics.")
    if is_part(number, right, n_topics) and not (number.share is None and number.near(100)):
        return
    whole = number.values[0][0]
    if not number.whole and not number.unit and whole > n_topics:
        refuse(f"{number.written}: there are only {n_topics} topics.")
    if any(abs(whole - value) < 0.006 for value in cosines) and whole < 1:
        refuse(f"{number.written}: that is the alikeness of one pair; how many pairs have {alike} or more?")
    name_mistake(
        number,
        [
            (n_topics, f"all of them? The least alike pair has only {cosines.min():.2f}."),
            (n_topics - right, "those are the topics that do not recur."),
            (0, f"none? Count the pairs with {alike} or more."),
        ],
        f"count the pairs whose alikeness is {alike} or more.",
    )

"""The checks of the three stations that are cut first."""

import math
import re

import pandas as pd

import themeshift as ts

from .answers import Unread, give_verdict, join, read_text, recall, refuse
from .counting import STATIONS, count_by_year, fit_twice, read_sentence, read_word, split_texts
from .quantities import WORDS, Number, is_part, name_mistake, read_guess, read_number, refuse_impossible, refuse_unit


@give_verdict("Right.")
def check_weights(prediction, peace, we, word, because):
    """Check tf-idf by hand, and a word that everybody says."""
    told, prediction = STATIONS["weights"], read_text(prediction, "prediction_5")
    sentences = pd.DataFrame({"document": ["1", "2", "3"], "text": told["sentences"]})
    table = ts.count_vocabulary(sentences).table
    if len(set(re.findall(r"\w+", prediction.lower())) & set(table.columns[table.loc["1"] > 0])) < 2:
        refuse(f"“{prediction}”: a guess is enough, but with two words of sentence 1: what weighs most, what nothing?")
    _check_weight(peace, told["word"], table)
    _check_weight(we, told["everywhere"], table)
    found, years = _check_everywhere(word)
    read_sentence(because, "because_5")
    first = ts.weigh_by_tfidf(ts.Counts(table, table.sum(axis=1))).loc["1", table.columns[table.loc["1"] > 0]]
    nothing = [name for name in dict.fromkeys(told["sentences"][0].split()) if first[name] == 0]
    return (
        f"In sentence 1 “{first.idxmax()}” weighs most ({first.max():.2f}); {join(nothing)} weigh nothing, being in "
        f"every sentence: ln(3/3) is 0. And “{found}” is in all {years} years: by this "
        "weight it is typical of none, however much is said of it. The weight finds what is rare elsewhere, not what "
        "matters." + recall(prediction)
    )


def _check_weight(value, word, table):
    """Check the weight of a word in the first sentence."""
    text = str(value).lower()
    product = re.fullmatch(r"\s*(\d+)\s*/\s*(\d+)\s*[*×x·]\s*(?:ln|log)\s*\(?\s*(\d+)(?:\s*/\s*(\d+))?\)?\s*", text)
    if product:
        a, b, c, d = (float(part or 1) for part in product.groups())
        value = f"{a / b * math.log(c / d):.4f}"
    number = read_number(value, f"weight_of_{word}")
    count, words, n, having = table.loc["1", word], table.loc["1"].sum(), len(table), (table[word] > 0).sum()
    rarity, share = math.log(n / having), count / words
    scaled = number.share if number.unit or number.whole else number
    bases = (10, 2) if scaled.values[0][1] < 0.05 else ()  # to other bases, if it is written to two places
    if any(scaled.near(share * rarity / math.log(base)) for base in (math.e, *bases)):
        return
    smooth = table * ((4 / (1 + (table > 0).sum())).map(math.log) + 1)
    theirs = (smooth.loc["1"] / math.sqrt((smooth.loc["1"] ** 2).sum()))[word]
    name_mistake(
        scaled,
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
    text, told = read_text(word, "word_of_every_year"), STATIONS["weights"]
    text = text.strip(".,;:!? ")
    if not re.search("[A-Za-z]", text):
        refuse(f"“{text}” is not a word: write one in letters.")
    if len(text.split()) > 1:
        refuse(f"“{text}”: write one word only.")
    if text.lower() in ts.load_stopwords():
        refuse(f"“{text}” is in the stop list, the words left out since every text has them: find one with a meaning.")
    if text.lower() in told["grammar"]:
        refuse(f"“{text}” only builds sentences: find a word of every year that means something.")
    if text.lower() in told["given"]:
        refuse(f"“{text}” is the example on the page: find another.")
    term = read_word(text, "word_of_every_year")
    table = count_by_year(term).table["term"]
    without, having = table.index[table == 0], table.index[table > 0]
    if len(having) < len(without):
        refuse(f"“{term}” occurs only in {join(having)}: this weight makes it heavy there. Find a word of every year.")
    if len(without):
        refuse(f"“{term}” does not occur in {join(without)}: so it has some weight. Find a word of every year.")
    return term, len(table)


@give_verdict("Right.")
def check_chance(prediction, expected, called, because, halves=None):
    """Check what an honest test would call different, and what one that counts words does in the tosses on screen."""
    prediction = read_guess(prediction, "prediction_6")
    halves = split_texts() if halves is None else halves
    if not isinstance(halves, pd.DataFrame) or not {"log_likelihood", "ranks"} <= set(halves):
        refuse("The tosses are not there: run the cell with SEED, and then this one again.")
    by_words, by_texts = 100 * halves["log_likelihood"], 100 * halves["ranks"]
    _name_percent(
        _read_percent(expected, "expected"),
        5,
        0.25,
        [
            (by_texts.mean(), 1, "that is what the test by ranks happened to call; at .05, how many may it be?"),
            (by_words.mean(), 4, "that is what the test called different; how many should it if nothing differs?"),
            (95, 1, "those are the other words, which an honest test leaves alone."),
            (0, 0.4, "none? A test at .05 is wrong sometimes: how often does it allow itself to be?"),
            (100, 1, "that would be every word; and nothing differs between the heaps."),
            (50, 1, "the texts are cut in half, the words are not."),
        ],
        "a test at .05 is wrong one in twenty times: how many in 100 is that?",
    )
    _name_percent(
        _read_percent(called, "called"),
        by_words.mean(),
        1,
        [
            *((toss, 0.3, "that is one toss; take the average of all in its column.") for toss in by_words),
            (by_texts.mean(), 1, "that is what a test on texts does, the column ranks; this one counted words."),
            (100 - by_words.mean(), 1, "those are the other words, which it left alone."),
            (by_words.sum(), 1, "that is the sum of the tosses; divide it by their number."),
            (0, 0.4, "none? Look at the column log_likelihood."),
            (100, 1, "that would be every word; look at the column again."),
        ],
        None,
    )
    read_sentence(because, "because_6")
    return (
        f"Between heaps that differ in nothing, a test that counts words calls {by_words.mean():.1f} in 100 different "
        f"on average, from {by_words.min():.1f} to {by_words.max():.1f}: words come in texts, and a text repeats its "
        "own. The text is the unit, not the word." + recall(prediction)
    )


def _read_percent(value, what):
    """Return a number in 100."""
    number = read_number(value, what)
    refuse_impossible(number)
    if number.whole or (number.share and not number.unit):
        return number.share.times(100)
    return number


def _name_percent(number, right, off, mistakes, otherwise):
    """Pass a number in 100 near the right one; refuse another with the sentence of its mistake."""
    value = number.values[0][0]
    if abs(value - right) <= off:
        return
    if number.unit == "per cent" and abs(100 * value - right) <= off:
        refuse(f"{number.written}: as a part of 1 the digits are right, but per cent means in a hundred.")
    for target, far, sentence in mistakes:
        if abs(value - target) <= far:
            refuse(f"{number.written}: {sentence}")
    if value > 100:
        refuse(f"{number.written}: that is more than 100 in 100.")
    size = "too many" if value > right else "too few"
    refuse(
        f"{number.written}: "
        + (otherwise or f"that is {size}; take the average of the column log_likelihood, which is in 100 already.")
    )


def read_seeds(value):
    """Return two different seeds, or say what is wrong with them."""
    if isinstance(value, Unread):
        read_text(value, "SEEDS")
    if not isinstance(value, tuple | list) or len(value) != 2 or not all(type(s) is int and s >= 0 for s in value):
        refuse(f"SEEDS is {value!r}: give two whole numbers with a comma between them, as in (1, 2).")
    if value[0] == value[1]:
        refuse(f"{value[0]} and {value[1]}: with the same seed you compare a model with itself.")
    return tuple(value)


def read_topic(value, n_topics):
    """Return the number of a topic, or say which there are."""
    if isinstance(n_topics, Unread):
        read_text(n_topics, "N_TOPICS")
    if type(value) is not int or not 1 <= value <= n_topics:
        refuse(f"TOPIC is {value!r}: choose a whole number from 1 to {n_topics}, without quotation marks.")
    return value


@give_verdict("Right.")
def check_topics(prediction, recur, first_name, second_name, because, n_topics=8, seeds=(1, 2), stop=True):
    """Check how many topics recur under another seed, and the names before and after reading."""
    told, k = STATIONS["topics"], read_number(n_topics, "N_TOPICS")
    n_topics = int(k.values[0][0])
    if not 2 <= n_topics <= 20:
        refuse(f"{k.written} topics: take at least two and at most twenty, so that it takes no minutes.")
    prediction = read_guess(prediction, "prediction_7", most=max(8, n_topics))
    cosines, words = fit_twice(n_topics, read_seeds(seeds), bool(stop))
    _check_recurring(_read_recurring(recur, n_topics), cosines, n_topics, told["alike"])
    first, second = read_text(first_name, "name_before"), read_text(second_name, "name_after")
    for name in (first, second):
        _check_name(name, words)
    read_sentence(because, "because_7")
    same = first.casefold() == second.casefold()
    names = f"You keep the name “{first}”" if same else f"The passages made “{first}” into “{second}”"
    return (
        f"{(cosines >= told['alike']).sum()} of {n_topics} topics recur with the other seed; the least alike pair has "
        f"{cosines.min():.2f}. {names}: the name is yours, not the machine's." + recall(prediction)
    )


def _read_recurring(value, n_topics):
    """Return how many topics recur; all but one is a number, too."""
    but = re.fullmatch(r"(?i)\W*all but (\w+)\W*", str(value))
    number = read_number(but[1] if but else value, "recur")
    refuse_unit(number, "topic")
    return Number(str(value), ((n_topics - number.values[0][0], 0),)) if but else number


def _check_name(name, words):
    """Refuse what is no name of a topic."""
    if re.search(r"(?i)asdf|qwer|jkl|[yz]xcv|(.)\1\1", name):
        refuse(f"“{name}” was typed to fill the box: what do these words have in common?")
    if re.fullmatch(rf"(?i)(?:topic|heap)\s*(?:[\d\W]+|{'|'.join(WORDS)})|[\W\d]*\d[\W\d]*", name):
        refuse(f"“{name}” is a number: give the topic a name that a historian understands.")
    if len(re.findall(r"[^\W\d_]", name)) < 3:
        refuse(f"“{name}” is too short for a name that a historian understands.")
    named = set(re.findall(r"[\w-]+", name.lower())) - {"and", "the", "of"}
    if len(named) > 1 and any(named <= topic for topic in words):
        refuse(f"“{name}”: those are its own words, set in a row. What are the passages about?")


def _check_recurring(number, cosines, n_topics, alike):
    """Check how many topics recur."""
    right = int((cosines >= alike).sum())
    if number.whole and abs(number.whole - n_topics) > 0.5:
        refuse(f"{number.written}: of {number.whole:.0f}? There are {n_topics} topics.")
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

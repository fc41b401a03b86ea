"""Simulate counts in the shape of a corpus: its texts, their lengths, dates and genres, and how uneven its counts are.

A *truth* is a way in which comparable texts might come about. Each keeps the lengths of the texts and takes from the
counts how uneven they are; each gives the expected rate of every text, so that the true rate of any period or window is
known: ``sum w_i r_i / sum w_i``. Simulated texts are independent of each other. Texts that hang together are another
question, which repeating the analysis with occasions as the unit answers.

Four truths are simulated. The interval of `themeshift.intervals` was tuned on texts like those of the first three;
nothing was tuned on the fourth, which was written down here, with its constants, before it was simulated once.

- ``negative binomial``: the rates of texts are gamma distributed around the rate found in their period or window; one
  shape for a term, the most likely one.
- ``hurdle-lognormal``: a text has the term at all with chance ``1 - exp(-a sqrt(w_i r_i))``, a such that as many texts
  are expected to have it as do; its rate is then lognormal with the spread of the rates of those that do, around
  ``r_i`` over that chance, and the count Poisson.
- ``flat``: as the first, with the same rate everywhere.
- ``bursts by genre``: a text is about the matter with a chance that depends on its genre, and else has nothing; its
  interest is inverse Gaussian with coefficient of variation 1; the term comes in bursts, their number Poisson, their
  sizes geometric with mean 2. The chance is a power, from 0 to 1, of the share of the genre's texts that have the term
  (one text with it and one without added), such that as many texts are expected to have it as do, or the nearest
  number. It departs from the model in every part: zeros that no length explains, another tail, words that draw each
  other, and periods that differ because their genres do.
"""

from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.stats import nbinom

BURST = 2  # occurrences in a burst, on average
SHAPES = np.geomspace(0.02, 50, 200)  # of which the most likely is taken


class Truth(NamedTuple):
    """A way in which comparable texts might come about.

    Attributes
    ----------
    rates : numpy.ndarray, shape (n_texts,)
        The expected occurrences in a word of each text.
    draw : callable
        Takes a number of runs and a random generator; returns counts, shape (n_runs, n_texts).
    """

    rates: np.ndarray
    draw: object


def expect_rates(counted, words, weights):
    """Return the pooled rate of each cell (row of `weights`), half an occurrence where there is none."""
    return np.maximum(weights @ counted, 0.5) / (weights @ words)


def make_negative_binomial(counted, words, rates, genres):
    """Return the truth ``negative binomial``."""
    shape = find_shape(counted, words * rates)
    mean = words * rates / shape
    return Truth(rates, lambda n, generator: generator.poisson(generator.gamma(shape, mean, (n, len(words)))))


def make_flat(counted, words, rates, genres):
    """Return the truth ``flat``."""
    overall = max(counted.sum(), 0.5) / words.sum()
    return make_negative_binomial(counted, words, np.full(len(words), overall), genres)


def make_hurdle(counted, words, rates, genres):
    """Return the truth ``hurdle-lognormal``."""
    found, size = counted > 0, np.sqrt(words * rates)
    wanted = np.clip(found.sum(), 0.5, len(words) - 0.5)
    log_a = brentq(lambda log_a: (1 - np.exp(-np.exp(log_a) * size)).sum() - wanted, -30, 30)
    chance = 1 - np.exp(-np.exp(log_a) * size)
    spread = max(np.log(counted[found] / words[found]).std(ddof=1), 0.5) if found.sum() > 2 else 1.0
    center = np.log(rates / chance) - spread**2 / 2

    def draw(n, generator):
        has = generator.random((n, len(words))) < chance
        return generator.poisson(has * words * generator.lognormal(center, spread, (n, len(words))))

    return Truth(rates, draw)


def make_bursts(counted, words, rates, genres):
    """Return the truth ``bursts by genre``."""
    _, kinds = np.unique(genres, return_inverse=True)
    share = ((np.bincount(kinds, counted > 0) + 1) / (np.bincount(kinds) + 2))[kinds]

    def thin(power):
        chance = share**power
        thinned = rates * chance * (words @ rates) / (words @ (rates * chance))
        bursts = words * thinned / chance / BURST  # of a text that is about the matter, before its interest
        return chance, thinned, (chance * (1 - np.exp(1 - np.sqrt(1 + 2 * bursts)))).sum() - (counted > 0).sum()

    powers = [power for power in (0.0, 1.0) if (thin(power)[2] > 0) == (power == 1)]  # too few at 0, or too many at 1
    chance, rates, _ = thin(powers[0] if powers else brentq(lambda power: thin(power)[2], 0, 1))

    def draw(n, generator):
        about = generator.random((n, len(words))) < chance
        interest = generator.wald(1, 1, (n, len(words)))
        bursts = generator.poisson(about * interest * words * rates / chance / BURST)
        more = generator.negative_binomial(np.maximum(bursts, 1), 1 / BURST)
        return bursts + np.where(bursts > 0, more, 0)

    return Truth(rates, draw)


def find_shape(counted, mean):
    """Return the most likely shape of a negative binomial with these means."""
    shapes = SHAPES[:, None]
    return SHAPES[nbinom.logpmf(np.round(counted), shapes, shapes / (shapes + mean)).sum(axis=1).argmax()]


TRUTHS = {
    "negative binomial": make_negative_binomial,
    "hurdle-lognormal": make_hurdle,
    "flat": make_flat,
    "bursts by genre": make_bursts,
}

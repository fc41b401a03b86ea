"""What the workbook uses: each check counts in the corpus when it is asked, and answers in a sentence that leads on.

What is counted is said in ``stations.toml``. No check gives the answer away before a pair has one. To import this makes
a notebook answer errors by one line: each cell of the workbook that computes imports it, and so does one run too early.
"""

from .answers import read_terms
from .core import check_east, check_rates, check_reading
from .counting import STATIONS, load, read_word, read_words, show_cards
from .further import check_chance, check_topics, check_weights, read_seeds, read_topic
from .one_text import check_one_text, read_senses
from .own import check_claim, check_theme, read_shown
from .slips import explain_error, speak_plainly

__all__ = [
    "STATIONS",
    "check_chance",
    "check_claim",
    "check_east",
    "check_one_text",
    "check_rates",
    "check_reading",
    "check_theme",
    "check_topics",
    "check_weights",
    "explain_error",
    "load",
    "read_seeds",
    "read_senses",
    "read_shown",
    "read_terms",
    "read_topic",
    "read_word",
    "read_words",
    "show_cards",
    "speak_plainly",
]

speak_plainly()

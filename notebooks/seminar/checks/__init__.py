"""What the workbook uses: each check counts in the corpus when it is asked, and answers in a sentence that leads on.

What is counted is said in ``stations.toml``. No check gives the answer away before a pair has one.
"""

from .answers import explain_error, read_terms, speak_plainly
from .core import check_east, check_one_text, check_rates, check_reading
from .counting import STATIONS, load, show_cards
from .further import check_chance, check_topics, check_weights
from .own import check_claim, check_theme

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
    "read_terms",
    "show_cards",
    "speak_plainly",
]

"""Write what the sentences of many modules have in common: rates, and names in a row."""

import numbers

from themeshift.checks import InputError


def write_rate(rate):
    """Write a rate with one digit, but never as 0 what is more than 0.

    Parameters
    ----------
    rate : float

    Returns
    -------
    str
        ``nan`` for a rate that is missing.

    Raises
    ------
    InputError
        If the rate is not a number.

    Examples
    --------
    >>> write_rate(2.04), write_rate(0.04), write_rate(0)
    ('2.0', '<0.1', '0')
    """
    if not isinstance(rate, numbers.Real):
        raise InputError(f"the rate is {rate!r:.60}; give a number")
    return "<0.1" if 0 < rate < 0.05 else "0" if rate == 0 else f"{rate:.1f}"


def write_rates(*rates):
    """Write rates beside each other with as many digits, up to four, as show that they differ.

    >>> write_rates(4.9, 3.2), write_rates(0.104, 0.143), write_rates(0, 0.04)
    (('4.9', '3.2'), ('0.10', '0.14'), ('0', '<0.1'))
    """
    for digits in range(1, 5):
        written = tuple(write_rate(rate) if digits == 1 or rate == 0 else f"{rate:.{digits}f}" for rate in rates)
        if len(set(written)) == len(set(rates)):
            break
    return written


def join_names(names, word="and"):
    """Join names by commas and a word before the last."""
    *head, last = list(names)
    return f"{', '.join(head)} {word} {last}" if head else last

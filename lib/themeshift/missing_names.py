"""Answer a name that a notebook does not know by one sentence: a slip of the keyboard, or cells that have not run."""

import builtins
import difflib

KEYS = "Run > Run All Above Selected Cell"


def explain_missing_name(name, known):
    """Say in one sentence what to do about a name that is not known.

    Parameters
    ----------
    name : str
    known : iterable of str
        The names that there are.

    Returns
    -------
    str
    """
    near = difflib.get_close_matches(name, [one for one in known if not one.startswith("_")], 1, 0.75)
    if near:
        return (f"there is no {name!r} here, but {near[0]!r}: if one of the two is misspelled, mend it and run all "
                f"cells again; if not, run the cells above first ({KEYS})")  # fmt: skip
    return (f"there is no {name!r} here: the cell that makes it has not run, stopped at an error, or was changed; "
            f"mend and run the cells above first ({KEYS}), or mend the spelling")  # fmt: skip


def explain_missing_names():
    """Let a notebook answer in this way; outside a notebook, or where it answers otherwise already, do nothing."""
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None or shell.custom_exceptions:
        return

    def show(shell, kind, error, traceback, tb_offset=None):
        while traceback.tb_next:
            traceback = traceback.tb_next
        if error.name and traceback.tb_frame.f_globals is shell.user_global_ns:  # a slip in a cell, not in a library
            said = explain_missing_name(error.name, [*shell.user_ns, *dir(builtins)])
            error._render_traceback_ = lambda: [f"NameError: {said}"]
        shell.showtraceback((kind, error, error.__traceback__), tb_offset=tb_offset)

    shell.set_custom_exc((NameError,), show)

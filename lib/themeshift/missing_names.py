"""Answer a name that a notebook does not know or read by one sentence: a slip of the keyboard, or cells not yet run."""

import ast
import builtins
import difflib

KEYS = "Run > Run All Above Selected Cell"
FIRST = "CORPUS"  # the cell that gives it a value has the parameters
NEAR = 0.8  # how alike two names in capitals must be; PASSAGES and PASSAGE_WORDS are less


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


def list_capitals(cell):
    """Return the names in capitals to which a cell gives a value, as parameters have them."""
    try:
        nodes = list(ast.walk(ast.parse(cell)))
    except SyntaxError:  # also of a magic; Python says what is wrong
        return []
    names = [node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    return list(dict.fromkeys(name for name in names if name.isupper()))


def explain_near_names(names, parameters):
    """Say of each name which parameter is spelled nearly so: one of the two may be a slip, which nothing would read.

    Parameters
    ----------
    names : list of str
        To which a cell gives a value.
    parameters : list of str
        Of the notebook; `names` may be among them.

    Returns
    -------
    list of str
        A sentence a pair.
    """
    pairs = {}
    for name in names:
        for near in difflib.get_close_matches(name, [one for one in parameters if one != name], 1, NEAR):
            pairs.setdefault(frozenset((name, near)), f"there are {near!r} and {name!r}")
    return [f"{there}: the notebook may read only one of them; if the other is a slip, mend it and run all cells again"
            for there in pairs.values()]  # fmt: skip


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

    def compare(result):
        names = list_capitals(result.info.raw_cell)
        parameters[:] = names if FIRST in names else parameters
        for said in explain_near_names(names, parameters):
            print(said)

    parameters = []
    shell.set_custom_exc((NameError,), show)
    shell.events.register("post_run_cell", compare)

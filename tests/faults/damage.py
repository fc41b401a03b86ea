"""Ways to spoil a file: each takes a generator of random numbers and bytes and returns bytes, or None for no file."""

import csv
import io
import json
import re
import unicodedata
import zipfile

import numpy as np

NASTY = [
    "\0",
    "\ufeff",
    "\r",
    "\x0b",
    "\x85",
    "\u2028",
    "░",
    "‹",
    "›",
    "\u202e",
    "\u0301",
    "\u00ad",
    "¬",
    '"',
    "'",
    ",",
    ";",
    "\n",
    "\n\n",
    "\t",
    "<",
    ">",
    "&",
    "&amp;",
    "]]>",
    "{",
    "}",
    "$x^2$",
    "=1+1",
    "#",
    "*",
    "|",
    "\\",
    "٣",
    "０",
    "\ud7ff",
    "😀",
    "ﬁ",
    "İ",
    "ß",
    "-",
    "–",
    "%",
    "<<<<<<< HEAD\n",
    "\n=======\n",
    " ",
]
CELLS = [
    "",
    " ",
    "0",
    "-1",
    "1e3",
    "4_47",
    "٣",
    " 5 ",
    "99999999999999999999",
    "nan",
    "inf",
    "NA",
    "None",
    "yes",
    "no",
    "TRUE",
    "1,5",
    "1.5",
    "2",
    "1917-02-30",
    "08/11/1917",
    "1917-11-08T00:00",
    "9999-12-31",
    "0001-01-01",
    "8-Nov",
    "5.E+01",
    "x" * 200_000,
    "../x",
    "a/b",
    "*",
    "#1",
    "a\nb",
    '"',
    "‹x›",
    "<script>",
    "=1+1",
    "\u202ex",
    "e\u0301",
    "\x07",
    "\u200b",
    "\u00a0",
    "author",
    "gap",
    "join",
    "text",
    "x; y",
    ";",
    "1917-11-08/1917-11-01",
    "{}",
]
PATTERNS = [
    "5",
    "true",
    "[]",
    "{}",
    "''",
    "'('",
    "'a{99999999999}'",
    "'(\\w+ ?)+%'",
    "'concession*'",
    "'" + "(" * 4000 + "'",
    "'\\1'",
    "'(?R)'",
    "'(?<=a+)b'",
    "'\\p{L'",
    "'.'",
    "''''''",
    "nan",
    "1979-05-27",
    "'‹'",
    "['a', 5]",
    "'(?i)x'",
    "'\\b'",
    "'(?P<a>x)(?P<a>y)'",
    "'a|'",
]


def place(random, data):
    return random.randrange(len(data) + 1)


def flip_a_bit(random, data):
    if not data:
        return b"\x01"
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]


def cut_the_end(random, data):
    return data[: place(random, data)]


def cut_a_part(random, data):
    first = place(random, data)
    return data[:first] + data[first + random.choice([1, 2, 10, 100, 4096]) :]


def repeat_a_part(random, data):
    first = place(random, data)
    last = first + random.choice([1, 10, 100, 4096])
    return data[:last] + data[first:]


def zero_a_block(random, data):
    first = place(random, data)
    return data[:first] + bytes(min(512, len(data) - first)) + data[first + 512 :]


def insert_something(random, data):
    at = place(random, data)
    new = random.choice([*NASTY, None]) or "\udcff"
    return data[:at] + new.encode("utf-8", "surrogateescape") + data[at:]


def empty(random, data):
    return random.choice([b"", b"\n", b"\xef\xbb\xbf", b" ", b"\0" * 100, None])


def encode_otherwise(random, data):
    text = data.decode("utf-8", "replace")
    name = random.choice(["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "cp1251", "latin-1", "utf-7"])
    return text.encode(name, "replace")


def normalize_otherwise(random, data):
    return unicodedata.normalize(random.choice(["NFD", "NFKC", "NFKD"]), data.decode("utf-8", "replace")).encode()


def end_lines_otherwise(random, data):
    return data.replace(b"\n", random.choice([b"\r\n", b"\r", b"\n\n", b"\r\r\n", " \u2028".encode(), b"\n ", b""]))


def change_lines(random, data):
    lines = data.split(b"\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    how = random.randrange(6)
    if how == 0:
        del lines[one]
    elif how == 1:
        lines.insert(other, lines[one])
    elif how == 2:
        lines[one], lines[other] = lines[other], lines[one]
    elif how == 3:
        lines[one : one + 2] = [b" ".join(lines[one : one + 2])]
    elif how == 4:
        lines[one] = random.choice(NASTY).encode()
    else:
        lines[one:one] = [b"<<<<<<< HEAD", lines[one], b"=======", lines[other], b">>>>>>> theirs"]
    return b"\n".join(lines)


def change_case_or_digits(random, data):
    text = data.decode("utf-8", "replace")
    table = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    return random.choice([text.upper(), text.lower(), text.translate(table), text.replace("-", "–"), text * 2]).encode()


BYTES = [flip_a_bit] * 4 + [
    cut_the_end,
    cut_a_part,
    repeat_a_part,
    zero_a_block,
    insert_something,
    insert_something,
    empty,
    encode_otherwise,
    normalize_otherwise,
    end_lines_otherwise,
    change_lines,
    change_lines,
    change_lines,
    change_case_or_digits,
]


# Tables


def read_table(data):
    return [row for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) if any(row)]


def write_table(rows, **options):
    file = io.StringIO()
    csv.writer(file, lineterminator="\n", **options).writerows(rows)
    return file.getvalue().encode("utf-8", "surrogatepass")


def change_a_cell(random, data):
    rows = read_table(data)
    row = random.choice(rows[1:] or rows)
    column = random.randrange(len(row))
    others = [other[column] for other in rows[1:] if len(other) > column]
    new = [
        random.choice(CELLS),
        random.choice(others or [""]),
        row[column] + random.choice(NASTY),
        f" {row[column]} ",
        row[column][:-1],
        row[column] * 2,
    ]
    if row[column].isdecimal():
        new += [str(int(row[column]) + step) for step in (-1, 1, 10, 1000)]
    row[column] = random.choice(new)
    return write_table(rows)


def change_rows(random, data):
    rows = read_table(data)
    if len(rows) < 2:
        return data
    one, other = random.randrange(1, len(rows)), random.randrange(1, len(rows))
    column = random.randrange(len(rows[0]))
    how = random.randrange(9)
    if how == 0:
        del rows[one]
    elif how == 1:
        rows.insert(other, list(rows[one]))
    elif how == 2:
        new = list(rows[one])
        new[column] = rows[other][column]
        rows.insert(other, new)
    elif how == 3:
        rows[one][column], rows[other][column] = rows[other][column], rows[one][column]
    elif how == 4:
        rows[one] = rows[one][1:] + rows[one][:1]
    elif how == 5:
        rows[one] = rows[one][: random.randrange(len(rows[one]))]
    elif how == 6:
        rows[one].append(random.choice(CELLS))
    elif how == 7:
        random.shuffle(rows[1:])
        rows[1:] = sorted(rows[1:])
    else:
        rows = rows[: random.randrange(len(rows)) + 1]
    return write_table(rows)


def change_columns(random, data):
    rows = read_table(data)
    if not rows:
        return data
    one, other = random.randrange(len(rows[0])), random.randrange(len(rows[0]))
    how = random.randrange(5)
    for number, row in enumerate(rows):
        if len(row) <= max(one, other):
            continue
        if how == 0:
            del row[one]
        elif how == 1:
            row[one], row[other] = row[other], row[one]
        elif how == 2:
            row.insert(one, row[other] if number else random.choice([row[other], "new", "", "where"]))
        elif how == 3 and number:
            row[one] = ""
        elif how == 4 and not number:
            row[one] = random.choice([*CELLS, row[other], row[one].upper(), f" {row[one]}"])
    return write_table(rows)


def save_otherwise(random, data):
    rows = read_table(data)
    return random.choice(
        [
            write_table(rows, delimiter=";"),
            write_table(rows, delimiter="\t"),
            write_table(rows, quoting=csv.QUOTE_ALL),
            write_table([[f" {cell}" for cell in row] for row in rows]),
            write_table([[], *rows]),
            write_table([["Table 1"], *rows]),
            write_table([part for row in rows for part in (row, [""] * len(row))]),
            b"sep=,\n" + data,
            write_table([[*row, ""] for row in rows]),
        ]
    )


def open_in_a_spreadsheet(random, data):
    """Spoil cells as spreadsheets do: days, ranges of pages and numbers that they take for others."""
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    how = random.randrange(5)

    def change(cell):
        if how == 0:
            return re.sub(r"^(\d{4})-(\d\d)-(\d\d)$", r"\3/\2/\1", cell)
        if how == 1:
            found = re.fullmatch(r"(\d{1,2})[-/](\d{1,2})", cell)
            return f"{int(found[1])}-{months[int(found[2]) % 12]}" if found else cell
        if how == 2:
            return f"{cell}.0" if cell.isdecimal() else re.sub(r"^0\.(\d+)$", r"0,\1", cell)
        if how == 3:
            return {"yes": "TRUE", "no": "FALSE"}.get(cell, cell)
        return re.sub(r"^(\d{4})-(\d\d)-(\d\d)$", "########", cell)

    return write_table([[change(cell) for cell in row] for row in read_table(data)])


TABLES = [change_a_cell] * 8 + [change_rows] * 4 + [change_columns, save_otherwise, open_in_a_spreadsheet]


# Markup

TAG = re.compile(r"<(/?)([\w:]+)([^<>]*?)(/?)>")
ELEMENTS = (
    "p ab head note choice sic corr lg l list item q quote seg w hi lb pb gap del add stage sp speaker table row cell "
    "figure figDesc ref unknown div text body app rdg lem milestone c fw u unclear subst label".split()
)
INSERTED = [
    "loose words",
    "<!-- a comment -->",
    "<?target data?>",
    "<![CDATA[some <p> words]]>",
    "&x;",
    "&#0;",
    "&#xd;",
    "<p>",
    "</p>",
    "<p/>",
    "<lb/>",
    "<lb n='1'/>",
    "<pb n='XV'/>",
    "<note>a note</note>",
    "<choice>either</choice>",
    "<choice><sic>lefft</sic></choice>",
    "<list><item>one</item><item>two</item></list>",
    "<lg><l>verse</l></lg>",
    "<quote>quoted</quote>",
    "<unknown>words</unknown>",
    "<gap reason='lost'/>",
    "<w part='I'>le</w>",
    "░",
    "<x:p xmlns:x='urn:x'>other</x:p>",
    "<p xmlns=''>none</p>",
    "<div>" * 300,
    "<hi>" * 2000 + "deep" + "</hi>" * 2000,
    "<app><lem>one</lem><rdg>two</rdg></app>",
    "<seg/>",
    "\x0b",
    "\u202e",
]
DOCTYPES = [
    '<!DOCTYPE TEI [<!ENTITY x "y">]>',
    '<!DOCTYPE TEI SYSTEM "file:///etc/passwd">',
    '<!DOCTYPE TEI [<!ENTITY a "xxxxxxxxxx"><!ENTITY x "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
]


def change_a_tag(random, data):
    text = data.decode("utf-8", "replace")
    tags = list(TAG.finditer(text))
    if not tags:
        return insert_something(random, data)
    hit = random.choice(tags)
    close, name, rest, end = hit.groups()
    attributes = re.findall(r"""([\w:]+)\s*=\s*(["'][^"']*["'])""", rest)
    how = random.randrange(7)
    if how == 0:
        new = ""
    elif how == 1:
        new = f"<{close}{random.choice(ELEMENTS)}{rest}{end}>"
    elif how == 2 and attributes:
        key, value = random.choice(attributes)
        new = hit.group().replace(f"{key}={value}", "")
    elif how == 3 and attributes:
        key, value = random.choice(attributes)
        new = hit.group().replace(
            value, '"' + random.choice(["", "0", "-1", "x", "#x", "1", "٣", "99999999999", " "]) + '"', 1
        )
    elif how == 4:
        new = f"<{close}{name}{rest} {random.choice('n ana type part join break corresp unit'.split())}='x'{end}>"
    elif how == 5:
        new = hit.group() * 2
    else:
        new = hit.group() + random.choice(INSERTED)
    return (text[: hit.start()] + new + text[hit.end() :]).encode("utf-8", "surrogateescape")


def change_an_element(random, data):
    """Rename, unwrap, copy or move a whole element that holds only text."""
    text = data.decode("utf-8", "replace")
    found = list(re.finditer(r"<(\w+)([^<>]*)>([^<>]*)</\1>", text))
    if not found:
        return change_a_tag(random, data)
    one, other = random.choice(found), random.choice(found)
    name = random.choice(ELEMENTS)
    new = random.choice(
        [
            f"<{name}{one[2]}>{one[3]}</{name}>",
            one[3],
            "",
            one.group() * 2,
            other.group(),
            f"<{name}>{one.group()}</{name}>",
            f"<{one[1]}>{one[3]}{random.choice(INSERTED)}</{one[1]}>",
        ]
    )
    return (text[: one.start()] + new + text[one.end() :]).encode("utf-8", "surrogateescape")


def insert_markup(random, data):
    text = data.decode("utf-8", "replace")
    at = random.choice([hit.end() for hit in TAG.finditer(text)] or [0])
    return (text[:at] + random.choice(INSERTED) + text[at:]).encode("utf-8", "surrogateescape")


def declare_a_type(random, data):
    return re.sub(rb"(<\?xml.*?\?>)?", lambda hit: hit.group() + random.choice(DOCTYPES).encode(), data, count=1)


MARKUP = [change_a_tag] * 6 + [change_an_element] * 5 + [insert_markup] * 3 + [declare_a_type]


# Other formats


def change_a_declaration(random, data):
    """Change a value or a key of TOML."""
    lines = data.decode("utf-8", "replace").split("\n")
    at = random.choice([n for n, line in enumerate(lines) if "=" in line and not line.startswith("#")] or [0])
    if random.random() < 0.3:
        lines[at] = re.sub(
            r"\w+(?= ?=)", random.choice(["x", "pattern", "words", "reason", "patterns"]), lines[at], count=1
        )
    else:
        new = random.choice([*PATTERNS, '"no"', '""', "[[[[]]]]", '["x"]', "{ x = ['aim'] }"])
        lines[at] = re.sub(r"(= ?)('[^']*'|\"[^\"]*\"|\[.*|\w+)", lambda hit: hit[1] + new, lines[at], count=1)
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def change_a_node(random, data):
    """Change a value or a key of JSON."""
    try:
        tree = json.loads(data)
    except ValueError:
        return data
    nodes, waiting = [], [tree]
    while waiting:
        node = waiting.pop()
        for key in list(node) if isinstance(node, dict) else range(len(node)):
            nodes.append((node, key))
            if isinstance(node[key], dict | list):
                waiting.append(node[key])
    if not nodes:
        return data
    node, key = random.choice(nodes)
    if random.random() < 0.3:
        del node[key]
    else:
        node[key] = random.choice([None, 5, -1, "x", [], {}, True, 1.5, ["x"], {"x": 1}, "\x00", "\ud800", 10**30])
    return json.dumps(tree).encode()


def change_an_archive(random, data):
    """Change the arrays of an archive, leaving it one."""
    try:
        with np.load(io.BytesIO(data)) as file:
            arrays = dict(file)
    except Exception:
        return flip_a_bit(random, data)
    name = random.choice([name for name in arrays if name != "sha256"] or list(arrays))
    array, how = arrays[name], random.randrange(9)
    if how == 0:
        del arrays[name]
    elif how == 1:
        arrays["more"] = np.zeros(3)
    elif how == 2:
        arrays[name] = array[:-1] if array.ndim else array[None]
    elif how == 3:
        arrays[name] = array.astype(np.float32)
    elif how == 4:
        arrays[name] = np.array([{"a": 1}], dtype=object)
    elif how == 5:
        arrays[name] = np.full_like(array, np.nan)
    elif how == 6:
        arrays[name] = array + 1
    elif how == 7:
        arrays[name] = np.zeros(20_000_000, dtype=np.uint8)
    else:
        arrays.pop("sha256", None)
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def change_an_entry(random, data):
    """Repack an archive with other names, or as an empty one."""
    file = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
            for entry in old.namelist()[: random.randrange(4)]:
                new.writestr(
                    random.choice([entry, f"../{entry}", f"x{entry}"]), old.read(entry)[: random.choice([10, 10**6])]
                )
    except Exception:
        return cut_the_end(random, data)
    return file.getvalue()


DECLARATIONS = [change_a_declaration] * 3
NODES = [change_a_node] * 3
ARCHIVES = [change_an_archive] * 2 + [change_an_entry]


# Places: what is there instead of the file


def put_a_folder(random, path, files):
    path.unlink()
    path.mkdir()


def link_to_nothing(random, path, files):
    path.unlink()
    path.symlink_to(random.choice(["nothing", path.name]))  # or to itself


def rename_a_file(random, path, files):
    path.rename(path.with_name(random.choice([path.name.upper(), f" {path.name}", f"{path.name}~", f"x{path.name}"])))


def exchange_two_files(random, path, files):
    """Put another file of the kind there, and this one in its place."""
    other = random.choice(files)
    mine, others = path.read_bytes(), other.read_bytes()
    path.write_bytes(others)
    other.write_bytes(mine)


PLACES = [put_a_folder, link_to_nothing, rename_a_file, exchange_two_files, exchange_two_files]

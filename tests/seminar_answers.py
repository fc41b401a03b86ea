"""What beginners answer, made up before the checks were written: right in several ways, and wrong with what is said.

For each check its arguments as solved; then right variants, as changes of these; then wrong ones, each with a part of
the sentence that it must be told. Answers are what a student types between the quotation marks, or without them.
"""

BECAUSE = "The sentence names what is leased and to whom it goes"
SOLVED = {
    "check_reading": {"prediction": "70", "leases": "A, C, E", "because": BECAUSE},
    "check_rates": {"prediction": "1918", "most": "1920", "highest": "1917", "rate": "4.75", "because": BECAUSE},
    "check_one_text": {"prediction": "50", "text": "1920-12-21", "left": "33 %", "because": BECAUSE},
    "check_east": {"prediction": "90", "awakening": "44 of 87", "year": "1923", "texts": "1", "because": BECAUSE},
    "check_weights": {"prediction": "peace", "peace": "0.2", "we": "0", "word": "war", "because": BECAUSE},
    "check_chance": {"prediction": "5", "expected": "5", "called": "20", "because": BECAUSE},
    "check_topics": {
        "prediction": "8", "recur": "7", "first_name": "colonial question", "second_name": "the Comintern's theses",
        "because": BECAUSE,
    },
    "check_claim": {
        "claim": "In Lenin's 64 texts and 127,490 words of the anthology, electrif* occurs 15 times, in 6 texts.",
        "occurrences": "15", "words": "127,490", "texts": "6",
        "overturned": "Twenty more speeches of 1918 and 1919 in which the word occurs as often",
    },
    "check_theme": {
        "prediction": "1921", "terms": ["bread", "grain*"],
        "sentence": "Bread and grain occur in many of the texts, but seldom more than once in a thousand words.",
    },
}  # fmt: skip

RIGHT = {
    "check_reading": [
        {"leases": "a c e"}, {"leases": "ACE"}, {"leases": "A, C"}, {"leases": ["A", "C", "E"]}, {"leases": "“A, C, E”"},
        {"leases": "A and C and E"}, {"leases": "E;C;A."}, {"prediction": "all of them"}, {"leases": "cards A, C"},
    ],
    "check_rates": [
        {"rate": 4.75}, {"rate": "4,75"}, {"rate": "4.8"}, {"rate": "4.753"}, {"rate": "5"}, {"rate": "0.475 %"},
        {"rate": "0.00475"}, {"rate": "4.75 per 1,000 words"}, {"rate": "4.75 ‰"}, {"rate": "“4.75”"}, {"most": 1920},
        {"most": "in 1920"}, {"highest": "1917."}, {"rate": "4.21", "counted": "peace"}, {"rate": "4,753"},
        {"rate": "211/44390"}, {"rate": "0.475 per cent"}, {"rate": "4.7"}, {"counted": "PEACE*"},
    ],
    "check_one_text": [
        {"left": "33"}, {"left": "33,3 %"}, {"left": "0.33"}, {"left": "1/3"}, {"left": "a third"}, {"left": "34"},
        {"left": "34 of 102"}, {"left": "34/102"}, {"left": "28.9 %"}, {"left": "26 of 90"}, {"left": "26"},
        {"text": "1920-12-21-report-on-concessions"}, {"text": "Report on Concessions"}, {"text": "21 December 1920"},
        {"text": "report on concessions delivered to the R.C.P.(B.) group"}, {"left": 33}, {"left": 0.333},
    ],
    "check_east": [
        {"awakening": "44"}, {"awakening": "51 %"}, {"awakening": "0.51"}, {"awakening": "50,6 %"}, {"awakening": "half"},
        {"awakening": "44/87"}, {"awakening": "108 of 258"}, {"awakening": "42 %"}, {"awakening": 44}, {"texts": "one"},
        {"texts": 1}, {"texts": "one article"}, {"year": 1923}, {"awakening": "108"}, {"awakening": "44 out of 87"},
    ],
    "check_weights": [
        {"peace": "0.1997"}, {"peace": "0,2"}, {"peace": "2/11 * ln 3"}, {"peace": 0.2}, {"peace": "0.087"},
        {"peace": "0.29"}, {"peace": ".2"}, {"we": 0}, {"we": "0.0"}, {"we": "nothing"}, {"we": "zero"}, {"word": "WAR"},
        {"word": "“world”"}, {"word": "they"}, {"peace": "20 %"},
    ],
    "check_chance": [
        {"expected": "5 %"}, {"expected": "0.05"}, {"expected": "five"}, {"expected": 5}, {"called": "20 %"},
        {"called": "0.2"}, {"called": "18"}, {"called": "22,5"}, {"called": "a fifth"}, {"called": "20 in 100"},
        {"expected": "1/20"}, {"called": "about 20"},
    ],
    "check_topics": [
        {"recur": "7 of 8"}, {"recur": 7}, {"recur": "seven"}, {"recur": "88 %"}, {"recur": "7/8"},
        {"first_name": "nations, colonies", "second_name": "Theses for the Comintern"},
        {"recur": "6", "n_topics": 6, "seeds": (1, 4)}, {"recur": "0.875"},
    ],
    "check_claim": [
        {"occurrences": 15, "words": 127490, "texts": 6}, {"words": "127.490"}, {"texts": "6 of 64"},
        {"claim": "Since 2 February 1920 the programme of electrification is named 20 times in 6 of 40 texts of 73,834 words.",
         "occurrences": "20", "words": "73,834", "texts": "6"},
        {"claim": "electri* occurs 19 times in 127,490 words, in 6 texts", "occurrences": "19"},
        {"claim": "Electrif* occurs 15 times in 73834 words of 1920 and after: 0.2 in 1,000, in 6 texts",
         "words": "73834"},
    ],
    "check_theme": [
        {"terms": {"bread": ["bread", "grain*"]}}, {"terms": "bread"}, {"terms": "bread, grain*"},
        {"terms": ["BREAD"]}, {"terms": ["League of Nations"],
                              "sentence": "The League of Nations is named in few texts, and late."},
    ],
}  # fmt: skip

_EMPTY = [
    ({"prediction": ""}, "prediction is still empty"),
    ({"prediction": None}, "Nothing is written for the prediction"),
]
_BECAUSE = [
    ({"because": ""}, "explanation is still empty"),
    ({"because": "because"}, "one word"),
    ({"because": "so it is"}, "3 words"),
]
_NOT_NUMBERS = ["many", "?", "…", "x", "4 or 5", "-3", "nan", "1e400"]

WRONG = {
    "check_reading": [
        *_EMPTY, *_BECAUSE,
        ({"leases": ""}, "still empty"), ({"leases": None}, "Nothing is written"),
        ({"leases": "A, B, C, D, E, F"}, "every card"), ({"leases": "B, D, F"}, "the other way round"),
        ({"leases": "A"}, "C"), ({"leases": "C"}, "A"), ({"leases": "E"}, "A and C"), ({"leases": "A, B, C"}, "B"),
        ({"leases": "A, C, D"}, "D"), ({"leases": "A, C, F"}, "F"), ({"leases": "A, C, E, F"}, "F"),
        ({"leases": "A, C, X"}, "no card X"), ({"leases": "3"}, "letters"), ({"leases": "timber"}, "letters"),
        ({"leases": "none"}, "none"), ({"leases": "B"}, "B"), ({"leases": "D, F"}, "D and F"),
        ({"leases": "yes"}, "letters"), ({"leases": "A, B, C, D"}, "B and D"), ({"leases": True}, "letters"),
        ({"leases": "A, E"}, "C"), ({"leases": "all"}, "letters"),
    ],
    "check_rates": [
        *_EMPTY, *_BECAUSE,
        ({"rate": "211"}, "a count"), ({"rate": "4.79"}, "Trotsky"), ({"rate": "4.77"}, "other voices"),
        ({"rate": "4.78"}, "everybody"), ({"rate": "4.75 %"}, "per cent"), ({"rate": "43.5 %"}, "all the occurrences"),
        ({"rate": "9.2"}, "1917"), ({"rate": "47.5"}, "ten times"), ({"rate": "210"}, "upside down"),
        ({"rate": "many"}, "no number"), ({"rate": (4, 75)}, "comma"), ({"rate": "44390"}, "all its words"),
        ({"most": "1917", "highest": "1920"}, "exchanged"), ({"most": "1923"}, "1923"), ({"highest": "1923"}, "1923"),
        ({"highest": "1920"}, "one winner"), ({"most": "1918"}, "1918"), ({"most": "20"}, "four digits"),
        ({"most": "1917 and 1920"}, "one year"), ({"most": "peace"}, "no year"), ({"most": "1916"}, "begin in 1917"),
        ({"counted": "pax"}, "'pax'"), ({"counted": r"\bpeace\w*"}, "regular expression"), ({"rate": ""}, "still empty"),
        ({"rate": "3"}, "divide"), ({"counted": ""}, "still empty"), ({"rate": "4.21"}, "'peace'"),
        ({"rate": "217"}, "Trotsky"),
    ],
    "check_one_text": [
        *_EMPTY, *_BECAUSE,
        ({"left": "67 %"}, "what the report has"), ({"left": "68"}, "what the report has"), ({"left": "102"}, "before"),
        ({"left": "36 %"}, "earlier"), ({"left": "39"}, "earlier"), ({"left": "0"}, "nothing"),
        ({"left": "100 %"}, "everything"), ({"left": "0.33 %"}, "hundred"), ({"left": "41 %"}, "not leases"),
        ({"left": "48"}, "not leases"), ({"left": "89 %"}, "22 December"), ({"left": "12"}, "12"),
        ({"left": "many"}, "no number"), ({"left": (33, 3)}, "comma"), ({"left": ""}, "still empty"),
        ({"left": "150 %"}, "more than"), ({"text": "1920-12-22"}, "22 December"), ({"text": ""}, "still empty"),
        ({"text": "Decree on Peace"}, "no text"), ({"text": "1920"}, "several"), ({"text": "Trotsky"}, "Trotsky"),
        ({"text": "the longest"}, "no text"), ({"left": "-33"}, "less than nothing"), ({"left": "33 or 34"}, "two numbers"),
    ],
    "check_east": [
        *_EMPTY, *_BECAUSE,
        ({"awakening": "87"}, "every East"), ({"awakening": "85"}, "hyphen"), ({"awakening": "135"}, "least"),
        ({"awakening": "81"}, "capital"), ({"awakening": "43"}, "not the awakening"), ({"awakening": "100 %"}, "every East"),
        ({"awakening": "258"}, "every word of the theme"), ({"awakening": "many"}, "no number"),
        ({"awakening": "0"}, "none"), ({"awakening": "10"}, "10"), ({"awakening": "34"}, "Eastern"),
        ({"awakening": ""}, "still empty"), ({"awakening": (50, 6)}, "comma"), ({"awakening": "49 %"}, "not the awakening"),
        ({"awakening": "51 of 50"}, "more than"), ({"year": "1919"}, "most"), ({"year": "1920"}, "1920"),
        ({"year": "1917"}, "no East"), ({"year": "23"}, "four digits"), ({"year": ""}, "still empty"),
        ({"texts": "8"}, "occurrences"), ({"texts": "1551"}, "words"), ({"texts": "0"}, "none"), ({"texts": "2"}, "fewer"),
        ({"texts": "64"}, "whole anthology"),
    ],
    "check_weights": [
        *_EMPTY, *_BECAUSE,
        ({"peace": "2"}, "count"), ({"peace": "0.18"}, "share"), ({"peace": "1.1"}, "logarithm"),
        ({"peace": "2.2"}, "count instead"), ({"peace": "0.63"}, "scikit-learn"), ({"peace": "0.1"}, "twice"),
        ({"peace": "0"}, "one sentence"), ({"peace": "0.07"}, "two sentences"), ({"peace": ""}, "still empty"),
        ({"peace": "much"}, "no number"), ({"peace": (0, 2)}, "comma"), ({"peace": "0.5"}, "step by step"),
        ({"we": "0.09"}, "share"), ({"we": "1"}, "count"), ({"we": "0.19"}, "scikit-learn"), ({"we": ""}, "still empty"),
        ({"we": "0.1"}, "share"), ({"we": "0.3"}, "every sentence"), ({"word": "peace"}, "1923"), ({"word": "concessions"}, "1918"),
        ({"word": "electrification"}, "only"), ({"word": "zebra"}, "does not occur"), ({"word": ""}, "still empty"),
        ({"word": "war peace"}, "one word"), ({"word": r"\bwar\b"}, "regular expression"), ({"word": "7"}, "letters"),
        ({"word": "the"}, "stop"),
    ],
    "check_chance": [
        *_EMPTY, *_BECAUSE,
        ({"expected": "20"}, "what the test called"), ({"expected": "95"}, "the other"), ({"expected": "0"}, "none"),
        ({"expected": "100"}, "every"), ({"expected": "0.05 %"}, "hundred"), ({"expected": "50"}, "half"),
        ({"expected": ""}, "still empty"), ({"expected": "few"}, "no number"), ({"expected": "10"}, "one in twenty"),
        ({"expected": (0, 5)}, "comma"), ({"called": "5"}, "texts"), ({"called": "80"}, "the other"),
        ({"called": "0"}, "Holm"), ({"called": "100"}, "every"), ({"called": "0.2 %"}, "hundred"),
        ({"called": "40"}, "too many"), ({"called": "10"}, "too few"), ({"called": ""}, "still empty"),
        ({"called": "a lot"}, "no number"), ({"called": "120"}, "more than"), ({"called": "4 to 20"}, "two numbers"),
    ],
    "check_topics": [
        *_EMPTY, *_BECAUSE,
        ({"recur": "8"}, "least alike"), ({"recur": "1"}, "do not recur"), ({"recur": "0"}, "none"),
        ({"recur": "9"}, "only 8"), ({"recur": "some"}, "no number"), ({"recur": ""}, "still empty"),
        ({"recur": "5"}, "0.7"), ({"recur": "6"}, "0.7"), ({"recur": "0.36"}, "alikeness"), ({"recur": (7, 8)}, "comma"),
        ({"recur": "7 of 9"}, "of 9"), ({"first_name": ""}, "still empty"), ({"second_name": ""}, "still empty"),
        ({"first_name": "communist, nations, colonial"}, "its own words"), ({"first_name": "topic 3"}, "number"),
        ({"second_name": "colonial question"}, "same name"), ({"seeds": (1, 1)}, "same seed"),
        ({"n_topics": 1}, "at least two"), ({"n_topics": "many"}, "no number"), ({"seeds": 1}, "two seeds"),
        ({"n_topics": 100}, "at most"), ({"first_name": 3}, "number"),
    ],
    "check_claim": [
        ({"claim": ""}, "still empty"), ({"claim": None}, "Nothing is written"), ({"claim": "electrification"}, "one word"),
        ({"claim": "Electrification becomes more and more important to Lenin over the years."}, "15"),
        ({"claim": "Electrif* occurs 15 times in Lenin's texts, in 6 of them."}, "127,490"),
        ({"claim": "Electrif* occurs 15 times in 127,490 words of Lenin."}, "number of texts"),
        ({"claim": "The 15 occurrences in 127,490 words in 6 texts prove that Lenin believed in electricity."}, "prove"),
        ({"claim": "Bread occurs 15 times in 127,490 words, in 6 texts of the anthology."}, "electrification"),
        ({"occurrences": ""}, "still empty"), ({"occurrences": "many"}, "no number"), ({"occurrences": "24"}, "lamps"),
        ({"occurrences": "16"}, "in 1920 alone"), ({"occurrences": "12"}, "in 1920 alone"),
        ({"occurrences": "500"}, "none of the ways"), ({"occurrences": "0.12"}, "rate"), ({"words": "1000"}, "per 1,000"),
        ({"words": ""}, "still empty"), ({"words": "128,375"}, "Trotsky"), ({"words": "134,726"}, "voices"),
        ({"words": "44,390"}, "1920"), ({"words": "5"}, "denominator"), ({"texts": "64"}, "all texts"),
        ({"texts": "15"}, "occurrences"), ({"texts": "2"}, "at least once"), ({"texts": ""}, "still empty"),
        ({"overturned": ""}, "still empty"), ({"overturned": "nothing"}, "nothing"),
        ({"overturned": "Nothing at all could ever do that"}, "nothing"),
    ],
    "check_theme": [
        *_EMPTY,
        ({"terms": ""}, "still empty"), ({"terms": []}, "still empty"), ({"terms": None}, "Nothing is written"),
        ({"terms": ["zebra"]}, "'zebra'"), ({"terms": ["bread", "zebra*"]}, "'zebra*'"),
        ({"terms": [r"\bbread\w*"]}, "regular expression"), ({"terms": ["bread|grain"]}, "regular expression"),
        ({"terms": ["(bread)"]}, "regular expression"), ({"terms": ["bread.*"]}, "regular expression"),
        ({"terms": ["*"]}, "every word"), ({"terms": 5}, "words"), ({"terms": ["хлеб"]}, "English"),
        ({"terms": ["brot"]}, "'brot'"), ({"terms": {"bread": []}}, "no word"), ({"terms": {}}, "still empty"),
        ({"terms": ["the"]}, "stop"), ({"terms": ["zebra", "unicorn"]}, "'zebra' and 'unicorn'"),
        ({"terms": ["smychka"]}, "'smychka'"),
        ({"sentence": ""}, "still empty"), ({"sentence": "bread"}, "one word"),
        ({"sentence": "Bread proves that the famine of these years was decisive."}, "prove"),
        ({"terms": ["peace*"]}, "already"), ({"terms": ["a b c d e f g h"]}, "'a b c d e f g h'"),
    ],
}  # fmt: skip
NOT_NUMBERS = _NOT_NUMBERS

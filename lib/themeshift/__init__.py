"""How the vocabulary of dated texts shifts: load them, count, weigh, trace themes, fit topics, walk back to the line.

``import themeshift as ts`` gives every public name below; a module is imported when the first of its names is used.
"""

import sys
from importlib import import_module

if sys.version_info < (3, 11):
    # With `python -m themeshift.…` only the sentence is to be read, not where it was raised.
    raise (SystemExit if sys.argv[:1] == ["-m"] else ImportError)(
        "themeshift needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Run it with a newer one."
    )

__version__ = "0.2.0"

_MODULES = {
    "paths": "CORPUS FIGURES ROOT",
    "checks": "InputError check_choice",
    "tables": "load_table",
    "escaping": "unescape_markdown",
    "wording": "write_rate",
    "tokens": "count_words find_tokens load_stopwords tokenize train_sentences",
    "terms": "compile_term find_terms",
    "passages": "choose_passage_words",
    "corpus": "Corpus cut_passages keep_voice load_corpus load_documents load_lines load_marks load_notes "
    "load_paragraphs load_passages load_scan_lines",
    "facts": "find_whole_texts load_absent load_events load_volumes summarize_volumes",
    "counts": "Counts",
    "counting": "check_lexicon count_terms count_vocabulary",
    "counted": "read_counts",
    "periods": "assign_periods choose_calendar choose_half_width load_periods measure_support",
    "resampling": "check_number check_share leave_one_out",
    "comparisons": "adjust_holm compare_periods compare_ranks compare_rates",
    "shuffled_dates": "compare_dates measure_date_power",
    "incidence": "compare_incidence",
    "power": "measure_power",
    "shifts": "compare_shifts load_shifts",
    "sizes": "simulate_size",
    "standardization": "standardize_rates",
    "audiences": "compare_congresses count_counterparts load_congresses load_counterparts",
    "steady": "compare_steady_words count_steady_by_chance load_steady_words",
    "keyness": "measure_dispersion weigh_by_log_likelihood weigh_by_log_odds weigh_by_tfidf",
    "distinctive": "find_distinctive_terms rank_period_words",
    "controls": "split_halves split_lists",
    "readings": "compare_reading_rates compare_readings count_readings find_disagreements load_readings score_rules",
    "reading_curves": "compare_reading_curves describe_reading_curves draw_reading_curves",
    "known": "check_known_groups count_known_groups load_known_groups load_tripwires",
    "choices": "compare_choices draw_choices summarize_choices",
    "alternatives": "draw_all_choices list_sense_choices list_text_choices",
    "trends": "check_curves smooth_rates summarize_periods",
    "landmarks": "find_first_texts find_hills locate_peaks",
    "intervals": "describe_layer measure_intervals smooth_intervals",
    "coverage": "simulate_coverage",
    "simulation": "load_coverage",
    "tipping": "count_tipping",
    "company": "check_claim",
    "receipts": "check_receipts",
    "quotes": "write_passages",
    "ledger": "load_claims",
    "declarations": "declare_claim",
    "verdicts": "claim_shifts judge_shifts measure_missing standardize_shifts summarize_shifts",
    "limits": "describe_disagreement describe_limits settle_disagreements",
    "claims": "save_claims show_claims",
    "design": "draw_expert_sample estimate_design_rates",
    "expert": "read_expert_form save_expert_form",
    "themes": "list_curves load_themes",
    "occurrences": "count_senses find_occurrences load_labels",
    "collocations": "count_pairs find_collocates rank_collocates",
    "cooccurrence": "compare_cooccurrence locate_passages measure_cooccurrence",
    "resemblance": "compare_resemblance",
    "topics": "fingerprint fit_topics match_topics trim_terms",
    "topic_terms": "load_topic_labels measure_coherence measure_exclusivity rank_exclusive_terms rank_terms",
    "shares": "measure_overlap share_documents share_passages",
    "stability": "compare_terms find_consensus fit_runs load_runs measure_runs",
    "sweeps": "choose_min_documents choose_n_topics describe_sweep draw_agreement load_sweep sweep_topics",
    "summaries": "describe_stability describe_topics find_nearest_topics show_topic summarize_topics",
    "concordance": "find_concordance find_contexts",
    "evidence": "show_concordance show_cut_passages show_document",
    "style": "COLORS DOUBLE_COLUMN PAPER_STYLE SINGLE_COLUMN assign_colors assign_shapes choose_text_color "
    "escape_label measure_contrast size_by_words",
    "event_lines": "draw_events",
    "timelines": "draw_periods draw_timeline",
    "curves": "draw_others draw_smoothed_rate draw_yearly_rates mark_above",
    "charts": "draw_by_length draw_heat_map draw_period_bars draw_period_rates draw_ranked_terms measure_bars "
    "measure_heat_map order_themes",
    "figures": "Caption draw_key make_panels save_figure show_figure title_figure write_gallery",
    "story": "Story choose_periods find_inside find_leading_words load_story",
    "story_tables": "find_other_peaks list_words move_borders rank_story_words summarize_story",
    "text_captions": "describe_authors describe_documents describe_firsts describe_periods describe_singles "
    "describe_terms",
    "rate_captions": "describe_curves describe_order describe_peaks describe_rates",
    "theme_answers": "describe_borders describe_theme find_deciding_text",
    "story_answers": "describe_story",
    "sources": "load_sources",
    "selection": "Selection",
    "measuring": "measure_bands measure_selection",
    "answers": "compare_sides describe_selection describe_sides",
    "panels": "draw_selection",
    "explorer": "Explorer",
    "views": "list_passages show_events show_folded show_passages show_theme",
    "export": "save_export",
}
_HOME = {name: module for module, names in _MODULES.items() for name in names.split()}
__all__ = sorted(_HOME)


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module 'themeshift' has no attribute {name!r}")
    return getattr(import_module(f"themeshift.{_HOME[name]}"), name)


def __dir__():
    return [*__all__, "__version__"]

"""The weights of linking as settings of Splink 5: a comparison for each field, a level for each row of the table.

Levels are those that `directory.linking.comparing` gives a pair, so a pair is one row in each of two tables, joined by
``pair``; column ``surname_level`` and so on hold the codes. What SQL can say itself may be given instead.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from directory.linking.weights import MISSING

PAIR = "l.pair = r.pair"
NOTHING_SAID = "nothing said"


def comparison(
    field: str,
    levels: Mapping[str, tuple[float, float]],
    sql: Mapping[str, str] | None = None,
    frequency_of: str | None = None,
) -> dict[str, Any]:
    """``levels``: name -> (m, u), to begin with where they are learned; the last one is what no other condition takes.

    ``sql``: conditions by level, 'missing' among them, for those not read from the codes. ``frequency_of``: the column
    whose term frequencies adjust the level 'same'.
    """
    sql = sql or {}
    if len(levels) == 1:
        levels = {**levels, "never": (1.0, 1.0)}  # Splink wants two
    rows = [
        {
            "sql_condition": sql.get(MISSING, _code(field, MISSING)),
            "label_for_charts": NOTHING_SAID,
            "is_null_level": True,
        }
    ]
    *_, last = levels
    for name, (m, u) in levels.items():
        row: dict[str, Any] = {
            "sql_condition": "ELSE" if name == last else sql.get(name, _code(field, name)),
            "label_for_charts": name,
            "m_probability": m,
            "u_probability": u,
        }
        if frequency_of and name == "same":
            row |= {"tf_adjustment_column": frequency_of, "tf_adjustment_weight": 1.0}
        rows.append(row)
    return {"output_column_name": field, "comparison_levels": rows}


def _code(field: str, level: str) -> str:
    return f"{field}_level_l = '{level}'"


def linker(
    left: Any,
    right: Any,
    comparisons: Sequence[dict[str, Any]],
    *,
    prior: float,
    keys: Sequence[str] = (PAIR,),
    connection: Any = ":memory:",
    **training: float,
) -> Any:
    """A `splink.Linker`. ``left``, ``right``: rows with ``unique_id`` and the columns of the comparisons, or names of
    tables of the DuckDB ``connection``; ``prior``: the probability that two random rows are one person; ``keys``: SQL
    conditions of the pairs to look at; ``training``: em_convergence and max_iterations.
    """
    from splink import DuckDBAPI, Linker

    engine = DuckDBAPI(connection)
    tables = [
        engine.register(rows if isinstance(rows, str) else _arrow(rows), dataset_display_name=name)
        for name, rows in (("lefts", left), ("rights", right))
    ]
    settings = {
        "link_type": "link_only",
        "probability_two_random_records_match": prior,
        "comparisons": list(comparisons),
        "blocking_rules_to_generate_predictions": list(keys),
        "retain_matching_columns": PAIR in keys,
        **training,
    }
    return Linker(tables, settings)


def _arrow(rows: Sequence[Mapping[str, Any]]) -> Any:
    import pyarrow

    return pyarrow.Table.from_pylist(list(map(dict, rows)))


def trained(model: Any) -> dict[str, dict[str, float]]:
    """Field -> level -> m by expectation maximization over all pairs of a `linker`; its u stay as they are."""
    model.training.estimate_parameters_using_expectation_maximisation(PAIR, fix_u_probabilities=True)
    return {
        one["output_column_name"]: {
            level["label_for_charts"]: level["m_probability"]
            for level in one["comparison_levels"]
            if "m_probability" in level
        }
        for one in model.misc.save_model_to_json()["comparisons"]
    }


def probabilities(model: Any, frequencies: Mapping[str, Mapping[str, float]]) -> dict[int, float]:
    """Pair -> probability. ``frequencies``: column -> value -> its frequency, for the columns that adjust a level."""
    for column, told in frequencies.items():
        rows = [{column: value, f"tf_{column}": share} for value, share in told.items()]
        known = model._db_api.register(_arrow(rows), dataset_display_name=f"of_{column}")
        model.table_management.register_term_frequency_lookup(known, column)
    found = model.inference.predict().query_sql("select pair_l, match_probability from {this}").as_record_list()
    return {row["pair_l"]: row["match_probability"] for row in found}

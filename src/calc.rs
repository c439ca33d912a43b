//! The model for scripts: many problems in, as rows of JSON, and an answer or an error for each out.
//!
//! Here: [`solve_rows`] and the field names of rows and results, which are those of the published reference data.
//! Not here: the formulas (`model`); reading files, printing (`cli::calc`).

mod availability;
mod input;
mod queueing;
mod quorum;
mod retry;
mod row;
mod slo;
mod staleness;

use serde_json::{Map, Value, json};
use thiserror::Error;

use input::Input;
use row::Row;

/// Why no row at all could be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CalcError {
    /// There is no such calculation.
    #[error("`{found}` is not a calculation over rows; there are: {}", NAMES.join(", "))]
    UnknownName {
        /// What was asked for.
        found: String,
    },
    /// The input is no JSON, not even with single numbers put aside.
    #[error("the input is not JSON: {problem}")]
    NotJson {
        /// What the reader of JSON says, with line and column.
        problem: String,
    },
    /// The input holds no rows.
    #[error(
        "the input has no `rows`: write an object such as {{\"rows\": [{{\"name\": \"first\", …}}]}}"
    )]
    NoRows,
}

/// Names of the calculations over rows.
pub const NAMES: [&str; 14] = [
    "quorum",
    "availability",
    "staleness",
    "k-staleness",
    "mmc",
    "sizing",
    "mg1",
    "mmck",
    "error-budget",
    "burn-rate-alerts",
    "burn-rate-exhaustion",
    "detection",
    "multiwindow-timeline",
    "retry",
];

/// Results of a row by field, or what is wrong with it.
type Solved = Result<Map<String, Value>, String>;

/// Solves the rows of `text`, a file of JSON, one by one: an array with `{"name", "results"}` or `{"name", "error"}` for each, in
/// their order.
///
/// # Errors
/// [`CalcError`] when the calculation is unknown, the text is no JSON or holds no rows. What is wrong with one row, a number
/// beyond all floats included, is in that row.
pub fn solve_rows(name: &str, text: &str) -> Result<Value, CalcError> {
    if !NAMES.contains(&name) {
        return Err(CalcError::UnknownName {
            found: name.to_owned(),
        });
    }
    let Input { rows, fits } = Input::read(name, text)?;
    let solve = |row: &Row<'_>| match name {
        "quorum" => quorum::solve(row),
        "availability" => availability::solve(row),
        "staleness" => staleness::solve(row, &fits),
        "k-staleness" => staleness::solve_versions(row),
        "mmc" => queueing::solve_mmc(row),
        "sizing" => queueing::solve_sizing(row),
        "mg1" => queueing::solve_mg1(row),
        "mmck" => queueing::solve_mmck(row),
        "error-budget" => slo::solve_budget(row),
        "burn-rate-alerts" => slo::solve_alert(row),
        "burn-rate-exhaustion" => slo::solve_exhaustion(row),
        "detection" => slo::solve_detection(row),
        "multiwindow-timeline" => slo::solve_timeline(row),
        _ => retry::solve(row),
    };
    Ok(Value::Array(in_parallel(&rows, &|index, row| {
        answer(index, row, &solve)
    })))
}

fn answer(index: usize, row: &Result<Value, String>, solve: &dyn Fn(&Row<'_>) -> Solved) -> Value {
    let name = row
        .as_ref()
        .ok()
        .and_then(|row| row["name"].as_str())
        .map_or_else(|| format!("row {}", index + 1), str::to_owned);
    let solved = match row {
        Ok(Value::Object(fields)) => solve(&Row::new(fields)),
        Ok(_) => Err("the row is not an object".to_owned()),
        Err(problem) => Err(problem.clone()),
    };
    match solved {
        Ok(results) => json!({ "name": name, "results": results }),
        Err(error) => json!({ "name": name, "error": error }),
    }
}

/// Rows do not know of each other, so they are dealt out to the cores; the order of the answers is that of the rows.
fn in_parallel(
    rows: &[Result<Value, String>],
    solve: &(dyn Fn(usize, &Result<Value, String>) -> Value + Sync),
) -> Vec<Value> {
    let workers = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(rows.len())
        .max(1);
    let share = |worker: usize| {
        let mine = rows.iter().enumerate().skip(worker).step_by(workers);
        mine.map(|(index, row)| (index, solve(index, row)))
            .collect::<Vec<_>>()
    };
    let mut answers: Vec<(usize, Value)> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..workers)
            .map(|worker| scope.spawn(move || share(worker)))
            .collect();
        let mut all = share(0);
        for other in others {
            all.extend(other.join().expect("solving a row does not panic"));
        }
        all
    });
    answers.sort_by_key(|(index, _)| *index);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_bad_row_does_not_stop_the_others() {
        let input = json!({ "rows": [
            { "name": "good", "p_attempt_fails": 0.5, "max_retries_per_layer": 1, "layers": 1 },
            { "name": "bad", "p_attempt_fails": 2, "max_retries_per_layer": 1, "layers": 1 },
            "not a row",
            { "p_attempt_fails": 0.5, "max_retries_per_layer": "x", "layers": 1 },
        ] });
        let solved = solve_rows("retry", &input.to_string()).unwrap();
        assert_eq!(
            solved[0]["results"]["expected_attempts_one_layer"],
            json!(1.5)
        );
        assert_eq!(
            solved[1],
            json!({ "name": "bad", "error": "`p_attempt_fails` is 2, but must be from 0 to 1" })
        );
        assert_eq!(
            solved[2],
            json!({ "name": "row 3", "error": "the row is not an object" })
        );
        assert_eq!(
            solved[3],
            json!({ "name": "row 4", "error": "`max_retries_per_layer` is \"x\", but must be a whole number" })
        );
    }

    #[test]
    fn a_row_that_cannot_be_read_does_not_stop_the_others() {
        let deep = "[".repeat(5000) + &"]".repeat(5000);
        let numbers = [
            "1e400",
            "-1e999",
            "NaN",
            "Infinity",
            "-Infinity",
            "01",
            "0x10",
        ];
        let bad = |number: &&str| format!(r#"{{ "n": 3, "r": 1, "w": 1, "k": {number} }}"#);
        let mut rows: Vec<String> = numbers.iter().map(bad).collect();
        rows.push(format!(r#"{{ "name": "deep", "k": {deep} }}"#));
        rows.push(r#"{ "name": "half a pair \ud800", "k": 1 }"#.to_owned());
        rows.push(r#"{ "name": "good", "n": 3, "r": 1, "w": 1, "k": 1 }"#.to_owned());
        rows.push(
            r#"{ "name": "unread", "n": 3, "r": 1, "w": 1, "k": 1, "note": NaN }"#.to_owned(),
        );
        let text = format!(r#"{{ "rows": [{}], "note": 1e400 }}"#, rows.join(","));
        let solved = solve_rows("k-staleness", &text).unwrap();
        for (index, number) in numbers.iter().enumerate() {
            let error = format!("`k` is \"{number}\", but must be a number");
            assert_eq!(solved[index]["error"], error);
        }
        for (index, start) in [
            (7, "the row cannot be read: recursion limit"),
            (8, "the row cannot be read: "),
        ] {
            let error = solved[index]["error"].as_str().unwrap();
            assert!(error.starts_with(start), "{error}");
        }
        for index in [9, 10] {
            assert!(
                (solved[index]["results"]["p_stale"].as_f64().unwrap() - 2.0 / 3.0).abs() < 1e-15
            );
        }
        assert_eq!(solved[10]["name"], "unread");
    }

    #[test]
    fn refuses_what_it_cannot_start_with() {
        let error = solve_rows("weather", r#"{ "rows": [] }"#).unwrap_err();
        assert!(error.to_string().starts_with(
            "`weather` is not a calculation over rows; there are: quorum, availability"
        ));
        for input in ["[]", "{}", r#"{ "rows": 3 }"#, "null"] {
            assert_eq!(solve_rows("mmc", input), Err(CalcError::NoRows));
        }
        assert_eq!(solve_rows("mmc", r#"{ "rows": [] }"#), Ok(json!([])));
        for input in ["", "{", "rows 3", r#"{ "rows": [{ "k": 1 } { "k": 2 }] }"#] {
            let error = solve_rows("mmc", input).unwrap_err();
            assert!(
                matches!(error, CalcError::NotJson { .. }),
                "{input}: {error}"
            );
        }
    }

    /// Fields that rows have, with values that they should not have.
    fn hostile_rows() -> impl Strategy<Value = Value> {
        let fields = [
            "name",
            "reads",
            "writes",
            "reads_expr",
            "nodes",
            "read_fraction",
            "f",
            "optimize",
            "limits",
            "kind",
            "n",
            "r",
            "w",
            "k",
            "node_availability",
            "node_availabilities",
            "placement",
            "zone_availability",
            "region_availability",
            "model",
            "p_consistent_at_t",
            "servers",
            "arrival_rate_per_s",
            "service_rate_per_s",
            "max_p_wait",
            "mean_service_s",
            "service_scv",
            "capacity_including_in_service",
            "slo_percent",
            "period",
            "long_window",
            "short_window",
            "window",
            "burn_rate",
            "error_rate",
            "budget_consumed_percent",
            "duration_minutes",
            "p_attempt_fails",
            "max_retries_per_layer",
            "layers",
        ];
        let value = prop_oneof![
            Just(json!(null)),
            Just(json!([])),
            Just(json!({})),
            Just(json!([[1, 2], [3]])),
            Just(json!(["a", { "id": "a" }, { "t_ms": -1 }])),
            Just(json!({ "or": [] })),
            Just(json!({ "choose": 9, "of": ["a"] })),
            Just(json!([{ "read_fraction": 0.5, "weight": 0 }])),
            (-3_i64..300).prop_map(|number| json!(number)),
            any::<f64>().prop_map(|number| json!(number)),
            prop_oneof![
                Just("a*b"),
                Just("30d"),
                Just("0.99"),
                Just("1h"),
                Just("((("),
                Just("LNKD-SSD"),
                Just("zones"),
                Just("expression")
            ]
            .prop_map(|text| json!(text)),
        ];
        prop::collection::btree_map(prop::sample::select(fields.to_vec()), value, 0..24)
            .prop_map(|fields| json!(fields))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// Law: whatever a row holds, it gets an answer or an error.
        #[test]
        fn no_row_makes_it_panic(row in hostile_rows(), name in prop::sample::select(NAMES.to_vec())) {
            let input = json!({ "trials": 10, "rows": [row] });
            let solved = solve_rows(name, &input.to_string()).unwrap();
            prop_assert!(solved[0].get("results").is_some() != solved[0].get("error").is_some());
        }
    }
}

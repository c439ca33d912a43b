//! The model for scripts: many problems in, as rows of JSON, and an answer or an error for each out.
//!
//! Here: [`solve_rows`] and the field names of rows and results, which are those of the published reference data.
//! Not here: the formulas (`model`); reading files, printing (`cli::calc`).

mod availability;
mod queueing;
mod quorum;
mod retry;
mod row;
mod slo;
mod staleness;

use serde_json::{Map, Value, json};
use thiserror::Error;

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

/// Solves the rows of `input` one by one: an array with `{"name", "results"}` or `{"name", "error"}` for each, in their order.
///
/// # Errors
/// [`CalcError`] when the calculation is unknown or the input holds no rows. What is wrong with one row is in that row.
pub fn solve_rows(name: &str, input: &Value) -> Result<Value, CalcError> {
    let fits = &input["fits"];
    let solve: &(dyn Fn(&Row<'_>) -> Solved + Sync) = match name {
        "quorum" => &quorum::solve,
        "availability" => &availability::solve,
        "staleness" => &|row| staleness::solve(row, fits),
        "k-staleness" => &staleness::solve_versions,
        "mmc" => &queueing::solve_mmc,
        "sizing" => &queueing::solve_sizing,
        "mg1" => &queueing::solve_mg1,
        "mmck" => &queueing::solve_mmck,
        "error-budget" => &slo::solve_budget,
        "burn-rate-alerts" => &slo::solve_alert,
        "burn-rate-exhaustion" => &slo::solve_exhaustion,
        "detection" => &slo::solve_detection,
        "multiwindow-timeline" => &slo::solve_timeline,
        "retry" => &retry::solve,
        _ => {
            return Err(CalcError::UnknownName {
                found: name.to_owned(),
            });
        }
    };
    let rows = rows_of(name, input).ok_or(CalcError::NoRows)?;
    Ok(Value::Array(in_parallel(rows, &|index, value| {
        answer(index, value, solve)
    })))
}

/// `rows`, or the array that bears the name of the calculation.
fn rows_of<'a>(name: &str, input: &'a Value) -> Option<&'a [Value]> {
    let underscored = name.replace('-', "_");
    let keys = [
        "rows".to_owned(),
        format!("{underscored}_rows"),
        underscored,
    ];
    keys.iter()
        .find_map(|key| input.get(key)?.as_array())
        .map(Vec::as_slice)
}

fn answer(index: usize, value: &Value, solve: &dyn Fn(&Row<'_>) -> Solved) -> Value {
    let name = value["name"]
        .as_str()
        .map_or_else(|| format!("row {}", index + 1), str::to_owned);
    let solved = match value {
        Value::Object(fields) => solve(&Row::new(fields)),
        _ => Err("the row is not an object".to_owned()),
    };
    match solved {
        Ok(results) => json!({ "name": name, "results": results }),
        Err(error) => json!({ "name": name, "error": error }),
    }
}

/// Rows do not know of each other, so they are dealt out to the cores; the order of the answers is that of the rows.
fn in_parallel(rows: &[Value], solve: &(dyn Fn(usize, &Value) -> Value + Sync)) -> Vec<Value> {
    let workers = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(rows.len())
        .max(1);
    let share = |worker: usize| {
        let mine = rows.iter().enumerate().skip(worker).step_by(workers);
        mine.map(|(index, value)| (index, solve(index, value)))
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
        let solved = solve_rows("retry", &input).unwrap();
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
    fn refuses_what_it_cannot_start_with() {
        let error = solve_rows("weather", &json!({ "rows": [] })).unwrap_err();
        assert!(error.to_string().starts_with(
            "`weather` is not a calculation over rows; there are: quorum, availability"
        ));
        for input in [json!([]), json!({}), json!({ "rows": 3 }), json!(null)] {
            assert_eq!(solve_rows("mmc", &input), Err(CalcError::NoRows));
        }
        assert_eq!(solve_rows("mmc", &json!({ "rows": [] })), Ok(json!([])));
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
            let solved = solve_rows(name, &input).unwrap();
            prop_assert!(solved[0].get("results").is_some() != solved[0].get("error").is_some());
        }
    }
}

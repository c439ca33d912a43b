//! Every row of the published reference data, solved by `calc` and compared within the tolerance that its file states.
//!
//! The data lies beside the repository, in `../shared/reference`; its smaller files are copied to `tests/reference` for machines that
//! have the repository alone. The large one is skipped there, and says so.

#![allow(
    clippy::print_stdout,
    reason = "how many rows were checked is worth reading with --nocapture"
)]

use std::path::Path;

use quorate::calc::solve_rows;
use serde_json::{Value, json};

/// A file of the reference, if it is there.
fn reference(file: &str) -> Option<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = [
        root.join("../shared/reference").join(file),
        root.join("tests/reference").join(file),
    ];
    let Some(text) = places
        .iter()
        .find_map(|path| std::fs::read_to_string(path).ok())
    else {
        println!("skipped: {file} is not on this machine");
        return None;
    };
    Some(serde_json::from_str(&text).expect("the reference is JSON"))
}

/// The results of a row, without what it expects, so that nothing can be copied.
fn solve(name: &str, file: &Value, rows: &[Value], hidden: &[&str]) -> Vec<Value> {
    let strip = |row: &Value| {
        let mut row = row.clone();
        let fields = row.as_object_mut().expect("a row");
        for field in hidden {
            fields.remove(*field);
        }
        row
    };
    let input = json!({ "fits": file["fits"], "rows": rows.iter().map(strip).collect::<Vec<_>>() });
    let solved = solve_rows(name, &input.to_string()).expect("a known calculation");
    solved.as_array().expect("an array").clone()
}

/// Compares what is expected with what was found, field by field; numbers within `relative`.
fn compare(at: &str, expected: &Value, found: &Value, relative: f64, problems: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(fields), Value::Object(_)) => {
            for (field, expected) in fields {
                compare(
                    &format!("{at}.{field}"),
                    expected,
                    &found[field],
                    relative,
                    problems,
                );
            }
        }
        (Value::Array(list), Value::Array(other)) if list.len() == other.len() => {
            for (index, (expected, found)) in list.iter().zip(other).enumerate() {
                compare(
                    &format!("{at}[{index}]"),
                    expected,
                    found,
                    relative,
                    problems,
                );
            }
        }
        (Value::Number(_), Value::Number(_)) => {
            let (wanted, got) = (
                expected.as_f64().expect("finite"),
                found.as_f64().expect("finite"),
            );
            // Nines are rounded to nine places in the reference.
            let slack = if at.rsplit('.').next() == Some("nines") {
                1e-9
            } else {
                0.0
            };
            if (wanted - got).abs() > relative * wanted.abs() + slack {
                problems.push(format!("{at}: {got} and not {wanted}"));
            }
        }
        _ if expected == found => {}
        _ => problems.push(format!("{at}: {found} and not {expected}")),
    }
}

fn report(what: &str, rows: usize, problems: &[String]) {
    println!("{what}: {rows} rows, {} problems", problems.len());
    assert!(problems.is_empty(), "{what}:\n{}", problems.join("\n"));
}

fn check_exact(name: &str, file: &Value, array: &str, relative: f64) {
    let rows = file[array].as_array().expect("an array of rows");
    let mut problems = Vec::new();
    for (row, solved) in rows.iter().zip(solve(name, file, rows, &["results"])) {
        assert_eq!(row["name"], solved["name"]);
        let at = format!("{} {}", row["name"], solved["error"]);
        compare(
            &at,
            &row["results"],
            &solved["results"],
            relative,
            &mut problems,
        );
        if let Some(survives) = row.get("survives_loss_of_any_one_zone") {
            compare(
                &at,
                survives,
                &solved["results"]["survives_loss_of_any_one_zone"],
                relative,
                &mut problems,
            );
        }
    }
    report(name, rows.len(), &problems);
}

#[test]
fn queues_service_levels_and_retries() {
    let Some(file) = reference("slo-queueing.json") else {
        return;
    };
    for name in [
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
    ] {
        check_exact(name, &file, &name.replace('-', "_"), 1e-9);
    }
}

/// The rows are of this project, from `tests/reference/edges.py`: the published ones stay away from the edges.
#[test]
fn rows_near_the_edges() {
    let file = reference("edges.json").expect("it lies in the repository");
    for name in [
        "mg1",
        "mmc",
        "mmck",
        "sizing",
        "retry",
        "error-budget",
        "burn-rate-exhaustion",
        "detection",
        "availability",
    ] {
        check_exact(name, &file, &name.replace('-', "_"), 1e-9);
    }
}

#[test]
fn availability() {
    let Some(file) = reference("availability.json") else {
        return;
    };
    check_exact("availability", &file, "rows", 1e-9);
}

#[test]
fn quorum_systems() {
    let Some(file) = reference("quorum-systems.json") else {
        return;
    };
    let rows = file["rows"].as_array().expect("rows");
    let mut problems = Vec::new();
    for (row, solved) in
        rows.iter()
            .zip(solve("quorum", &file, rows, &["results", "second_solver"]))
    {
        let at = format!("{} {}", row["name"], solved["error"]);
        // Integers exactly; what a linear program found against the more precise of two solvers.
        let mut expected = row["results"].clone();
        for (field, value) in row["second_solver"].as_object().into_iter().flatten() {
            expected[field] = value.clone();
        }
        compare(&at, &expected, &solved["results"], 1e-6, &mut problems);
    }
    report("quorum", rows.len(), &problems);
}

/// The values printed in the authors' program for the paper.
#[test]
fn published_quorum_systems() {
    let Some(file) = reference("quorum-systems.json") else {
        return;
    };
    let rows = file["published"].as_array().expect("published rows");
    let mut problems = Vec::new();
    for (row, solved) in rows.iter().zip(solve("quorum", &file, rows, &["results"])) {
        compare(
            &format!("{} {}", row["name"], solved["error"]),
            &row["results"],
            &solved["results"],
            1e-6,
            &mut problems,
        );
    }
    report("published quorum", rows.len(), &problems);

    // The case study asks three questions of each system.
    let rows = file["case_study"].as_array().expect("case study");
    let ask = |f: u32, load_limit: Option<f64>| {
        let with = |row: &Value| {
            let mut row = row.clone();
            row["f"] = json!(f);
            if let Some(load_limit) = load_limit {
                row["optimize"] = json!("latency");
                row["limits"] = json!({ "load_limit": load_limit });
            }
            row
        };
        solve(
            "quorum",
            &file,
            &rows.iter().map(with).collect::<Vec<_>>(),
            &["results"],
        )
    };
    let (f0, f1, limited) = (ask(0, None), ask(1, None), ask(0, Some(1.0 / 2000.0)));
    let mut problems = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let answers = [
            ("load_f0", &f0[index]["results"]["load"]),
            ("load_f1", &f1[index]["results"]["load"]),
            (
                "latency_ms_with_load_limit_1/2000",
                &limited[index]["results"]["latency_ms"],
            ),
        ];
        for (field, found) in answers {
            if let Some(expected) = row["results"].get(field) {
                // Quoracle's own figures carry about eight digits, and its limits are met to as many.
                compare(
                    &format!("{} {field}", row["name"]),
                    expected,
                    found,
                    2e-6,
                    &mut problems,
                );
            }
        }
    }
    report("case study", rows.len(), &problems);
}

#[test]
fn k_staleness() {
    let Some(file) = reference("pbs.json") else {
        return;
    };
    let rows = file["k_staleness_rows"].as_array().expect("rows");
    let mut problems = Vec::new();
    for (row, solved) in rows.iter().zip(solve(
        "k-staleness",
        &file,
        rows,
        &["p_stale", "p_within_k_versions"],
    )) {
        for field in ["p_stale", "p_within_k_versions"] {
            compare(
                &format!("{} {field}", row["name"]),
                &row[field],
                &solved["results"][field],
                1e-9,
                &mut problems,
            );
        }
    }
    report("k-staleness", rows.len(), &problems);
}

/// Each simulated figure within its own stated interval, widened by three standard errors of the reference.
#[test]
fn staleness() {
    let Some(file) = reference("pbs.json") else {
        return;
    };
    // A million trials a row when optimised; a tenth is enough to be slow without, and the intervals widen by themselves.
    let trials = if cfg!(debug_assertions) {
        100_000
    } else {
        1_000_000
    };
    for array in ["rows", "exponential_rows"] {
        let rows = file[array].as_array().expect("rows");
        let asked = rows.iter().map(|row| {
            let mut row = row.clone();
            let times: Vec<Value> = row["p_consistent_at_t"]
                .as_array()
                .expect("times")
                .iter()
                .map(|at| at["t_ms"].clone())
                .collect();
            row["p_consistent_at_t"] = json!(times);
            row["trials"] = json!(trials);
            row
        });
        let asked: Vec<Value> = asked.collect();
        let hidden = [
            "read_latency_ms",
            "write_latency_ms",
            "t_visibility_ms",
            "paper_table_4",
        ];
        let (mut figures, mut problems) = (0, Vec::new());
        for (row, solved) in rows.iter().zip(solve("staleness", &file, &asked, &hidden)) {
            let results = &solved["results"];
            let mut check = |what: String, expected: &Value, found: &Value| {
                figures += 1;
                let [value, error] =
                    ["value", "std_error"].map(|field| expected[field].as_f64().expect("a number"));
                let inside = found["low"]
                    .as_f64()
                    .is_some_and(|low| low <= value + 3.0 * error)
                    && found["high"]
                        .as_f64()
                        .is_some_and(|high| value - 3.0 * error <= high);
                if !inside {
                    problems.push(format!(
                        "{} {what}: {value} ± {error} and not {found} {}",
                        row["name"], solved["error"]
                    ));
                }
            };
            for kind in ["read_latency_ms", "write_latency_ms", "t_visibility_ms"] {
                for (quantile, expected) in row[kind].as_object().expect("quantiles") {
                    check(
                        format!("{kind} {quantile}"),
                        expected,
                        &results[kind][quantile],
                    );
                }
            }
            for (index, expected) in row["p_consistent_at_t"]
                .as_array()
                .expect("times")
                .iter()
                .enumerate()
            {
                check(
                    format!("fresh at {}", expected["t_ms"]),
                    expected,
                    &results["p_consistent_at_t"][index],
                );
            }
        }
        println!("staleness {array}: {figures} figures");
        report("staleness", rows.len(), &problems);
    }
}

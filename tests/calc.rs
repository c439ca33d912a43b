//! `quorate calc` as people and scripts call it: options in, sheets and JSON out.

use std::sync::LazyLock;

use clap::{CommandFactory, Parser};
use quorate::cli::{CalcArgs, run_calc};
use quorate::derive::World;

static WORLD: LazyLock<World> = LazyLock::new(World::embedded);

#[derive(Debug, Parser)]
#[command(name = "quorate calc")]
struct Calc {
    #[command(flatten)]
    arguments: CalcArgs,
}

fn calc(line: &[&str]) -> Result<String, String> {
    let words = std::iter::once("calc").chain(line.iter().copied());
    let calc = Calc::try_parse_from(words).map_err(|error| error.to_string())?;
    let mut out = Vec::new();
    run_calc(&|| Ok(&WORLD), &calc.arguments, &mut out).map_err(|error| format!("{error:#}"))?;
    Ok(String::from_utf8(out).expect("the output is text"))
}

#[test]
fn sheets() {
    let lines: [(&str, &[&str]); 11] = [
        (
            "quorum",
            &[
                "quorum",
                "--reads",
                "a*b + c*d",
                "--node",
                "a:capacity=200:latency=4ms",
                "--read-fraction",
                "0.75",
            ],
        ),
        (
            "availability",
            &["availability", "--placement", "2,1/1/1", "--slo", "99.99%"],
        ),
        (
            "staleness",
            &["staleness", "--model", "LNKD-SSD", "--trials", "100000"],
        ),
        (
            "queue",
            &[
                "queue",
                "--arrivals",
                "900/s",
                "--service-time",
                "10ms",
                "--servers",
                "12",
                "--p99",
                "50ms",
                "--places",
                "20",
                "--scv",
                "2",
            ],
        ),
        (
            "burn-rate",
            &[
                "burn-rate",
                "--slo",
                "99.9%",
                "--requests",
                "1200/s",
                "--outage",
                "4m",
            ],
        ),
        (
            "retry",
            &[
                "retry",
                "--retries",
                "3",
                "--layers",
                "3",
                "--timeout",
                "250ms",
                "--deadline",
                "1s",
            ],
        ),
        (
            "latency",
            &[
                "latency",
                "--regions",
                "aws:eu-west-1,aws:eu-central-1,gcp:us-east4",
            ],
        ),
        (
            "shard",
            &[
                "shard", "--size", "2TB", "--writes", "3k/s", "--reads", "40k/s",
            ],
        ),
        ("lease", &["lease", "--round-trip", "70ms"]),
        ("dedupe", &["dedupe", "--rate", "500/s", "--horizon", "24h"]),
        ("tail", &["tail", "--p50", "5ms", "--p99", "60ms"]),
    ];
    for (name, line) in lines {
        insta::assert_snapshot!(
            name,
            calc(line).unwrap_or_else(|error| panic!("{name}: {error}"))
        );
    }
}

/// One problem from options, for each calculation whose name is that of an array of rows.
#[test]
fn one_problem() {
    for line in [
        "k-staleness --n 3 --r 1 --w 1 --k 2 --writes 4/s --reads 1/s",
        "mmc --servers 4 --arrivals 90/s --service-rate 30/s",
        "sizing --arrivals 90/s --service-rate 30/s --max-mean-wait 5ms",
        "mg1 --arrivals 9/s --service-time 100ms --scv 4",
        "mmck --servers 4 --places 20 --arrivals 150/s --service-rate 30/s",
        "error-budget --slo 99.9% --period 28d",
        "burn-rate-alerts --slo 90% --long-window 1h --short-window 5m --consumed 2%",
        "burn-rate-exhaustion --slo 99.9% --burn-rate 14.4",
        "detection --slo 99.9% --errors 20% --window 1h --burn-rate 14.4",
        "multiwindow-timeline --slo 99.9% --errors 15% --lasts 10m",
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let sheet = calc(&words).unwrap_or_else(|error| panic!("{line}: {error}"));
        insta::assert_snapshot!(words[0], sheet);
    }
}

/// Every example in a help text runs, but for the files of rows that nobody has.
#[test]
fn examples_run() {
    let command = Calc::command();
    let mut lines = Vec::new();
    for calculation in command.get_subcommands() {
        let help = calculation.get_after_help().map(ToString::to_string);
        let help = help.unwrap_or_default();
        let name = calculation.get_name();
        let examples: Vec<String> = help
            .lines()
            .filter_map(|line| line.trim().strip_prefix("quorate calc "))
            .filter(|line| !line.contains("--rows"))
            .map(str::to_owned)
            .collect();
        assert!(!examples.is_empty(), "{name} has no example");
        lines.extend(examples);
    }
    assert!(lines.len() > 25, "only {} examples", lines.len());
    for line in lines {
        // Quotes are used around whole words only.
        let parts = line.split('\'').enumerate();
        let mut words: Vec<&str> = parts
            .flat_map(|(index, part)| {
                if index % 2 == 1 {
                    vec![part]
                } else {
                    part.split_whitespace().collect()
                }
            })
            .collect();
        if words[0] == "staleness" {
            words.extend(["--trials", "1000"]); // a million take long without optimisation
        }
        if let Err(error) = calc(&words) {
            panic!("{line}: {error}");
        }
    }
}

#[test]
fn says_what_is_wrong() {
    let cases: [(&[&str], &str); 12] = [
        (
            &["quorum"],
            "give --reads EXPR, --writes EXPR, --search or --rows FILE",
        ),
        (
            &["quorum", "--reads", "a*", "--read-fraction", "1"],
            "`a*` is not a quorum expression: a node was expected, the end found (character 3)",
        ),
        (
            &["quorum", "--reads", "a", "--writes", "b"],
            "reads may miss writes: {a} is enough to read, {b} is enough to write, and they share no node",
        ),
        (
            &["quorum", "--reads", "a*b", "--f", "1"],
            "there is no strategy: no read quorum survives the failure of any 1 of its nodes",
        ),
        (
            &["latency", "--regions", "aws:eu-wst-1"],
            "no region is known as `aws:eu-wst-1`; did you mean `aws:eu-west-1`?",
        ),
        (
            &["burn-rate", "--slo", "100%"],
            "the service level is 100%, but must be below 100%",
        ),
        (
            &[
                "queue",
                "--arrivals",
                "10/s",
                "--service-time",
                "1s",
                "--servers",
                "2",
            ],
            "the queue grows without end: utilisation would be 5, and must stay below 1",
        ),
        (
            &["lease", "--round-trip", "1ms", "--length", "100ms"],
            "the lease is 100ms, but must be longer than what the clocks may disagree by",
        ),
        (
            &["retry", "--format", "json"],
            "--format json answers rows: give them with --rows FILE",
        ),
        (
            &[
                "detection",
                "--slo",
                "99%",
                "--errors",
                "1%",
                "--window",
                "0s",
            ],
            "--window is 0s, but must be longer than nothing",
        ),
        (
            &["mg1", "--arrivals", "3/s", "--service-time", "1s"],
            "the queue grows without end: utilisation would be 3, and must stay below 1",
        ),
        (
            &["mmc", "--rows", "no-such-file.json"],
            "no-such-file.json: No such file or directory (os error 2)",
        ),
    ];
    for (line, message) in cases {
        assert_eq!(
            calc(line).expect_err("this is wrong").as_str(),
            message,
            "{line:?}"
        );
    }
    for line in [
        &["dedupe", "--rate", "fast", "--horizon", "1h"][..],
        &["shard"],
        &["weather"],
        &["mmc"],
        &["sizing", "--arrivals", "3/s", "--service-rate", "1/s"],
    ] {
        assert!(calc(line).is_err());
    }
}

#[test]
fn rows_of_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rows.json");
    let text = r#"{"rows": [
        {"name": "one", "servers": 1, "arrival_rate_per_s": 0.5, "service_rate_per_s": 1},
        {"name": "two", "servers": 1, "arrival_rate_per_s": 2, "service_rate_per_s": 1}
    ]}"#;
    std::fs::write(&path, text).expect("written");
    let file = path.to_str().expect("a plain path");
    let answers: serde_json::Value =
        serde_json::from_str(&calc(&["mmc", "--rows", file, "--format", "json"]).expect("answers"))
            .expect("JSON");
    assert_eq!(answers[0]["results"]["mean_wait_s"], 1.0);
    assert_eq!(
        answers[1]["error"],
        "the queue grows without end: utilisation would be 2, and must stay below 1"
    );
    let for_people = calc(&["mmc", "--rows", file, "--format", "text"]).expect("answers");
    assert!(
        for_people.contains("one\n  offered_load_erlangs  0.5\n"),
        "{for_people}"
    );

    std::fs::write(&path, "{").expect("written");
    assert!(
        calc(&["mmc", "--rows", file])
            .expect_err("no JSON")
            .contains("is not JSON")
    );
}

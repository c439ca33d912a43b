//! `quorate calc`: the mathematics on its own, for people and for scripts.
//!
//! Here: the calculations and their help; rows of JSON in, JSON out.
//! Not here: formulas (`model`), field names of rows (`calc`).

mod availability;
mod burn_rate;
mod dedupe;
mod latency;
mod lease;
mod queue;
mod quorum;
mod retry;
mod rows;
mod shard;
mod sheet;
mod staleness;
mod tail;

use std::io::Write;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::derive::World;
use crate::diagnostic::Diagnostics;

use rows::{Rows, RowsOnly};
use sheet::Sheet;

/// The end of a help text: a row as an example, and where one problem is solved from options.
macro_rules! example {
    ($name:literal, $row:literal, $alone:literal) => {
        concat!(
            "Example, with a file of rows such as ",
            r#"{"rows": ["#,
            $row,
            "]}:\n  quorate calc ",
            $name,
            " --rows problems.json --format json\n\n",
            r#"Each answer is {"name": …, "results": {…}}, or {"name": …, "error": …} for a row that cannot be solved."#,
            "\n`quorate calc ",
            $alone,
            "` solves one problem from options."
        )
    };
}

/// What `quorate calc` takes.
#[derive(Debug, Args)]
#[command(
    arg_required_else_help = true,
    subcommand_value_name = "NAME",
    subcommand_help_heading = "Calculations",
    after_help = "Examples:\n  quorate calc quorum --reads 'a*b + c*d' --read-fraction 0.9\n  \
        quorate calc latency --regions aws:eu-west-1,aws:eu-central-1,aws:us-east-1\n  \
        quorate calc availability --rows problems.json --format json\n\n\
        Formulas, their sources and what they flatter are told under each result."
)]
pub struct CalcArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Load, capacity, latency and resilience of a read-write quorum system
    Quorum(quorum::Arguments),
    /// How often quorums of replicas in zones and regions are alive
    Availability(availability::Arguments),
    /// How soon reads see a write under partial quorums
    Staleness(staleness::Arguments),
    /// How long work waits, and how many servers it needs
    Queue(queue::Arguments),
    /// Error budget and burn-rate alerts of a service level
    BurnRate(burn_rate::Arguments),
    /// What retries win, and what load they add
    Retry(retry::Arguments),
    /// Round trips between regions, commits, reads, and the best place for a leader
    Latency(latency::Arguments),
    /// Partitions needed now and in years, and the share of the hottest key
    Shard(shard::Arguments),
    /// Heartbeats, elections, and how long a lease may be used
    Lease(lease::Arguments),
    /// How long idempotency keys are kept, and what that takes
    Dedupe(dedupe::Arguments),
    /// Slow requests under fan-out, and hedging
    Tail(tail::Arguments),
    /// Rows of k-staleness, in closed form
    #[command(after_help = example!("k-staleness", r#"{"n": 3, "r": 1, "w": 1, "k": 2}"#, "staleness"))]
    KStaleness(RowsOnly),
    /// Rows of M/M/c queues
    #[command(after_help = example!("mmc", r#"{"servers": 4, "arrival_rate_per_s": 90, "service_rate_per_s": 30}"#, "queue"))]
    Mmc(RowsOnly),
    /// Rows of M/M/c queues to be sized
    #[command(after_help = example!("sizing", r#"{"arrival_rate_per_s": 90, "service_rate_per_s": 30, "max_p_wait": 0.05}"#, "queue"))]
    Sizing(RowsOnly),
    /// Rows of M/G/1 queues
    #[command(after_help = example!("mg1", r#"{"arrival_rate_per_s": 9, "mean_service_s": 0.1, "service_scv": 4}"#, "queue"))]
    Mg1(RowsOnly),
    /// Rows of M/M/c/K queues
    #[command(after_help = example!("mmck", r#"{"servers": 4, "capacity_including_in_service": 20, "arrival_rate_per_s": 150, "service_rate_per_s": 30}"#, "queue"))]
    Mmck(RowsOnly),
    /// Rows of error budgets
    #[command(after_help = example!("error-budget", r#"{"slo_percent": 99.9, "period": "30d"}"#, "burn-rate"))]
    ErrorBudget(RowsOnly),
    /// Rows of burn-rate alerts
    #[command(after_help = example!("burn-rate-alerts", r#"{"slo_percent": 99.9, "period": "30d", "long_window": "1h", "short_window": "5m", "budget_consumed_percent": 2}"#, "burn-rate"))]
    BurnRateAlerts(RowsOnly),
    /// Rows of burn rates and how soon they exhaust a budget
    #[command(after_help = example!("burn-rate-exhaustion", r#"{"slo_percent": 99.9, "period": "30d", "burn_rate": 14.4}"#, "burn-rate"))]
    BurnRateExhaustion(RowsOnly),
    /// Rows of alert windows and when they notice
    #[command(after_help = example!("detection", r#"{"slo_percent": 99.9, "period": "30d", "error_rate": 0.2, "window": "1h", "burn_rate": 14.4}"#, "burn-rate"))]
    Detection(RowsOnly),
    /// Rows of alerts over two windows: when they start and stop
    #[command(after_help = example!("multiwindow-timeline", r#"{"slo_percent": 99.9, "error_rate": 0.15, "duration_minutes": 10, "long_window": "1h", "short_window": "5m", "burn_rate": 14.4}"#, "burn-rate"))]
    MultiwindowTimeline(RowsOnly),
}

/// Calculates and prints to `out`; `world` gives the facts where a calculation asks for them.
///
/// # Errors
/// Bad input, or an output that cannot be written to.
pub fn run(
    world: &dyn Fn() -> Result<&'static World, Diagnostics>,
    arguments: &CalcArgs,
    out: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    match &arguments.what {
        What::Quorum(arguments) => either("quorum", &arguments.rows, || arguments.sheet(), out),
        What::Availability(arguments) => {
            either("availability", &arguments.rows, || arguments.sheet(), out)
        }
        What::Staleness(arguments) => {
            either("staleness", &arguments.rows, || arguments.sheet(), out)
        }
        What::Retry(arguments) => either("retry", &arguments.rows, || arguments.sheet(), out),
        What::Queue(arguments) => show(arguments.sheet()?, out),
        What::BurnRate(arguments) => show(arguments.sheet()?, out),
        What::Latency(arguments) => show(arguments.sheet(world()?)?, out),
        What::Shard(arguments) => show(arguments.sheet()?, out),
        What::Lease(arguments) => show(arguments.sheet()?, out),
        What::Dedupe(arguments) => show(arguments.sheet()?, out),
        What::Tail(arguments) => show(arguments.sheet()?, out),
        What::KStaleness(arguments) => arguments.print("k-staleness", out),
        What::Mmc(arguments) => arguments.print("mmc", out),
        What::Sizing(arguments) => arguments.print("sizing", out),
        What::Mg1(arguments) => arguments.print("mg1", out),
        What::Mmck(arguments) => arguments.print("mmck", out),
        What::ErrorBudget(arguments) => arguments.print("error-budget", out),
        What::BurnRateAlerts(arguments) => arguments.print("burn-rate-alerts", out),
        What::BurnRateExhaustion(arguments) => arguments.print("burn-rate-exhaustion", out),
        What::Detection(arguments) => arguments.print("detection", out),
        What::MultiwindowTimeline(arguments) => arguments.print("multiwindow-timeline", out),
    }
}

/// Rows where they are given, else one problem from the options.
fn either(
    name: &str,
    rows: &Rows,
    sheet: impl Fn() -> anyhow::Result<Sheet>,
    out: &mut dyn Write,
) -> anyhow::Result<ExitCode> {
    if rows.are_given()? {
        rows.print(name, out)
    } else {
        show(sheet()?, out)
    }
}

fn show(sheet: Sheet, out: &mut dyn Write) -> anyhow::Result<ExitCode> {
    // Names of nodes and regions come from outside.
    out.write_all(crate::text::lines(&sheet.finish()).as_bytes())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

//! `quorate calc`: the mathematics on its own, for people and for scripts.
//!
//! Here: the calculations and their help; rows of JSON in, JSON out.
//! Not here: formulas (`model`), field names of rows (`calc`).

mod availability;
mod burn_rate;
mod copies;
mod dedupe;
mod latency;
mod lease;
mod levels;
mod lines;
mod queue;
mod quorum;
mod retry;
mod rows;
mod shard;
mod sheet;
mod staleness;
mod tail;
mod versions;

use std::io::Write;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::derive::World;
use crate::diagnostic::Diagnostics;

use rows::Rows;
use sheet::Sheet;

/// The end of a help text: one problem from options, and rows of them.
macro_rules! examples {
    ($name:literal, $options:literal, $row:literal) => {
        concat!(
            "Examples:\n  quorate calc ",
            $name,
            " ",
            $options,
            "\n  quorate calc ",
            $name,
            " --rows problems.json --format json\n\n",
            r#"A file of rows is such as {"rows": ["#,
            $row,
            "]}.\n",
            r#"Each answer is {"name": …, "results": {…}}, or {"name": …, "error": …} for a row that cannot be solved."#,
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
    /// How many versions a read may be behind, in closed form
    #[command(after_help = examples!("k-staleness", "--n 3 --r 1 --w 1 --k 2", r#"{"n": 3, "r": 1, "w": 1, "k": 2}"#))]
    KStaleness(versions::Arguments),
    /// One line before several servers (M/M/c)
    #[command(after_help = examples!("mmc", "--servers 4 --arrivals 90/s --service-rate 30/s", r#"{"servers": 4, "arrival_rate_per_s": 90, "service_rate_per_s": 30}"#))]
    Mmc(lines::Several),
    /// The fewest servers that keep waiting low (M/M/c)
    #[command(after_help = examples!("sizing", "--arrivals 90/s --service-rate 30/s --max-wait-chance 5%", r#"{"arrival_rate_per_s": 90, "service_rate_per_s": 30, "max_p_wait": 0.05}"#))]
    Sizing(lines::Sizing),
    /// One server with service times of any spread (M/G/1)
    #[command(after_help = examples!("mg1", "--arrivals 9/s --service-time 100ms --scv 4", r#"{"arrival_rate_per_s": 9, "mean_service_s": 0.1, "service_scv": 4}"#))]
    Mg1(lines::OneServer),
    /// A line with bounded room: what is turned away (M/M/c/K)
    #[command(after_help = examples!("mmck", "--servers 4 --places 20 --arrivals 150/s --service-rate 30/s", r#"{"servers": 4, "capacity_including_in_service": 20, "arrival_rate_per_s": 150, "service_rate_per_s": 30}"#))]
    Mmck(lines::Bounded),
    /// The failures that a service level allows
    #[command(after_help = examples!("error-budget", "--slo 99.9% --period 30d", r#"{"slo_percent": 99.9, "period": "30d"}"#))]
    ErrorBudget(levels::ErrorBudget),
    /// One burn-rate alert: when it fires, and whether it can
    #[command(after_help = examples!("burn-rate-alerts", "--slo 99.9% --long-window 6h --short-window 30m --consumed 5%", r#"{"slo_percent": 99.9, "period": "30d", "long_window": "1h", "short_window": "5m", "budget_consumed_percent": 2}"#))]
    BurnRateAlerts(levels::Alert),
    /// How soon a burn rate exhausts a budget
    #[command(after_help = examples!("burn-rate-exhaustion", "--slo 99.9% --burn-rate 14.4", r#"{"slo_percent": 99.9, "period": "30d", "burn_rate": 14.4}"#))]
    BurnRateExhaustion(levels::Exhaustion),
    /// When an alert window notices constant errors
    #[command(after_help = examples!("detection", "--slo 99.9% --errors 20% --window 1h --burn-rate 14.4", r#"{"slo_percent": 99.9, "period": "30d", "error_rate": 0.2, "window": "1h", "burn_rate": 14.4}"#))]
    Detection(levels::Detects),
    /// When an alert over two windows starts and stops
    #[command(after_help = examples!("multiwindow-timeline", "--slo 99.9% --errors 15% --lasts 10m --burn-rate 14.4", r#"{"slo_percent": 99.9, "error_rate": 0.15, "duration_minutes": 10, "long_window": "1h", "short_window": "5m", "burn_rate": 14.4}"#))]
    MultiwindowTimeline(levels::Episodes),
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
        What::KStaleness(arguments) => {
            either("k-staleness", &arguments.rows, || arguments.sheet(), out)
        }
        What::Mmc(arguments) => either("mmc", &arguments.rows, || arguments.sheet(), out),
        What::Sizing(arguments) => either("sizing", &arguments.rows, || arguments.sheet(), out),
        What::Mg1(arguments) => either("mg1", &arguments.rows, || arguments.sheet(), out),
        What::Mmck(arguments) => either("mmck", &arguments.rows, || arguments.sheet(), out),
        What::ErrorBudget(arguments) => {
            either("error-budget", &arguments.rows, || arguments.sheet(), out)
        }
        What::BurnRateAlerts(arguments) => either(
            "burn-rate-alerts",
            &arguments.rows,
            || arguments.sheet(),
            out,
        ),
        What::BurnRateExhaustion(arguments) => either(
            "burn-rate-exhaustion",
            &arguments.rows,
            || arguments.sheet(),
            out,
        ),
        What::Detection(arguments) => {
            either("detection", &arguments.rows, || arguments.sheet(), out)
        }
        What::MultiwindowTimeline(arguments) => either(
            "multiwindow-timeline",
            &arguments.rows,
            || arguments.sheet(),
            out,
        ),
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

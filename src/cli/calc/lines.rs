//! `quorate calc mmc`, `sizing`, `mg1`, `mmck`: one waiting line of a known kind.
//!
//! Not here: a line with a target for its tail and the load that it allows (`queue`).

use anyhow::Context;
use clap::Args;

use super::rows::Rows;
use super::sheet::{Sheet, percent, short, time};
use crate::model::queueing::{Mg1, Mmc, Mmck, Target, size};
use crate::units::{Duration, Probability, Rate};

/// One line before several servers.
#[derive(Debug, Args)]
pub(super) struct Several {
    /// Servers
    #[arg(long, value_name = "N", required_unless_present = "rows")]
    servers: Option<u32>,
    #[command(flatten)]
    rates: Rates,
    #[command(flatten)]
    pub(super) rows: Rows,
}

/// The servers that a target needs.
#[derive(Debug, Args)]
pub(super) struct Sizing {
    #[command(flatten)]
    rates: Rates,
    /// The highest chance of waiting at all
    #[arg(long, value_name = "SHARE", required_unless_present_any = ["rows", "max_mean_wait"])]
    max_wait_chance: Option<Probability>,
    /// The longest mean wait
    #[arg(long, value_name = "TIME")]
    max_mean_wait: Option<Duration>,
    #[command(flatten)]
    pub(super) rows: Rows,
}

/// One server, any service times.
#[derive(Debug, Args)]
pub(super) struct OneServer {
    /// Arrivals
    #[arg(long, value_name = "RATE", required_unless_present = "rows")]
    arrivals: Option<Rate>,
    /// The mean time that one takes to serve
    #[arg(long, value_name = "TIME", required_unless_present = "rows")]
    service_time: Option<Duration>,
    /// Variance of the service time over its mean squared (0 constant, 1 exponential)
    #[arg(long, value_name = "NUMBER", default_value_t = 1.0)]
    scv: f64,
    #[command(flatten)]
    pub(super) rows: Rows,
}

/// A line with so much room and no more.
#[derive(Debug, Args)]
pub(super) struct Bounded {
    /// Servers
    #[arg(long, value_name = "N", required_unless_present = "rows")]
    servers: Option<u32>,
    /// Room in all, service included
    #[arg(long, value_name = "N", required_unless_present = "rows")]
    places: Option<u32>,
    #[command(flatten)]
    rates: Rates,
    #[command(flatten)]
    pub(super) rows: Rows,
}

#[derive(Debug, Args)]
struct Rates {
    /// Arrivals
    #[arg(long, value_name = "RATE", required_unless_present = "rows")]
    arrivals: Option<Rate>,
    /// What one server gets done
    #[arg(long, value_name = "RATE", required_unless_present = "rows")]
    service_rate: Option<Rate>,
}

impl Rates {
    fn both(&self) -> anyhow::Result<(Rate, Rate)> {
        let arrivals = self.arrivals.context("--arrivals is missing")?;
        Ok((
            arrivals,
            self.service_rate.context("--service-rate is missing")?,
        ))
    }
}

impl Several {
    pub(super) fn sheet(&self) -> anyhow::Result<Sheet> {
        let (arrivals, service) = self.rates.both()?;
        let servers = self.servers.context("--servers is missing")?;
        let line = Mmc::new(servers, arrivals, service)?;
        let mut sheet = Sheet::new();
        sheet
            .heading(format!(
                "{servers} servers of {service} each, {arrivals} arrive"
            ))
            .row(
                "offered load",
                format!("{} erlangs", short(line.offered_load(), 4)),
            )
            .row("utilisation", percent(line.utilisation()))
            .row("nobody there", line.idle().rounded(3))
            .row(
                "lost if none could wait (Erlang B)",
                line.erlang_b().rounded(3),
            )
            .row("chance of waiting (Erlang C)", line.erlang_c().rounded(3))
            .row("mean wait", time(line.mean_wait_s()))
            .row(
                "mean wait of those who wait",
                time(line.mean_wait_given_wait_s()),
            )
            .row("mean response", time(line.mean_response_s()))
            .row("waiting in the mean", short(line.mean_queue_length(), 3))
            .row("inside in the mean", short(line.mean_in_system(), 3));
        sheet.heading("wait within which a share of arrivals is served");
        let bars = ["50%", "90%", "95%", "99%", "99.9%"].map(|share| {
            let wait = line.wait_quantile_s(share.parse().unwrap_or(Probability::ONE));
            (share.to_owned(), wait, time(wait))
        });
        sheet.bars(&bars);
        sheet
            .note("")
            .note("M/M/c: Poisson arrivals, exponential service, one line (Erlang 1917; Kleinrock 1975, section 3.5).")
            .note("Bursts, retries and slower servers wait longer.");
        Ok(sheet)
    }
}

impl Sizing {
    pub(super) fn sheet(&self) -> anyhow::Result<Sheet> {
        let (arrivals, service) = self.rates.both()?;
        let target = Target {
            wait_chance: self.max_wait_chance,
            mean_wait_s: self.max_mean_wait.map(Duration::secs),
        };
        let (servers, line) = size(arrivals, service, &target)?;
        let mut sheet = Sheet::new();
        sheet
            .heading(format!("{arrivals} arrive, a server does {service}"))
            .row("servers, at least", servers)
            .row("utilisation", percent(line.utilisation()))
            .row("chance of waiting (Erlang C)", line.erlang_c().rounded(3))
            .row("mean wait", time(line.mean_wait_s()));
        sheet.heading("chance of waiting by the number of servers");
        let bars = (servers.saturating_sub(2)..=servers.saturating_add(3)).filter_map(|servers| {
            let line = Mmc::new(servers, arrivals, service).ok()?;
            let waits = line.erlang_c();
            Some((servers.to_string(), waits.ratio(), waits.rounded(3)))
        });
        sheet.bars(&bars.collect::<Vec<_>>());
        sheet.note("").note(
            "M/M/c (Kleinrock 1975, equation 3.40). Servers for failures and deploys come on top.",
        );
        Ok(sheet)
    }
}

impl OneServer {
    pub(super) fn sheet(&self) -> anyhow::Result<Sheet> {
        let arrivals = self.arrivals.context("--arrivals is missing")?;
        let service = self.service_time.context("--service-time is missing")?;
        let line = |scv| Mg1::new(arrivals, service.secs(), scv);
        let own = line(self.scv)?;
        let mut sheet = Sheet::new();
        sheet
            .heading(format!(
                "one server, {service} each, {arrivals} arrive, squared variation {}",
                self.scv
            ))
            .row("utilisation", percent(own.utilisation()))
            .row("mean wait", time(own.mean_wait_s()))
            .row("mean response", time(own.mean_response_s()))
            .row("waiting in the mean", short(own.mean_queue_length(), 3));
        sheet.heading("mean wait by the squared variation of service times");
        let bars = [0.0, 0.5, 1.0, 2.0, 5.0, 10.0].map(|scv| -> anyhow::Result<_> {
            let wait = line(scv)?.mean_wait_s();
            Ok((scv.to_string(), wait, time(wait)))
        });
        sheet.bars(&bars.into_iter().collect::<anyhow::Result<Vec<_>>>()?);
        sheet
            .note("")
            .note("M/G/1, Pollaczek-Khinchine (Kleinrock 1975, equation 5.70). Poisson arrivals; a heavy tail has no finite variance.");
        Ok(sheet)
    }
}

impl Bounded {
    pub(super) fn sheet(&self) -> anyhow::Result<Sheet> {
        let (arrivals, service) = self.rates.both()?;
        let servers = self.servers.context("--servers is missing")?;
        let places = self.places.context("--places is missing")?;
        let line = |places| Mmck::new(servers, places, arrivals, service);
        let own = line(places)?;
        let mut sheet = Sheet::new();
        sheet
            .heading(format!(
                "{servers} servers of {service} each, room for {places}, {arrivals} arrive"
            ))
            .row("turned away", own.blocked().rounded(3))
            .row(
                "throughput",
                Rate::per_sec(own.throughput_per_s())?.rounded(4),
            )
            .row("mean wait of those let in", time(own.mean_wait_s()))
            .row("mean response of those let in", time(own.mean_response_s()))
            .row("waiting in the mean", short(own.mean_queue_length(), 3))
            .row("inside in the mean", short(own.mean_in_system(), 3));
        sheet.heading("turned away, and mean wait, by the room");
        let rooms = [1, 2, 5, 10, 20].map(|times| servers.saturating_mul(times));
        let bars = rooms.map(|places| -> anyhow::Result<_> {
            let line = line(places)?;
            let written = format!(
                "{}, {}",
                line.blocked().rounded(3),
                time(line.mean_wait_s())
            );
            Ok((places.to_string(), line.blocked().ratio(), written))
        });
        sheet.bars(&bars.into_iter().collect::<anyhow::Result<Vec<_>>>()?);
        sheet
            .note("")
            .note("M/M/c/K: the birth-death solution of Kleinrock 1975, section 3.1 and equation 3.11. Who is turned away is taken as gone;")
            .note("callers that come back are more load than this.");
        Ok(sheet)
    }
}

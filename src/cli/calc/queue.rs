//! `quorate calc queue`: waiting lines before servers.

use clap::Args;

use super::sheet::{Sheet, percent, short, time};
use crate::model::queueing::{Mg1, Mmc, Mmck, Target, highest_arrivals, in_flight, size};
use crate::units::{Duration, Probability, Rate};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  quorate calc queue --arrivals 900/s --service-time 10ms --servers 12\n  \
    quorate calc queue --arrivals 900/s --service-time 10ms --max-wait-chance 10%\n  \
    quorate calc queue --arrivals 900/s --service-time 10ms --servers 12 --p99 50ms --places 64"
)]
pub(super) struct Arguments {
    /// Arrivals
    #[arg(long, value_name = "RATE")]
    arrivals: Rate,
    /// The mean time that one takes to serve
    #[arg(long, value_name = "TIME")]
    service_time: Duration,
    /// Servers; without it, as many as the target needs
    #[arg(long, value_name = "N")]
    servers: Option<u32>,
    /// The target when sizing: the highest chance of waiting at all
    #[arg(long, value_name = "SHARE", default_value = "20%")]
    max_wait_chance: Probability,
    /// A bound for the 99th percentile of the response time: how much load does it allow?
    #[arg(long, value_name = "TIME")]
    p99: Option<Duration>,
    /// Room in all, service included: what is lost when it is full?
    #[arg(long, value_name = "N")]
    places: Option<u32>,
    /// With one server: variance of the service time over its mean squared (0 constant, 1 exponential)
    #[arg(long, value_name = "NUMBER")]
    scv: Option<f64>,
}

impl Arguments {
    pub(super) fn sheet(&self) -> anyhow::Result<Sheet> {
        let service = Rate::per_sec(1.0 / self.service_time.secs())?;
        let target = Target {
            wait_chance: Some(self.max_wait_chance),
            mean_wait_s: None,
        };
        let (servers, line) = match self.servers {
            Some(servers) => (servers, Mmc::new(servers, self.arrivals, service)?),
            None => size(self.arrivals, service, &target)?,
        };
        let mut sheet = Sheet::new();
        let sized = if self.servers.is_none() {
            format!(", the fewest with at most {} waiting", self.max_wait_chance)
        } else {
            String::new()
        };
        sheet
            .heading(format!(
                "{servers} servers of {} each, {} arrive{sized}",
                service.rounded(3),
                self.arrivals
            ))
            .row("utilisation", percent(line.utilisation()))
            .row("chance of waiting (Erlang C)", line.erlang_c().rounded(3))
            .row("mean wait", time(line.mean_wait_s()))
            .row("mean response", time(line.mean_response_s()))
            .row(
                "99 % of responses within",
                time(line.response_quantile_s(Probability::clamped(0.99))),
            )
            .row("waiting in the mean", short(line.mean_queue_length(), 3))
            .row(
                "inside in the mean (Little)",
                short(in_flight(self.arrivals, seconds(line.mean_response_s())), 3),
            );
        if let Some(p99) = self.p99 {
            let answer = match highest_arrivals(servers, service, Probability::clamped(0.99), p99)?
            {
                None => format!("no load: one request alone takes longer than {p99} too often"),
                Some(most) => {
                    let full = most.get() / (f64::from(servers) * service.get());
                    format!("{}, {} full", most.rounded(3), percent(full))
                }
            };
            sheet.row(format!("load with 99 % within {p99}"), answer);
        }
        if let Some(places) = self.places {
            let bounded = Mmck::new(servers, places, self.arrivals, service)?;
            sheet
                .heading(format!("with room for {places}, service included"))
                .row("turned away", bounded.blocked().rounded(3))
                .row(
                    "served",
                    Rate::per_sec(bounded.throughput_per_s())?.rounded(3),
                )
                .row("mean wait of those let in", time(bounded.mean_wait_s()));
        }
        if let Some(scv) = self.scv {
            let one = Mg1::new(
                Rate::per_sec(self.arrivals.get() / f64::from(servers))?,
                self.service_time.secs(),
                scv,
            )?;
            sheet
                .heading(format!(
                    "each server with its own line, service times of squared variation {scv}"
                ))
                .row("mean wait (Pollaczek-Khinchine)", time(one.mean_wait_s()));
        }

        sheet.heading("mean wait by utilisation");
        let bars = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95].map(|full| -> anyhow::Result<_> {
            let arrivals = Rate::per_sec(full * f64::from(servers) * service.get())?;
            let wait = Mmc::new(servers, arrivals, service)?.mean_wait_s();
            Ok((percent(full), wait, time(wait)))
        });
        sheet.bars(&bars.into_iter().collect::<anyhow::Result<Vec<_>>>()?);
        sheet.note("").note("M/M/c: Poisson arrivals, exponential service, one line. Bursts and retries wait longer.");
        Ok(sheet)
    }
}

fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds).unwrap_or(Duration::MAX)
}

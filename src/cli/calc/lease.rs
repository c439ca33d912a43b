//! `quorate calc lease`: heartbeats, elections, leases.

use clap::Args;

use super::sheet::Sheet;
use crate::model::latency::consensus_failover;
use crate::model::lease::{Clocks, Lease, Timeouts, split_vote, usable};
use crate::units::Duration;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  quorate calc lease --round-trip 2ms\n  \
    quorate calc lease --round-trip 70ms --pause 1s --length 15s --renew 5s --clock-error 250ms\n  \
    quorate calc lease --round-trip 2ms --clock-rate 0.0002")]
pub(super) struct Arguments {
    /// The round trip to the slowest voter
    #[arg(long, value_name = "TIME")]
    round_trip: Duration,
    /// The longest pause that must not cost the leader its office
    #[arg(long, value_name = "TIME", default_value = "200ms")]
    pause: Duration,
    /// Followers that may stand for election
    #[arg(long, value_name = "N", default_value_t = 2)]
    followers: u32,
    /// For how long a lease is granted
    #[arg(long, value_name = "TIME", default_value = "10s")]
    length: Duration,
    /// How often it is renewed
    #[arg(long, value_name = "TIME", default_value = "3s")]
    renew: Duration,
    /// How far a clock may be from true time
    #[arg(
        long,
        value_name = "TIME",
        default_value = "250ms",
        conflicts_with = "clock_rate"
    )]
    clock_error: Duration,
    /// Or, for leases timed by durations: how much faster or slower a clock may run, as a share
    #[arg(long, value_name = "SHARE")]
    clock_rate: Option<f64>,
}

impl Arguments {
    pub(super) fn sheet(&self) -> anyhow::Result<Sheet> {
        let timeouts = Timeouts::from_round_trip(self.round_trip, self.pause);
        let range = timeouts.election_max.saturating_sub(timeouts.election_min);
        let (typical, bad) = consensus_failover(
            &timeouts,
            self.followers,
            self.round_trip,
            self.round_trip,
            Duration::ZERO,
        );
        let mut sheet = Sheet::new();
        sheet
            .heading("election")
            .row("heartbeat every", timeouts.heartbeat.rounded(3))
            .row(
                "election after silence of",
                format!(
                    "{} to {}, drawn by each follower",
                    timeouts.election_min.rounded(3),
                    timeouts.election_max.rounded(3)
                ),
            )
            .row(
                "chance of a split vote",
                split_vote(self.followers, self.round_trip, range).rounded(2),
            )
            .row(
                "a new leader after",
                format!(
                    "{} typically, {} with bad luck",
                    typical.total().rounded(3),
                    bad.total().rounded(3)
                ),
            );

        let clocks = self
            .clock_rate
            .map_or(Clocks::Error(self.clock_error), Clocks::Rate);
        let lease = Lease {
            length: self.length,
            renew_every: self.renew,
            round_trip: self.round_trip,
            clocks,
        };
        sheet
            .heading("lease")
            .row("safe while", lease.safety()?)
            .row("renewals that may fail in a row", lease.missed_renewals()?)
            .row(
                "free again after a holder's death",
                format!("at most {}", lease.free_again_after().rounded(4)),
            );
        sheet.heading("how long the holder may act, by the length of the lease");
        let bars = [0.25, 0.5, 1.0, 2.0, 4.0].map(|times| {
            let length = self.length.scaled(times);
            let acts = usable(length, clocks).unwrap_or(Duration::ZERO);
            (length.rounded(3), acts.secs(), acts.rounded(4))
        });
        sheet.bars(&bars);
        sheet
            .note("")
            .note("Gray, Cheriton, SOSP 1989; Ongaro 2014. Clocks bound the lease, not pauses: a holder that checks, sleeps and acts is late,")
            .note("and only a fencing token at the resource stops it.");
        Ok(sheet)
    }
}

//! `quorate calc dedupe`: idempotency keys.

use clap::Args;

use super::sheet::{Sheet, short};
use crate::model::dedupe::{Bloom, collision, retention, storage};
use crate::units::{Bytes, Duration, Probability, Rate};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  quorate calc dedupe --rate 500/s --horizon 24h\n  \
    quorate calc dedupe --rate 5k/s --horizon 7d --entry 200B --copies 3 --false-positives 0.1%"
)]
pub(super) struct Arguments {
    /// Requests with a key
    #[arg(long)]
    rate: Rate,
    /// How long a client may repeat a request
    #[arg(long, value_name = "TIME")]
    horizon: Duration,
    /// How long a copy may linger in queues
    #[arg(long, value_name = "TIME", default_value = "15m")]
    lingers: Duration,
    /// How far clocks may be apart from true time
    #[arg(long, value_name = "TIME", default_value = "1s")]
    clock_error: Duration,
    /// What one key takes, with what is stored beside it
    #[arg(long, value_name = "SIZE", default_value = "64B")]
    entry: Bytes,
    /// Copies that are kept
    #[arg(long, value_name = "N", default_value_t = 3)]
    copies: u8,
    /// The chance of a false positive, where a filter is asked first
    #[arg(long, value_name = "SHARE", default_value = "1%")]
    false_positives: Probability,
}

impl Arguments {
    pub(super) fn sheet(&self) -> anyhow::Result<Sheet> {
        let kept = retention(self.horizon, self.lingers, self.clock_error);
        let keys = self.rate.get() * kept.secs();
        let filter = Bloom::for_keys(keys, self.false_positives)?;
        let wrong = self.rate.get() * filter.false_positives().ratio();
        let mut sheet = Sheet::new();
        sheet
            .heading("keys")
            .row(
                "keep each for",
                format!(
                    "{} (horizon, lingering copies, twice the clock error)",
                    kept.rounded(3)
                ),
            )
            .row("keys at a time", short(keys, 3))
            .row(
                "storage",
                format!(
                    "{} in {} copies",
                    storage(self.rate, kept, self.entry, self.copies).rounded(3),
                    self.copies
                ),
            )
            .row(
                "two of them equal by chance",
                format!(
                    "{} at 122 random bits, {} at 64",
                    collision(keys, 122).rounded(2),
                    collision(keys, 64).rounded(2)
                ),
            );
        sheet
            .heading(format!(
                "filter with {} false positives",
                self.false_positives
            ))
            .row("size", filter.size().rounded(3))
            .row("hash functions", filter.hashes)
            .row(
                "new requests it takes for old",
                Rate::per_sec(wrong)?.rounded(3),
            );
        sheet.heading("size of the filter by its false positives");
        let bars = [0.1, 0.01, 0.001, 1e-4, 1e-6].map(|chance| -> anyhow::Result<_> {
            let chance = Probability::clamped(chance);
            let filter = Bloom::for_keys(keys, chance)?;
            Ok((chance.to_string(), filter.bits, filter.size().rounded(3)))
        });
        sheet.bars(&bars.into_iter().collect::<anyhow::Result<Vec<_>>>()?);
        sheet.note("").note("Bloom 1970. A filter may only decide whether to look a key up, never whether to act: its mistakes would drop requests.");
        Ok(sheet)
    }
}

//! `quorate calc k-staleness`: how many versions a read may be behind, in closed form.

use clap::Args;

use super::copies::Copies;
use super::rows::Rows;
use super::sheet::Sheet;
use crate::model::staleness::{missed_versions, monotonic_reads};
use crate::units::Rate;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    copies: Copies,
    /// Versions
    #[arg(long, value_name = "NUMBER", default_value_t = 1.0)]
    k: f64,
    /// Writes to one item, to tell how often a client reads backwards
    #[arg(long, value_name = "RATE", requires = "reads")]
    writes: Option<Rate>,
    /// Reads of that item by one client
    #[arg(long, value_name = "RATE", requires = "writes")]
    reads: Option<Rate>,
    #[command(flatten)]
    pub(super) rows: Rows,
}

impl Arguments {
    pub(super) fn sheet(&self) -> anyhow::Result<Sheet> {
        let quorum = self.copies.quorum()?;
        let missed = missed_versions(quorum, self.k)?;
        let mut sheet = Sheet::new();
        sheet
            .heading(self.copies.to_string())
            .row(
                format!("reads that miss the last {} versions", self.k),
                missed.rounded(3),
            )
            .row(
                format!("reads within {} versions", self.k),
                missed.complement().rounded(3),
            );
        if let (Some(writes), Some(reads)) = (self.writes, self.reads) {
            let backwards = monotonic_reads(quorum, writes.get(), reads.get())?;
            sheet.row(
                "reads older than the client's last one",
                backwards.rounded(3),
            );
        }
        sheet.heading("reads that miss the last versions, by their number");
        let bars = [1.0, 2.0, 3.0, 5.0, 10.0, 20.0].map(|k: f64| -> anyhow::Result<_> {
            let missed = missed_versions(quorum, k)?;
            Ok((k.to_string(), missed.ratio(), missed.rounded(3)))
        });
        sheet.bars(&bars.into_iter().collect::<anyhow::Result<Vec<_>>>()?);
        sheet
            .note("")
            .note("Bailis et al., PVLDB 5(8), 2012, equations 1 to 3. Quorums drawn at random, writes that never spread beyond their quorum.");
        Ok(sheet)
    }
}

//! Replicas and how many of them a read and a write ask, as options.

use std::fmt;

use clap::Args;

use crate::model::quorum::Threshold;
use crate::units::Replicas;

#[derive(Debug, Args)]
pub(super) struct Copies {
    /// Replicas
    #[arg(long, default_value = "3")]
    n: Replicas,
    /// Replicas that answer a read
    #[arg(long, default_value = "1")]
    r: Replicas,
    /// Replicas that acknowledge a write
    #[arg(long, default_value = "1")]
    w: Replicas,
}

impl Copies {
    pub(super) fn quorum(&self) -> anyhow::Result<Threshold> {
        Ok(Threshold::new(self.n, self.r, self.w)?)
    }
}

impl fmt::Display for Copies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { n, r, w } = self;
        write!(f, "{n} replicas, reads ask {r}, writes ask {w}")
    }
}

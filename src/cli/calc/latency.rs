//! `quorate calc latency`: round trips between regions and what follows from them.

use anyhow::{Context, bail};
use clap::Args;

use super::sheet::{Sheet, short};
use crate::derive::World;
use crate::model::latency::{
    Mesh, Participant, ReadMode, RoundTrip, best_leader, commit, nearest_other_region, read,
    transaction,
};
use crate::units::Duration;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  quorate calc latency --regions aws:eu-west-1,aws:eu-central-1,aws:us-east-1\n  \
    quorate calc latency --regions gcp:europe-west1,gcp:us-east4,gcp:asia-east1 --leader gcp:us-east4 --w 2\n  \
    quorate calc latency --regions aws:us-east-1,aws:us-west-2 --voters aws:us-east-1,aws:us-east-1,aws:us-west-2\n\n\
    Regions are written as provider:id. A round trip that nobody measured is estimated, from a pair of neighbours or from the distance, and marked ~."
)]
pub(super) struct Arguments {
    /// Regions with clients and replicas
    #[arg(long, value_name = "KEYS", value_delimiter = ',', required = true)]
    regions: Vec<String>,
    /// The region of each voter (default: one in each region)
    #[arg(long, value_name = "KEYS", value_delimiter = ',')]
    voters: Vec<String>,
    /// Voters that must have a write (default: a majority)
    #[arg(long, value_name = "N")]
    w: Option<usize>,
    /// The leader's region (default: where clients of all regions wait least in the mean)
    #[arg(long, value_name = "KEY")]
    leader: Option<String>,
    /// What it takes to make a write durable on one machine
    #[arg(long, value_name = "TIME", default_value = "2ms")]
    sync: Duration,
}

/// The regions with everything that is asked of them, by index.
struct Scene<'a> {
    keys: Vec<&'a str>,
    mesh: Mesh,
    voters: Vec<usize>,
    need: usize,
    leader: usize,
    sync: Duration,
}

impl Arguments {
    pub(super) fn sheet(&self, world: &World) -> anyhow::Result<Sheet> {
        let scene = self.scene(world)?;
        let mut sheet = Sheet::new();
        trips(&mut sheet, &scene.mesh);
        scene.commits(&mut sheet)?;
        scene.clients(&mut sheet)?;
        scene.leaders(&mut sheet)?;
        sheet
            .note("")
            .note("Typical round trips, not tails. ~ is an estimate: 5.5 ms and 0.01 ms/km times a stretch fitted by area, median error 10 ms.")
            .note("Measured: CloudPing, 2025 (AWS, medians of TCP); Microsoft (Azure, medians); Fantoch, 2020 (GCP, means of pings).");
        Ok(sheet)
    }

    fn scene(&self, world: &World) -> anyhow::Result<Scene<'_>> {
        let mut keys: Vec<&str> = Vec::new();
        for key in &self.regions {
            if !keys.contains(&key.as_str()) {
                keys.push(key);
            }
        }
        let mesh = mesh(world, &keys)?;
        let index = |key: &String| {
            let at = keys.iter().position(|known| known == key);
            at.with_context(|| format!("`{key}` is not among --regions"))
        };
        let voters: Vec<usize> = match self.voters.as_slice() {
            [] => (0..keys.len()).collect(),
            voters => voters.iter().map(index).collect::<anyhow::Result<_>>()?,
        };
        let need = self.w.unwrap_or(voters.len() / 2 + 1);
        let clients: Vec<(usize, f64)> = (0..keys.len()).map(|region| (region, 1.0)).collect();
        let leader = match &self.leader {
            Some(key) => index(key)?,
            None => best_leader(&mesh, &clients, &voters, need, self.sync)?.region,
        };
        Ok(Scene {
            keys,
            mesh,
            voters,
            need,
            leader,
            sync: self.sync,
        })
    }
}

impl Scene<'_> {
    fn commit(&self, leader: usize) -> anyhow::Result<Duration> {
        Ok(commit(
            &self.mesh,
            leader,
            &self.voters,
            self.need,
            self.sync,
        )?)
    }

    fn commits(&self, sheet: &mut Sheet) -> anyhow::Result<()> {
        let commits = self.commit(self.leader)?;
        let light = commit(
            &self.mesh.at_light_speed(),
            self.leader,
            &self.voters,
            self.need,
            Duration::ZERO,
        )?;
        sheet
            .heading(format!(
                "{} voters, {} must have a write, led from {}",
                self.voters.len(),
                self.need,
                self.keys[self.leader]
            ))
            .row("commit", commits.rounded(3))
            .row("light alone would take", light.rounded(3));
        if let Some(times) = commits.ratio(light) {
            sheet.row("commit over light", format!("{} times", short(times, 2)));
        }
        let other = nearest_other_region(&self.mesh, self.leader, &self.voters);
        let outlives = other.map_or(
            "none: the loss of this region loses writes".to_owned(),
            |other| {
                format!(
                    "{}: the least for a write that outlives this one",
                    other.rounded(3)
                )
            },
        );
        sheet.row("nearest voter of another region", outlives);
        Ok(())
    }

    fn clients(&self, sheet: &mut Sheet) -> anyhow::Result<()> {
        sheet.heading("what clients wait, by region");
        sheet.cells(&[
            &"",
            &"write",
            &"read: leader",
            &"lease",
            &"quorum",
            &"nearest",
            &"two groups at once",
        ]);
        let commits = self.commit(self.leader)?;
        let group = Participant {
            leader: self.leader,
            commit: commits,
        };
        let modes = [
            ReadMode::Leader,
            ReadMode::Lease,
            ReadMode::Quorum(self.voters.len() + 1 - self.need),
            ReadMode::Nearest,
        ];
        for (client, key) in self.keys.iter().enumerate() {
            let write = self
                .mesh
                .trip(client, self.leader)
                .time
                .saturating_add(commits)
                .rounded(3);
            let [by_leader, lease, quorum, nearest] = modes.map(|mode| {
                read(&self.mesh, mode, client, self.leader, &self.voters)
                    .map(|time| time.rounded(3))
            });
            let both = transaction(&self.mesh, client, group, &[group]).rounded(3);
            sheet.cells(&[
                key,
                &write,
                &by_leader?,
                &lease?,
                &quorum?,
                &nearest?,
                &both,
            ]);
        }
        Ok(())
    }

    fn leaders(&self, sheet: &mut Sheet) -> anyhow::Result<()> {
        sheet.heading("mean write, by the leader's region");
        let mut places = self.voters.clone();
        places.sort_unstable();
        places.dedup();
        let mut bars = Vec::new();
        for place in places {
            let commits = self.commit(place)?;
            let waits = (0..self.keys.len()).map(|client| {
                self.mesh
                    .trip(client, place)
                    .time
                    .saturating_add(commits)
                    .millis()
            });
            let mean = waits.sum::<f64>() / self.keys.len() as f64;
            bars.push((
                self.keys[place].to_owned(),
                mean,
                Duration::from_millis_f64(mean)?.rounded(3),
            ));
        }
        sheet.bars(&bars);
        Ok(())
    }
}

fn trips(sheet: &mut Sheet, mesh: &Mesh) {
    let names = mesh.names();
    sheet.heading("round trips (and light alone)");
    for a in 0..names.len() {
        for b in a..names.len() {
            let RoundTrip { time, basis, light } = mesh.trip(a, b);
            let mark = if basis.is_estimate() { "~" } else { "" };
            let (pair, light) = if a == b {
                (format!("{}, between zones", names[a]), String::new())
            } else {
                (
                    format!("{} to {}", names[a], names[b]),
                    format!("({})", light.rounded(3)),
                )
            };
            sheet.cells(&[&pair, &format!("{mark}{}", time.rounded(3)), &light]);
        }
    }
}

fn mesh(world: &World, keys: &[&str]) -> anyhow::Result<Mesh> {
    let unknown: Vec<&str> = keys
        .iter()
        .filter(|key| !world.regions().any(|(known, _)| known == **key))
        .copied()
        .collect();
    if let Some(first) = unknown.first() {
        let near = world.regions().map(|(known, _)| known).max_by(|a, b| {
            strsim::jaro_winkler(a, first).total_cmp(&strsim::jaro_winkler(b, first))
        });
        bail!(
            "no region is known as `{}`; did you mean `{}`?",
            unknown.join("`, `"),
            near.unwrap_or("aws:eu-west-1")
        );
    }
    world
        .atlas()
        .mesh(keys)
        .ok()
        .context("all regions are known")
}

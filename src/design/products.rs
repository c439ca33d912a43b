//! The systems that can carry a dataset's decisions, with the settings that make it true.

use serde::Serialize;

use crate::answers::Spot;
use crate::catalog::{Condition, Fit, OptionSet, Product, Prose, Setting, Target, Value};
use crate::diagnostic::Diagnostics;
use crate::text::lower_first;

use super::{Material, OwnCopies};
use crate::engine::holds;

/// A system that fits.
#[derive(Debug, Clone, Serialize)]
pub struct ProductView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The versions that this holds for.
    pub versions: String,
    /// Why it fits.
    pub because: String,
    /// What independent testing found.
    pub found: String,
    /// How long it takes to replace a lost leader, where its makers say so.
    pub takeover: Option<TakeoverView>,
    /// What its own number of copies makes of the figures.
    pub own: Option<OwnCopies>,
    /// The settings that make it true, those first without which the promise breaks and nothing says so.
    pub settings: Vec<SettingView>,
    /// The settings that quietly break it, in the same order.
    pub breaks: Vec<SettingView>,
    /// Ids of its sources.
    pub sources: Vec<String>,
}

/// A setting in words.
#[derive(Debug, Clone, Serialize)]
pub struct SettingView {
    /// Its exact name.
    pub set: String,
    /// Its value.
    pub to: String,
    /// What it does.
    pub because: String,
    /// Whether the promise breaks without a word where it is set otherwise.
    pub safety: bool,
}

/// How long a system takes to go on without a lost leader.
#[derive(Debug, Clone, Serialize)]
pub struct TakeoverView {
    /// The time.
    pub takes: String,
    /// What the time is of, and what adds to it.
    pub because: String,
    /// The recovery time that it is too long for.
    pub beyond: Option<String>,
    /// Ids of its sources.
    pub sources: Vec<String>,
}

/// A system that people would reach for, and why it does not fit.
#[derive(Debug, Clone, Serialize)]
pub struct MissView {
    /// Its name.
    pub name: String,
    /// Why not.
    pub because: String,
    /// Ids of its sources.
    pub sources: Vec<String>,
}

/// A system that would fit if this one were hosted or looked after otherwise.
#[derive(Debug, Clone, Serialize)]
pub struct ElsewhereView {
    /// Its name.
    pub name: String,
    /// What it asks for, in the words of the options: `managed services`, `a team on call`.
    pub needs: Vec<String>,
    /// Ids of its sources.
    pub sources: Vec<String>,
}

/// The questions of which a system names the options that suit it.
const RUNNING: [&str; 2] = ["system.hosting", "system.operators"];

/// So many systems are named; more would be a catalogue.
const NAMED_MAX: usize = 3;

impl Material<'_> {
    /// The most obvious systems that fit, at most [`NAMED_MAX`].
    pub(super) fn products(&self, sheet: usize) -> Result<Vec<ProductView>, Diagnostics> {
        let mut fitting: Vec<(&Product, &Fit)> = self
            .fitting(sheet)
            .filter(|(product, _)| self.can_run(product))
            .collect();
        fitting.sort_by(|(a, _), (b, _)| b.weight.cmp(&a.weight).then(a.id.cmp(&b.id)));
        fitting
            .into_iter()
            .take(NAMED_MAX)
            .map(|(product, fit)| self.product(product, fit, sheet))
            .collect()
    }

    /// Where nothing fits: what would, were this hosted or looked after otherwise; the least to ask for first.
    pub(super) fn elsewhere(&self, sheet: usize) -> Vec<ElsewhereView> {
        if self
            .fitting(sheet)
            .any(|(product, _)| self.can_run(product))
        {
            return Vec::new();
        }
        let mut asking: Vec<(&Product, Vec<String>)> = self
            .catalog
            .products
            .iter()
            .filter_map(|product| Some((product, self.least_to_ask(product, sheet)?)))
            .collect();
        asking.sort_by(|(a, need), (b, want)| {
            let least = need.len().cmp(&want.len());
            least.then(b.weight.cmp(&a.weight)).then(a.id.cmp(&b.id))
        });
        asking
            .into_iter()
            .take(NAMED_MAX)
            .map(|(product, needs)| ElsewhereView {
                name: product.name.clone(),
                needs,
                sources: self.source_ids(&product.sources),
            })
            .collect()
    }

    /// Every system with a row that holds for a dataset, and the first such row.
    fn fitting(&self, sheet: usize) -> impl Iterator<Item = (&Product, &Fit)> {
        self.catalog.products.iter().filter_map(move |product| {
            let fit = product
                .fits
                .iter()
                .find(|fit| holds(self.catalog, self.evaluation, &fit.when, Some(sheet)))?;
            Some((product, fit))
        })
    }

    fn product(
        &self,
        product: &Product,
        fit: &Fit,
        sheet: usize,
    ) -> Result<ProductView, Diagnostics> {
        Ok(ProductView {
            id: product.id.clone(),
            name: product.name.clone(),
            versions: product.versions.clone(),
            because: self.renderer.render(&fit.because, Some(sheet))?,
            found: product.found.clone(),
            takeover: self.takeover(product, sheet)?,
            own: fit
                .own
                .as_ref()
                .map_or(Ok(None), |own| self.own_copies(own, sheet))?,
            settings: self.settings(&fit.settings, sheet)?,
            breaks: self.settings(&fit.breaks, sheet)?,
            sources: self.source_ids(&product.sources),
        })
    }

    /// What its makers publish of the time to go on, held against the recovery time that was answered.
    fn takeover(
        &self,
        product: &Product,
        sheet: usize,
    ) -> Result<Option<TakeoverView>, Diagnostics> {
        let mut rows = product.takeovers.iter();
        let Some(row) =
            rows.find(|row| holds(self.catalog, self.evaluation, &row.when, Some(sheet)))
        else {
            return Ok(None);
        };
        let rto = self.catalog.question("failure.rto").and_then(|question| {
            let held = self.evaluation.held(Spot { question, sheet: 0 })?;
            match held.value {
                Value::Duration(rto) => Some(rto),
                _ => None,
            }
        });
        Ok(Some(TakeoverView {
            takes: row.takes.to_string(),
            because: self.renderer.render(&row.because, Some(sheet))?,
            beyond: rto
                .filter(|rto| row.takes > *rto)
                .map(|rto| rto.to_string()),
            sources: self.source_ids(&row.sources),
        }))
    }

    fn settings(
        &self,
        settings: &[Setting],
        sheet: usize,
    ) -> Result<Vec<SettingView>, Diagnostics> {
        let render = |prose: &Prose| self.renderer.render(prose, Some(sheet));
        let (safety, rest): (Vec<_>, Vec<_>) = settings.iter().partition(|of| of.safety);
        safety
            .into_iter()
            .chain(rest)
            .map(|setting| {
                Ok(SettingView {
                    set: setting.set.clone(),
                    to: render(&setting.to)?,
                    because: render(&setting.because)?,
                    safety: setting.safety,
                })
            })
            .collect()
    }

    /// The most obvious system that does not fit.
    pub(super) fn miss(&self, sheet: usize) -> Result<Option<MissView>, Diagnostics> {
        let missing = self.catalog.products.iter().filter_map(|product| {
            let miss = product
                .misses
                .iter()
                .find(|miss| holds(self.catalog, self.evaluation, &miss.when, Some(sheet)))?;
            Some((product, miss))
        });
        let Some((product, miss)) =
            missing.max_by(|(a, _), (b, _)| a.weight.cmp(&b.weight).then(b.id.cmp(&a.id)))
        else {
            return Ok(None);
        };
        Ok(Some(MissView {
            name: product.name.clone(),
            because: self.renderer.render(&miss.because, Some(sheet))?,
            sources: self.source_ids(&product.sources),
        }))
    }

    /// Whether a system runs where this one is hosted, and its operators can run it.
    fn can_run(&self, product: &Product) -> bool {
        self.needs(product, &[])
            .is_some_and(|needs| needs.is_empty())
    }

    /// The least that any of a system's rows asks of hosting and operators, where all else that it asks holds.
    fn least_to_ask(&self, product: &Product, sheet: usize) -> Option<Vec<String>> {
        product
            .fits
            .iter()
            .filter_map(|fit| {
                let (running, rest): (Vec<Condition>, Vec<Condition>) = fit
                    .when
                    .iter()
                    .cloned()
                    .partition(|condition| self.is_running(condition));
                holds(self.catalog, self.evaluation, &rest, Some(sheet))
                    .then(|| self.needs(product, &running))?
            })
            .min_by_key(Vec::len)
    }

    /// Whether a condition is about how the system is hosted or looked after.
    fn is_running(&self, condition: &Condition) -> bool {
        RUNNING.into_iter().any(|id| {
            self.catalog.question(id).map(Target::Question) == Some(condition.subject.target)
        })
    }

    /// Of hosting and operators, the first option that suits a system and the conditions of its row, where the answer
    /// does not; nothing where no option suits both.
    fn needs(&self, product: &Product, running: &[Condition]) -> Option<Vec<String>> {
        let mut needs = Vec::new();
        for (id, suits) in RUNNING
            .into_iter()
            .zip([product.hosting, product.operators])
        {
            let question = self.catalog.question(id)?;
            let suits = suits
                .iter()
                .filter(|option| {
                    running
                        .iter()
                        .filter(|condition| condition.subject.target == Target::Question(question))
                        .all(|condition| condition.cell.matches(&Value::Choice(*option)))
                })
                .fold(OptionSet::default(), OptionSet::with);
            let least = suits.iter().next()?;
            let held = self.evaluation.held(Spot { question, sheet: 0 });
            match held.map(|held| &held.value) {
                Some(Value::Choice(option)) if !suits.has(*option) => {
                    let options = self.catalog.questions[question].kind.options();
                    needs.push(lower_first(&options.get(usize::from(least))?.label));
                }
                _ => {}
            }
        }
        Some(needs)
    }
}

//! Rankings in words: what speaks for and against each option, and what to ask where nothing has enough of the odds.
//!
//! Not here: other kinds of decision (`design::decisions`), what to do about a diagnosis (`design::responses`).

use std::collections::BTreeSet;

use serde::Serialize;

use crate::answers::{Answer, Spot};
use crate::catalog::{Decision, Evidence, Kind, OptionSet, Scope, Sheet, Target, Value};
use crate::diagnostic::Diagnostics;
use crate::engine::{self, Outcome, Ranked};

use super::Material;
use super::decisions::{DecisionView, each_once};

/// A ranked option.
#[derive(Debug, Clone, Serialize)]
pub struct RankedView {
    /// The option.
    pub id: String,
    /// The option as it is printed.
    pub label: String,
    /// What it is.
    pub means: String,
    /// Its share of the odds.
    pub score: f64,
    /// The same as it is printed.
    pub odds: String,
    /// What speaks for it.
    pub because: Vec<String>,
    /// What speaks against it.
    pub against: Vec<String>,
    /// Ids of the sources.
    pub sources: Vec<String>,
}

/// A sign with its mechanism, and how it weighs.
#[derive(Debug, Clone, Serialize)]
pub struct SignView {
    /// What lies behind it.
    pub because: String,
    /// Weight of evidence in bits, by the label of the option, the heaviest first.
    pub weighs: Vec<(String, f64)>,
    /// Ids of its sources.
    pub sources: Vec<String>,
}

/// What to do while no option has enough of the odds to act on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UncertainView {
    /// What to do until then.
    pub now: Vec<String>,
    /// What to find out first; none where all was answered.
    pub ask: Option<AskView>,
    /// Ids of its sources.
    pub sources: Vec<String>,
}

/// A question whose answer would tell the options of a ranking apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AskView {
    /// Its id.
    pub id: String,
    /// The question.
    pub ask: String,
}

/// A share of the odds, without a digit that hand-set weights do not hold; what is not nothing does not print as nothing.
fn odds(score: f64) -> String {
    let percent = (score * 100.0).round();
    if percent < 1.0 && score > 0.0 {
        "< 1 %".to_owned()
    } else {
        format!("{percent:.0} %")
    }
}

/// What is best is told by comparing it with so many.
const RIVALS: usize = 3;

impl Material<'_> {
    pub(super) fn fill_ranking(
        &self,
        view: &mut DecisionView,
        decision: &Decision,
        of: &Sheet,
        ranking: &[Ranked],
        sheet: Option<usize>,
    ) -> Result<(), Diagnostics> {
        view.signs = self.signs(decision, ranking, &of.rows, sheet)?;
        let first = ranking.first().map_or(1.0, |first| first.score);
        let uncertain = of.uncertain.as_ref();
        if let Some(uncertain) = uncertain.filter(|of| first < of.enough) {
            let render = |line| self.renderer.render(line, sheet);
            view.uncertain = Some(UncertainView {
                now: uncertain.now.iter().map(render).collect::<Result<_, _>>()?,
                ask: self
                    .catalog
                    .decision(&decision.id)
                    .and_then(|index| self.tells_most_apart((index, sheet.unwrap_or(0)), of)),
                sources: self.source_ids(&uncertain.sources),
            });
        }
        for ranked in ranking {
            let Some(choice) = decision.options.get(usize::from(ranked.option)) else {
                continue;
            };
            let (mut because, mut against, mut sources) = (Vec::new(), Vec::new(), Vec::new());
            let mut rows: Vec<_> = ranked.rows.iter().map(|row| &of.rows[*row]).collect();
            // First what is said of this option and hardly of its rivals; equal ones stay in the order of the sheet.
            let rivals = ranking.iter().take(RIVALS);
            let rivals: Vec<u8> = rivals
                .map(|rival| rival.option)
                .filter(|rival| *rival != ranked.option)
                .collect();
            let apart = |row: &Evidence| {
                let weight = |option: &u8| row.adds.get(option).copied().unwrap_or_default();
                let rival = rivals.iter().map(weight).reduce(f64::max);
                weight(&ranked.option) - rival.unwrap_or_default()
            };
            rows.sort_by(|a, b| apart(b).total_cmp(&apart(a)));
            for row in rows {
                let text = self.renderer.render(row.why(ranked.option), sheet)?;
                if row.adds.get(&ranked.option).is_some_and(|bits| *bits > 0.0) {
                    because.push(text);
                    sources.extend(self.source_ids(&row.sources));
                } else {
                    against.insert(0, text);
                }
            }
            each_once(&mut sources);
            view.ranked.push(RankedView {
                id: choice.id.clone(),
                label: choice.label.clone(),
                means: choice.means.clone(),
                score: ranked.score,
                odds: odds(ranked.score),
                because,
                against,
                sources,
            });
        }
        Ok(())
    }

    /// Of the questions that the sheet tests and nobody answered, the one whose options, each tried alone, leave the first
    /// of the ranking the largest share of the odds on average; of equal ones the first of the interview.
    fn tells_most_apart(&self, ranked: (usize, usize), of: &Sheet) -> Option<AskView> {
        let tested: BTreeSet<usize> = of
            .rows
            .iter()
            .flat_map(|row| &row.when)
            .filter_map(|condition| match condition.subject.target {
                Target::Question(index) => Some(index),
                _ => None,
            })
            .collect();
        let mut best: Option<(f64, usize)> = None;
        for question in tested {
            let asked = &self.catalog.questions[question];
            let spot = Spot { question, sheet: 0 };
            if asked.scope != Scope::System || self.answers.get(self.catalog, spot).is_some() {
                continue;
            }
            let alone = |option: u8| match asked.kind {
                Kind::Multi(_) => Some(Value::Multi(OptionSet::only(option))),
                Kind::Choice(_) => Some(Value::Choice(option)),
                _ => None,
            };
            let options = (0u8..).take(asked.kind.options().len());
            let shares: Vec<f64> = options
                .filter_map(alone)
                .filter_map(|value| self.first_share(ranked, spot, value))
                .collect();
            let count = u32::try_from(shares.len()).ok().filter(|count| *count > 0);
            let Some(count) = count else { continue };
            let mean = shares.iter().sum::<f64>() / f64::from(count);
            if best.is_none_or(|(known, _)| mean > known) {
                best = Some((mean, question));
            }
        }
        let (_, question) = best?;
        let asked = &self.catalog.questions[question];
        Some(AskView {
            id: asked.id.clone(),
            ask: asked.ask.clone(),
        })
    }

    /// The share that the first of a ranking would have with one more answer.
    fn first_share(&self, ranked: (usize, usize), spot: Spot, value: Value) -> Option<f64> {
        let mut answers = self.answers.clone();
        answers.set(self.catalog, spot, Some(Answer::Given(value)));
        let (catalog, now) = (self.catalog, self.evaluation);
        let evaluation = engine::evaluate_change(catalog, self.world, &answers, now, spot);
        let (decision, sheet) = ranked;
        let decided = evaluation.decided(decision, sheet)?;
        match &decided.outcome {
            Outcome::Ranking(ranking) => ranking.first().map(|first| first.score),
            _ => None,
        }
    }

    /// The signs behind a ranking, in the order of the sheet.
    fn signs(
        &self,
        decision: &Decision,
        ranking: &[Ranked],
        all: &[Evidence],
        sheet: Option<usize>,
    ) -> Result<Vec<SignView>, Diagnostics> {
        let held: BTreeSet<usize> = ranking.iter().flat_map(|one| one.rows.clone()).collect();
        let sign = |row: &Evidence| {
            let mut weighs: Vec<(String, f64)> = row
                .adds
                .iter()
                .filter_map(|(option, bits)| {
                    let option = decision.options.get(usize::from(*option))?;
                    Some((option.label.clone(), *bits))
                })
                .collect();
            weighs.sort_by(|(_, a), (_, b)| b.total_cmp(a));
            Ok(SignView {
                because: self.renderer.render(&row.because, sheet)?,
                weighs,
                sources: self.source_ids(&row.sources),
            })
        };
        held.into_iter().map(|row| sign(&all[row])).collect()
    }
}

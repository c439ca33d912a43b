//! Decisions in words: what was chosen, why, at what cost, what was not, and the path that led there.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::catalog::{Body, Condition, Gives, Quantifier, Scope, Target, Value};
use crate::diagnostic::Diagnostics;
use crate::engine::{Decided, Outcome, Step};
use crate::text::upper_first;

use super::Material;
use super::assumptions::Turn;
use super::ranking::{RankedView, SignView, UncertainView};
use super::sensitivity::Sensitivity;
use super::together::Together;

/// A decision in words.
#[derive(Debug, Clone, Serialize)]
pub struct DecisionView {
    /// Its id in the vocabulary.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The question it settles.
    pub asks: String,
    /// The dataset, where it is of one.
    pub sheet: Option<usize>,
    /// `choice`, `figures`, `set` or `ranked`.
    pub kind: &'static str,
    /// The option chosen, by id.
    pub choice: Option<String>,
    /// The option chosen, or the rule, as it is printed.
    pub label: String,
    /// What the option is.
    pub means: String,
    /// Why.
    pub because: String,
    /// What it costs.
    pub costs: String,
    /// What was not chosen.
    pub rejected: Vec<RejectedView>,
    /// The path.
    pub trace: Vec<StepView>,
    /// The answers that would turn it.
    pub turns: Vec<Turn>,
    /// Where none turns it alone, the pairs that do.
    pub together: Vec<Together>,
    /// The members of a set.
    pub members: Vec<MemberView>,
    /// The ranking.
    pub ranked: Vec<RankedView>,
    /// What the ranking rests on.
    pub signs: Vec<SignView>,
    /// What to do where options are ranked and none has enough of the odds to act on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uncertain: Option<UncertainView>,
    /// The figures, by name.
    pub figures: Vec<(String, u64)>,
    /// Questions it rests on that were not answered.
    pub assumes: Vec<String>,
    /// Whether it rests on answers alone.
    pub stated: bool,
    /// Ids of its sources.
    pub sources: Vec<String>,
}

/// An option that was not chosen.
#[derive(Debug, Clone, Serialize)]
pub struct RejectedView {
    /// The option.
    pub choice: String,
    /// The option as it is printed.
    pub label: String,
    /// Why not.
    pub because: String,
}

/// One node of the path.
#[derive(Debug, Clone, Serialize)]
pub struct StepView {
    /// The node's id.
    pub node: String,
    /// What it tested.
    pub test: String,
    /// The same as a person reads it.
    pub subject: String,
    /// What it saw.
    pub saw: String,
    /// The same as a person reads it.
    pub shown: String,
    /// The branch taken, as it is written.
    pub branch: String,
    /// Whether what it saw rests on something not answered.
    pub assumed: bool,
}

/// A member of a set.
#[derive(Debug, Clone, Serialize)]
pub struct MemberView {
    /// The option.
    pub id: String,
    /// The option as it is printed.
    pub label: String,
    /// What it is.
    pub means: String,
    /// Why it is in, a reason a row that puts it there.
    pub reasons: Vec<String>,
    /// The same in one text.
    pub because: String,
    /// What it costs.
    pub costs: String,
    /// Whether a reason for it rests on answers alone.
    pub stated: bool,
    /// Ids of its sources.
    pub sources: Vec<String>,
}

/// Leaves out what was there before: the first is the source of the first reason.
pub(super) fn each_once(sources: &mut Vec<String>) {
    let mut known = BTreeSet::new();
    sources.retain(|source| known.insert(source.clone()));
}

impl Material<'_> {
    /// The decisions of a dataset, or of the system, in the order of the catalog.
    pub(super) fn decisions(
        &self,
        sheet: Option<usize>,
        sensitivity: &Sensitivity,
    ) -> Result<Vec<DecisionView>, Diagnostics> {
        let scope = if sheet.is_some() {
            Scope::Dataset
        } else {
            Scope::System
        };
        let of_scope = self
            .catalog
            .decisions
            .iter()
            .enumerate()
            .filter(|(_, decision)| decision.scope == scope);
        of_scope
            .filter_map(|(index, _)| {
                let decided = self.evaluation.decided(index, sheet.unwrap_or(0))?;
                let turns = sensitivity.turns(self, index, sheet.unwrap_or(0));
                let pairs = sensitivity.pairs(index, sheet.unwrap_or(0));
                let together = self.together(index, sheet.unwrap_or(0), pairs);
                Some(
                    self.decision(index, sheet, decided)
                        .map(|view| DecisionView {
                            turns,
                            together,
                            ..view
                        }),
                )
            })
            .collect()
    }

    fn decision(
        &self,
        index: usize,
        sheet: Option<usize>,
        decided: &Decided,
    ) -> Result<DecisionView, Diagnostics> {
        let decision = &self.catalog.decisions[index];
        let option = |option: u8| decision.options.get(usize::from(option));
        let target = Target::Decision(index);
        let mut view = DecisionView {
            id: decision.id.clone(),
            title: decision.title.clone(),
            asks: decision.asks.clone(),
            sheet,
            kind: decision.kind_name(),
            choice: None,
            label: String::new(),
            means: String::new(),
            because: String::new(),
            costs: String::new(),
            rejected: Vec::new(),
            trace: decided
                .trace()
                .iter()
                .map(|step| self.step(index, step))
                .collect(),
            turns: Vec::new(),
            together: Vec::new(),
            members: Vec::new(),
            ranked: Vec::new(),
            signs: Vec::new(),
            uncertain: None,
            figures: Vec::new(),
            assumes: self
                .evaluation
                .assumed(target, sheet.unwrap_or(0))
                .map(|spot| self.spot_name(spot))
                .collect(),
            stated: self.is_stated(target, sheet.unwrap_or(0)),
            sources: Vec::new(),
        };
        if let Some(leaf) = decided.leaf(self.catalog, index) {
            view.because = self.renderer.render(&leaf.because, sheet)?;
            view.costs = self.renderer.render(&leaf.costs, sheet)?;
            view.sources = self.source_ids(&leaf.sources);
            for (rejected, because) in &leaf.rejects {
                let Some(rejected) = option(*rejected) else {
                    continue;
                };
                view.rejected.push(RejectedView {
                    choice: rejected.id.clone(),
                    label: rejected.label.clone(),
                    because: self.renderer.render(because, sheet)?,
                });
            }
            match &leaf.gives {
                Gives::Option(chosen) => {
                    if let Some(chosen) = option(*chosen) {
                        view.choice = Some(chosen.id.clone());
                        view.label.clone_from(&chosen.label);
                        view.means.clone_from(&chosen.means);
                    }
                }
                Gives::Figures { rule, .. } => view.label.clone_from(rule),
            }
        }
        self.fill(&mut view, index, sheet, decided)?;
        Ok(view)
    }

    /// The figures, members or ranking of a decision.
    fn fill(
        &self,
        view: &mut DecisionView,
        index: usize,
        sheet: Option<usize>,
        decided: &Decided,
    ) -> Result<(), Diagnostics> {
        let decision = &self.catalog.decisions[index];
        let option = |option: u8| decision.options.get(usize::from(option));
        match (&decided.outcome, &decision.body) {
            (Outcome::Figures { values, .. }, _) => {
                for (name, value) in decision.options.iter().zip(values) {
                    if let Value::Integer(number) = value {
                        view.figures.push((name.id.clone(), *number));
                    }
                }
            }
            (Outcome::Set { rows, members }, Body::Set(all)) => {
                for member in members.iter() {
                    let Some(choice) = option(member) else {
                        continue;
                    };
                    let mut reasons: Vec<_> = rows
                        .iter()
                        .map(|row| &all[*row])
                        .filter(|row| row.include == member)
                        .collect();
                    // What was answered is the better reason; equal ones stay in the order of the file.
                    reasons.sort_by_key(|row| !self.holds_by_answers(&row.when, sheet));
                    let mut because: Vec<String> = Vec::new();
                    for row in &reasons {
                        because.push(self.renderer.render(&row.because, sheet)?);
                    }
                    let costs = match reasons.first() {
                        Some(row) => self.renderer.render(&row.costs, sheet)?,
                        None => String::new(),
                    };
                    let mut sources: Vec<String> = reasons
                        .iter()
                        .flat_map(|row| self.source_ids(&row.sources))
                        .collect();
                    each_once(&mut sources);
                    view.members.push(MemberView {
                        id: choice.id.clone(),
                        label: choice.label.clone(),
                        means: choice.means.clone(),
                        because: because.join(" "),
                        reasons: because,
                        stated: reasons
                            .first()
                            .is_some_and(|row| self.holds_by_answers(&row.when, sheet)),
                        costs,
                        sources,
                    });
                }
            }
            (Outcome::Ranking(ranking), Body::Ranked(of)) => {
                self.fill_ranking(view, decision, of, ranking, sheet)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether something was read for a value, all of it answered.
    fn is_stated(&self, target: Target, sheet: usize) -> bool {
        !self.evaluation.reads(target, sheet).is_empty()
            && self.evaluation.assumed(target, sheet).next().is_none()
    }

    /// Whether a row's conditions hold by answers alone, without a default.
    fn holds_by_answers(&self, when: &[Condition], sheet: Option<usize>) -> bool {
        when.iter().all(|condition| {
            let of_each = condition.subject.quantifier != Quantifier::One;
            let sheets = if of_each {
                0..self.evaluation.datasets()
            } else {
                let at = sheet.unwrap_or(0);
                at..at + 1
            };
            let target = condition.subject.target;
            sheets
                .into_iter()
                .all(|sheet| self.is_stated(target, sheet))
        })
    }

    /// What is tested, as a person reads it: `Cut off`, `Replication`, `Fits one machine`.
    fn subject(&self, target: Target) -> String {
        match target {
            Target::Question(index) => self.catalog.questions[index].chip.clone(),
            Target::Fact(index) => {
                let fact = &self.catalog.facts[index];
                let id = fact.id.trim_start_matches("derived.").replace('-', " ");
                fact.chip.clone().unwrap_or_else(|| upper_first(&id))
            }
            Target::Decision(index) => self.catalog.decisions[index].title.clone(),
            Target::Figure(index, at) => {
                let decision = &self.catalog.decisions[index];
                let name = decision.options.get(at).map_or("", |name| name.id.as_str());
                format!("{}: {name}", decision.title)
            }
        }
    }

    /// A step of a path in words.
    fn step(&self, decision: usize, step: &Step) -> StepView {
        let node = match &self.catalog.decisions[decision].body {
            Body::Choice(tree) | Body::Figures(tree) => &tree.nodes[step.node],
            Body::Set(_) | Body::Ranked(_) => {
                unreachable!("sets and score sheets have no path")
            }
        };
        StepView {
            node: node.id.clone(),
            test: self.catalog.subject_id(node.subject),
            subject: self.subject(node.subject.target),
            saw: step.saw.shown(self.catalog, node.subject),
            shown: step.saw.labelled(self.catalog, node.subject),
            branch: node
                .branches
                .get(step.branch)
                .map_or_else(String::new, |branch| branch.written.clone()),
            assumed: step.assumed,
        }
    }
}

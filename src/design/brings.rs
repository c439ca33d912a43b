//! What decisions bring to the brief: patterns, partition handling, split-brain prevention.
//!
//! Not here: what an incident calls for (`design::responses`).

use std::collections::BTreeMap;

use serde::Serialize;

use crate::catalog::{Cell, PHASES, Pattern, Prose, Scope, Target};
use crate::diagnostic::Diagnostics;
use crate::engine::holds;

use super::{Lack, Material};

/// A pattern in words.
#[derive(Debug, Clone, Serialize)]
#[allow(
    missing_docs,
    reason = "the fields are those of `catalog::Pattern`, rendered"
)]
pub struct PatternView {
    pub id: String,
    pub title: String,
    pub part: String,
    pub summary: String,
    pub parameters: Vec<ParameterView>,
    pub prevents: String,
    pub adds: String,
    pub degraded: String,
    pub test: String,
    pub metric: String,
    pub alert: String,
    pub phase: &'static str,
    pub step: String,
    pub enter: String,
    pub exit: String,
    pub rollback: String,
    pub guardrail: Option<String>,
    /// The decisions that ask for it.
    pub asked_by: Vec<String>,
    /// Its texts that say something of this system, by field; those of the rollout together.
    pub specific: Vec<&'static str>,
    /// The open questions that its texts have a placeholder for, by field.
    pub lacks: BTreeMap<&'static str, Vec<Lack>>,
    /// The member of the verification plan that it carries out.
    pub verifies: Option<String>,
    /// The member of the resilience set that it puts into practice.
    pub serves: Option<String>,
    pub sources: Vec<String>,
}

/// A setting of a pattern in words.
#[derive(Debug, Clone, Serialize)]
#[allow(
    missing_docs,
    reason = "the fields are those of `catalog::Parameter`, rendered"
)]
pub struct ParameterView {
    pub name: String,
    pub value: String,
    pub because: String,
}

/// What clients see while the network is cut and after.
#[derive(Debug, Clone, Serialize)]
#[allow(
    missing_docs,
    reason = "the fields are those of `catalog::PartitionRow`, rendered"
)]
pub struct PartitionView {
    pub majority: String,
    pub minority: String,
    pub healed: String,
    pub sources: Vec<String>,
}

/// A mechanism against two leaders.
#[derive(Debug, Clone, Serialize)]
#[allow(
    missing_docs,
    reason = "the fields are those of `catalog::SplitBrainRow`, rendered"
)]
pub struct SplitBrainView {
    pub mechanism: String,
    pub how: String,
    pub condition: String,
    pub sources: Vec<String>,
}

impl Material<'_> {
    pub(super) fn patterns(&self, sheet: Option<usize>) -> Result<Vec<PatternView>, Diagnostics> {
        let scope = if sheet.is_some() {
            Scope::Dataset
        } else {
            Scope::System
        };
        let apply = |pattern: &&Pattern| {
            pattern.scope == scope && holds(self.catalog, self.evaluation, &pattern.when, sheet)
        };
        self.catalog
            .patterns
            .iter()
            .filter(apply)
            .map(|pattern| self.pattern(pattern, sheet))
            .collect()
    }

    fn pattern(&self, pattern: &Pattern, sheet: Option<usize>) -> Result<PatternView, Diagnostics> {
        let render = |prose: &Prose| self.renderer.render(prose, sheet);
        let parameters = pattern.parameters.iter().map(|parameter| {
            Ok(ParameterView {
                name: parameter.name.clone(),
                value: render(&parameter.value)?,
                because: render(&parameter.because)?,
            })
        });
        let mut specific = Vec::new();
        let mut lacks: BTreeMap<&'static str, Vec<Lack>> = BTreeMap::new();
        let mut told = |field: &'static str, prose: &Prose| -> Result<String, Diagnostics> {
            let told = self.renderer.told(prose, sheet)?;
            if told.specific && !specific.contains(&field) {
                specific.push(field);
            }
            for question in told.lacks {
                lacks
                    .entry(field)
                    .or_default()
                    .push(self.lack(question, sheet));
            }
            Ok(told.text)
        };
        let decisions = pattern.when.iter().filter_map(|condition| {
            if let Target::Decision(index) | Target::Figure(index, _) = condition.subject.target {
                Some(self.catalog.decisions[index].id.clone())
            } else {
                None
            }
        });
        Ok(PatternView {
            id: pattern.id.clone(),
            title: pattern.title.clone(),
            part: pattern.part.clone(),
            summary: render(&pattern.summary)?,
            parameters: parameters.collect::<Result<_, Diagnostics>>()?,
            prevents: render(&pattern.prevents)?,
            adds: render(&pattern.adds)?,
            degraded: told("degraded", &pattern.degraded)?,
            test: told("test", &pattern.test)?,
            metric: render(&pattern.metric)?,
            alert: told("alert", &pattern.alert)?,
            phase: PHASES[pattern.rollout.phase],
            step: told("rollout", &pattern.rollout.step)?,
            enter: told("rollout", &pattern.rollout.enter)?,
            exit: told("rollout", &pattern.rollout.exit)?,
            rollback: render(&pattern.rollout.rollback)?,
            guardrail: match &pattern.guardrail {
                Some(guardrail) => Some(told("guardrail", guardrail)?),
                None => None,
            },
            asked_by: decisions.collect(),
            specific,
            lacks,
            verifies: self.member_of("verification", pattern),
            serves: self.member_of("resilience", pattern),
            sources: self.source_ids(&pattern.sources),
        })
    }

    /// The member of a set that a pattern asks for, if it asks for one.
    fn member_of(&self, set: &str, pattern: &Pattern) -> Option<String> {
        let set = self.catalog.decision(set)?;
        let asked = pattern.when.iter().find_map(|condition| {
            match (condition.subject.target, &condition.cell) {
                (Target::Decision(decision), Cell::OneOf(members)) if decision == set => {
                    members.iter().next()
                }
                _ => None,
            }
        })?;
        self.catalog.decisions[set]
            .options
            .get(usize::from(asked))
            .map(|option| option.id.clone())
    }

    pub(super) fn partition(&self, sheet: usize) -> Result<Option<PartitionView>, Diagnostics> {
        let row = self
            .catalog
            .partition
            .iter()
            .find(|row| holds(self.catalog, self.evaluation, &row.when, Some(sheet)));
        let Some(row) = row else { return Ok(None) };
        let render = |prose: &Prose| self.renderer.render(prose, Some(sheet));
        Ok(Some(PartitionView {
            majority: render(&row.majority)?,
            minority: render(&row.minority)?,
            healed: render(&row.healed)?,
            sources: self.source_ids(&row.sources),
        }))
    }

    pub(super) fn split_brain(
        &self,
        sheet: Option<usize>,
    ) -> Result<Vec<SplitBrainView>, Diagnostics> {
        let scope = if sheet.is_some() {
            Scope::Dataset
        } else {
            Scope::System
        };
        let rows = self.catalog.split_brain.iter();
        rows.filter(|row| {
            row.scope == scope && holds(self.catalog, self.evaluation, &row.when, sheet)
        })
        .map(|row| {
            Ok(SplitBrainView {
                mechanism: row.mechanism.clone(),
                how: self.renderer.render(&row.how, sheet)?,
                condition: self.renderer.render(&row.condition, sheet)?,
                sources: self.source_ids(&row.sources),
            })
        })
        .collect()
    }
}

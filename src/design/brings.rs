//! What decisions bring to the brief: patterns, partition handling, split-brain prevention, responses.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::answers::Spot;
use crate::catalog::{Cell, Kind, PHASES, Pattern, Prose, Scope, Target};
use crate::diagnostic::Diagnostics;
use crate::engine::{self, Outcome};

use super::{Lack, Material, WayOutView};
use crate::engine::holds;

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

/// What to do about a diagnosis.
#[derive(Debug, Clone, Serialize)]
#[allow(
    missing_docs,
    reason = "the fields are those of `catalog::Response`, rendered"
)]
pub struct ResponseView {
    pub diagnosis: String,
    pub label: String,
    pub score: f64,
    pub confirm: String,
    pub now: Vec<String>,
    pub avoid: Vec<String>,
    pub durable: String,
    pub verify: String,
    pub amend: Vec<WayOutView>,
    pub sources: Vec<String>,
}

/// So many diagnoses get a response; below these the symptoms say too little.
const RESPONSES_MAX: usize = 3;

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

    pub(super) fn responses(&self) -> Result<Vec<ResponseView>, Diagnostics> {
        let Some(index) = self.catalog.decision("diagnosis") else {
            return Ok(Vec::new());
        };
        let Some(Outcome::Ranking(ranking)) = self
            .evaluation
            .decided(index, 0)
            .map(|decided| &decided.outcome)
        else {
            return Ok(Vec::new());
        };
        let render = |prose: &Prose| self.renderer.render(prose, None);
        let mut responses = Vec::new();
        for ranked in ranking.iter().take(RESPONSES_MAX) {
            let Some(response) = self
                .catalog
                .responses
                .iter()
                .find(|response| response.diagnosis == ranked.option)
            else {
                continue;
            };
            let option = &self.catalog.decisions[index].options[usize::from(ranked.option)];
            responses.push(ResponseView {
                diagnosis: option.id.clone(),
                label: option.label.clone(),
                score: ranked.score,
                confirm: render(&response.confirm)?,
                now: response.now.iter().map(render).collect::<Result<_, _>>()?,
                avoid: response
                    .avoid
                    .iter()
                    .map(render)
                    .collect::<Result<_, _>>()?,
                durable: render(&response.durable)?,
                verify: render(&response.verify)?,
                amend: response
                    .amend
                    .iter()
                    .map(|(question, to, because)| {
                        Ok(WayOutView {
                            set: self.catalog.questions[*question].id.clone(),
                            to: to.clone(),
                            then: render(because)?,
                            enough: None,
                            typed: Some(self.typed(*question, to)),
                            turns: self.turned_by(*question, to),
                        })
                    })
                    .collect::<Result<_, Diagnostics>>()?,
                sources: self.source_ids(&response.sources),
            });
        }
        Ok(responses)
    }

    /// An answer as it stands in the answers file: `partition = "refuse"` in `[[dataset]]`.
    fn typed(&self, question: usize, to: &str) -> String {
        let asked = &self.catalog.questions[question];
        let section = asked.id.split('.').next().unwrap_or_default();
        let quoted = |word: &str| format!("\"{word}\"");
        let value = match asked.kind {
            Kind::Multi(_) => {
                let words: Vec<String> = to.split(", ").map(quoted).collect();
                format!("[{}]", words.join(", "))
            }
            Kind::Integer | Kind::Number | Kind::Bool => to.to_owned(),
            _ => quoted(to),
        };
        let table = match asked.scope {
            Scope::System => format!("[{section}]"),
            _ => format!("[[{section}]]"),
        };
        format!("`{} = {value}` in `{table}`", asked.key())
    }

    /// The decisions that an answer would turn, for each dataset it may be given for, as a person reads them.
    fn turned_by(&self, question: usize, to: &str) -> Vec<String> {
        let asked = &self.catalog.questions[question];
        let Ok(value) = asked.kind.parse(to) else {
            return Vec::new();
        };
        let sheets = match asked.scope {
            Scope::Dataset => 0..self.evaluation.datasets(),
            _ => 0..1,
        };
        let spots = sheets.map(|sheet| Spot { question, sheet });
        let mut turned: Vec<String> = spots
            .flat_map(|spot| {
                engine::what_if(
                    self.catalog,
                    self.world,
                    self.answers,
                    self.evaluation,
                    spot,
                    value.clone(),
                )
            })
            .map(|change| self.turned(&change))
            .collect();
        turned.dedup();
        turned
    }
}

//! What an incident calls for: containment, the response to each of the likeliest diagnoses, the answers to amend.
//!
//! Not here: the ranking (`design::decisions`), what a design brings (`design::brings`).

use std::fmt::Write as _;

use serde::Serialize;

use crate::answers::{Answer, Spot};
use crate::catalog::{
    Advice, Amend, Body, Cell, Change, Condition, Guard, Kind, Prose, Response, Scope, Target,
    Value,
};
use crate::diagnostic::Diagnostics;
use crate::engine::{self, Origin, Outcome, Ranked, given};

use super::{Material, WayOutView};

/// What to do at once about what was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContainmentView {
    /// What was seen, and what to do.
    pub act: String,
    /// Ids of its sources.
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
    /// Whether a sign that was seen nearly names it, wherever it stands.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub named: bool,
    pub confirm: String,
    pub now: Vec<String>,
    pub avoid: Vec<String>,
    pub durable: String,
    pub changes: Vec<ChangeView>,
    pub verify: String,
    /// Only answers that would be new.
    pub amend: Vec<WayOutView>,
    /// The decisions that turn when all of them are given, as a person reads them.
    pub together: Vec<String>,
    pub sources: Vec<String>,
}

/// A change that a lasting fix is made of.
#[derive(Debug, Clone, Serialize)]
#[allow(
    missing_docs,
    reason = "the fields are those of `catalog::Change`, rendered"
)]
pub struct ChangeView {
    pub change: String,
    pub decides: Vec<DecidesView>,
    pub owner: String,
    pub enter: String,
    pub exit: String,
    pub verify: String,
}

/// A decision of the catalog that a change comes to.
#[derive(Debug, Clone, Serialize)]
pub struct DecidesView {
    /// Its id.
    pub decision: String,
    /// The ids of the options that the change is one of.
    pub options: Vec<String>,
    /// The same as a person reads it: `Failover: approved by an operator`.
    pub shown: String,
}

/// So many diagnoses get a response; below these the symptoms say too little.
const RESPONSES_MAX: usize = 3;
/// A sign of so many bits nearly names its cause, as the head of the score sheet says: it is answered wherever it stands.
const NAMING: f64 = 4.0;

impl Material<'_> {
    /// What to do at once; what several signs call for is said once.
    pub(super) fn containment(&self) -> Result<Vec<ContainmentView>, Diagnostics> {
        let mut acts: Vec<ContainmentView> = Vec::new();
        for row in &self.catalog.containment {
            if !self.is_given(&row.guard) {
                continue;
            }
            let act = self.renderer.render(&row.act, None)?;
            if acts.iter().all(|known| known.act != act) {
                let sources = self.source_ids(&row.sources);
                acts.push(ContainmentView { act, sources });
            }
        }
        Ok(acts)
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
        let all = |lines: &[Advice]| {
            let lines = lines.iter().filter(|line| self.is_given(&line.guard));
            lines
                .map(|line| render(&line.says))
                .collect::<Result<_, _>>()
        };
        let rows = match &self.catalog.decisions[index].body {
            Body::Ranked(sheet) => sheet.rows.as_slice(),
            _ => &[],
        };
        let naming = |ranked: &Ranked| {
            let mut held = ranked.rows.iter().filter_map(|row| rows.get(*row));
            held.any(|row| {
                row.adds
                    .get(&ranked.option)
                    .is_some_and(|bits| *bits >= NAMING)
            })
        };
        let mut responses = Vec::new();
        for (place, ranked) in ranking.iter().enumerate() {
            let named = naming(ranked);
            if place >= RESPONSES_MAX && !named {
                continue;
            }
            let mut known = self.catalog.responses.iter();
            let Some(response) = known.find(|response| response.diagnosis == ranked.option) else {
                continue;
            };
            let option = &self.catalog.decisions[index].options[usize::from(ranked.option)];
            let changes = response
                .changes
                .iter()
                .filter(|change| self.is_given(&change.guard));
            responses.push(ResponseView {
                diagnosis: option.id.clone(),
                label: option.label.clone(),
                score: ranked.score,
                named,
                confirm: render(&response.confirm)?,
                now: all(&response.now)?,
                avoid: all(&response.avoid)?,
                durable: render(&response.durable)?,
                changes: changes
                    .map(|change| self.change(change))
                    .collect::<Result<_, Diagnostics>>()?,
                verify: render(&response.verify)?,
                together: self.turned_together(response),
                amend: self.amend(response)?,
                sources: self.source_ids(&response.sources),
            });
        }
        Ok(responses)
    }

    fn is_given(&self, guard: &Guard) -> bool {
        given(self.catalog, self.evaluation, guard)
    }

    fn change(&self, change: &Change) -> Result<ChangeView, Diagnostics> {
        let render = |prose: &Prose| self.renderer.render(prose, None);
        Ok(ChangeView {
            change: render(&change.what)?,
            decides: change
                .decides
                .iter()
                .filter_map(|condition| self.decides(condition))
                .collect(),
            owner: change.owner.clone(),
            enter: render(&change.enter)?,
            exit: render(&change.exit)?,
            verify: render(&change.verify)?,
        })
    }

    fn decides(&self, condition: &Condition) -> Option<DecidesView> {
        let (Target::Decision(index), Cell::OneOf(options)) =
            (condition.subject.target, &condition.cell)
        else {
            return None;
        };
        let decision = &self.catalog.decisions[index];
        let options: Vec<_> = options
            .iter()
            .filter_map(|option| decision.options.get(usize::from(option)))
            .collect();
        let labels: Vec<String> = options
            .iter()
            .map(|option| crate::text::lower_first(&option.label))
            .collect();
        Some(DecidesView {
            decision: decision.id.clone(),
            options: options.iter().map(|option| option.id.clone()).collect(),
            shown: format!("{}: {}", decision.title, labels.join(" or ")),
        })
    }

    /// The answers to reconsider: what was answered so already is no lesson.
    fn amend(&self, response: &Response) -> Result<Vec<WayOutView>, Diagnostics> {
        let mut amend = Vec::new();
        for way in &response.amend {
            let Some((to, sheets)) = self.lesson(way) else {
                continue;
            };
            amend.push(WayOutView {
                set: self.catalog.questions[way.question].id.clone(),
                then: self.renderer.render(&way.because, None)?,
                instead: way.instead,
                enough: None,
                typed: Some(self.typed(way.question, &to, &sheets)),
                turns: self.turned_by(way.question, &to, &sheets),
                to,
            });
        }
        Ok(amend)
    }

    /// What turns when all lessons are taken that go together; fewer than two have no joint effect.
    fn turned_together(&self, response: &Response) -> Vec<String> {
        let mut answers = self.answers.clone();
        let mut taken = 0;
        for way in response.amend.iter().filter(|way| !way.instead) {
            let Some((to, sheets)) = self.lesson(way) else {
                continue;
            };
            let question = way.question;
            let Ok(value) = self.catalog.questions[question].kind.parse(&to) else {
                continue;
            };
            taken += 1;
            for sheet in sheets {
                let spot = Spot { question, sheet };
                answers.set(self.catalog, spot, Some(Answer::Given(value.clone())));
            }
        }
        if taken < 2 {
            return Vec::new();
        }
        let after = engine::evaluate(self.catalog, self.world, &answers);
        let turned = engine::changes(self.catalog, self.evaluation, &after);
        turned.iter().map(|change| self.turned(change)).collect()
    }

    /// An answer that is new, with the sheets that it is new to; to a list of things it adds. None where all have it.
    fn lesson(&self, way: &Amend) -> Option<(String, Vec<usize>)> {
        if !self.is_given(&way.guard) {
            return None;
        }
        let question = way.question;
        let asked = &self.catalog.questions[question];
        let value = asked.kind.parse(&way.to).ok()?;
        let said = |sheet: usize| {
            let held = self.evaluation.held(Spot { question, sheet });
            held.filter(|held| held.origin == Origin::Answered)
                .map(|held| held.value.clone())
        };
        let count = match asked.scope {
            Scope::Dataset => self.evaluation.datasets(),
            _ => 1,
        };
        let added = |said: Option<Value>| match (said, &value) {
            (Some(Value::Multi(known)), Value::Multi(more)) => Value::Multi(known.union(*more)),
            _ => value.clone(),
        };
        let sheets: Vec<usize> = (0..count)
            .filter(|sheet| said(*sheet) != Some(added(said(*sheet))))
            .collect();
        match sheets.first() {
            Some(first) => Some((asked.kind.show(&added(said(*first))), sheets)),
            // Without a dataset in the file the lesson waits for the first.
            None if count == 0 => Some((way.to.clone(), sheets)),
            None => None,
        }
    }

    /// An answer as it stands in the answers file: `partition = "refuse"` in `[[dataset]]` of orders, now accepted writes.
    fn typed(&self, question: usize, to: &str, sheets: &[usize]) -> String {
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
        let (open, close) = match asked.scope {
            Scope::System => ("[", "]"),
            _ => ("[[", "]]"),
        };
        let mut typed = format!("`{} = {value}` in `{open}{section}{close}`", asked.key());
        if asked.scope == Scope::Dataset && !sheets.is_empty() {
            let names: Vec<String> = sheets
                .iter()
                .map(|sheet| self.word(&self.dataset_name(*sheet)))
                .collect();
            let _ = write!(typed, " of {}", names.join(", "));
        }
        typed
    }

    /// The decisions that an answer would turn, for each dataset it may be given for, as a person reads them.
    fn turned_by(&self, question: usize, to: &str, sheets: &[usize]) -> Vec<String> {
        let asked = &self.catalog.questions[question];
        let Ok(value) = asked.kind.parse(to) else {
            return Vec::new();
        };
        let spots = sheets.iter().map(|sheet| Spot {
            question,
            sheet: *sheet,
        });
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

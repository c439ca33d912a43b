//! Conflicts in words: answers that cannot hold together, and the ways out.
//!
//! Here: what the theorem or limit says here, and whether a way out is enough by itself.
//! Not here: which conflicts there are (`engine`), where they are shown (`brief`, the faces).

use serde::Serialize;

use crate::answers::{Answer, Spot};
use crate::catalog::{Conflict, Kind, Prose, Quantifier, Scope, Target, Value, WayOut};
use crate::diagnostic::Diagnostics;
use crate::engine::{self, Clash, Origin};

use super::Material;

/// Answers that cannot hold together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(
    missing_docs,
    reason = "the fields are those of `catalog::Conflict`, rendered"
)]
pub struct ConflictView {
    pub id: String,
    pub title: String,
    pub sheet: Option<usize>,
    /// The questions whose answers collide, each with its value.
    pub answers: Vec<(String, String)>,
    /// Questions that nobody answered, each with the value that was taken, without which the conflict would not stand.
    pub assumed: Vec<(String, String)>,
    pub because: String,
    pub ways_out: Vec<WayOutView>,
    pub sources: Vec<String>,
}

/// An answer to change, and what follows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WayOutView {
    /// The question.
    pub set: String,
    /// The new answer.
    pub to: String,
    /// What follows from it, and whether that leaves the conflict standing.
    pub then: String,
    /// Whether it goes in the place of the others.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub instead: bool,
    /// Whether it ends the conflict by itself; none where it is said in words and nobody can try it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enough: Option<bool>,
    /// The same as it is typed into the answers file, with its table; none where it is words for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typed: Option<String>,
    /// The decisions that turn with it; of a way out of a conflict, none are told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub turns: Vec<String>,
}

impl ConflictView {
    /// What it rests on that nobody said, as a sentence.
    #[must_use]
    pub fn rests_on(&self) -> Option<String> {
        let taken: Vec<String> = self
            .assumed
            .iter()
            .map(|(question, value)| format!("{question} = {value}"))
            .collect();
        (!taken.is_empty()).then(|| format!("Nobody said {}; it is taken.", taken.join(", ")))
    }
}

/// What is said of a way out that leaves the conflict standing.
const NOT_ENOUGH: &str = "By itself it is not enough with these numbers.";

impl Material<'_> {
    pub(super) fn conflicts(&self) -> Result<Vec<ConflictView>, Diagnostics> {
        let clashes = self.evaluation.clashes.iter();
        clashes.map(|clash| self.conflict(*clash)).collect()
    }

    fn conflict(&self, clash: Clash) -> Result<ConflictView, Diagnostics> {
        let conflict = &self.catalog.conflicts[clash.conflict];
        let said = |question: usize| {
            let spot = self.spot_of(question, clash);
            let value = self
                .evaluation
                .value(Target::Question(question), spot.sheet);
            let shown = self.catalog.questions[question].kind.show(value);
            (self.asked(conflict, spot), self.word(&shown))
        };
        let mut ways_out = Vec::new();
        for way in &conflict.ways_out {
            ways_out.extend(self.way_out(conflict, clash, way)?);
        }
        // What ends the conflict comes first.
        ways_out.sort_by_key(|way| way.enough == Some(false));
        let assumed = self.assumed_by(conflict, clash, &ways_out);
        Ok(ConflictView {
            id: conflict.id.clone(),
            title: conflict.title.clone(),
            sheet: sheet_of(conflict, clash),
            answers: conflict
                .answers
                .iter()
                .map(|question| said(*question))
                .collect(),
            assumed: assumed.into_iter().map(said).collect(),
            because: self.worded(conflict, clash, &conflict.because)?,
            ways_out,
            sources: self.source_ids(&conflict.sources),
        })
    }

    /// What nobody answered of the questions that its conditions test, and of those that lead out of it. One without a value cannot be
    /// what it rests on.
    fn assumed_by(&self, conflict: &Conflict, clash: Clash, ways_out: &[WayOutView]) -> Vec<usize> {
        let tested = conflict.when.iter().filter_map(|condition| {
            match (condition.subject.quantifier, condition.subject.target) {
                (Quantifier::One, Target::Question(question)) => Some(question),
                _ => None,
            }
        });
        let leads_out = |way: &&WayOut| {
            let set = self.asked(conflict, self.spot_of(way.question, clash));
            ways_out
                .iter()
                .any(|view| view.set == set && view.enough == Some(true))
        };
        let leading = conflict
            .ways_out
            .iter()
            .filter(leads_out)
            .map(|way| way.question);
        let taken = |question: &usize| {
            let held = self.evaluation.held(self.spot_of(*question, clash));
            held.is_some_and(|held| {
                held.value != Value::Unknown
                    && matches!(
                        held.origin,
                        Origin::Unsure | Origin::Other | Origin::Archetype
                    )
            })
        };
        let mut assumed: Vec<usize> = tested.chain(leading).filter(taken).collect();
        assumed.sort_unstable();
        assumed.dedup();
        assumed
    }

    /// A way out; none where it is the answer that is given already.
    fn way_out(
        &self,
        conflict: &Conflict,
        clash: Clash,
        way: &WayOut,
    ) -> Result<Option<WayOutView>, Diagnostics> {
        let spot = self.spot_of(way.question, clash);
        let to = self.worded(conflict, clash, &way.to)?;
        let value = self.tried(way.question, &to);
        let now = self
            .evaluation
            .value(Target::Question(way.question), spot.sheet);
        if value.as_ref() == Some(now) {
            return Ok(None);
        }
        let enough = value.map(|value| self.ends(conflict, clash, spot, &value));
        let then = self.worded(conflict, clash, &way.then)?;
        Ok(Some(WayOutView {
            instead: false,
            set: self.asked(conflict, spot),
            to,
            then: if enough == Some(false) {
                format!("{then} {NOT_ENOUGH}")
            } else {
                then
            },
            enough,
            typed: None,
            turns: Vec::new(),
        }))
    }

    /// The answer that a way out says; none where it is words for people.
    fn tried(&self, question: usize, to: &str) -> Option<Value> {
        let question = &self.catalog.questions[question];
        // What Markdown needs escaped is no part of an answer.
        let plain = to.replace('\\', "");
        let value = question.parse(&plain).ok()?;
        match &value {
            // A list or text could be anything; only regions that are known are an answer.
            Value::List(names) => {
                let known = |name: &String| self.world.atlas().regions.contains_key(name);
                names.iter().all(known).then_some(value)
            }
            _ => (question.kind != Kind::Text).then_some(value),
        }
    }

    /// Whether this answer alone ends the conflict; of a conflict of the system, given for every dataset.
    fn ends(&self, conflict: &Conflict, clash: Clash, spot: Spot, value: &Value) -> bool {
        let mut answers = self.answers.clone();
        let scope = self.catalog.questions[spot.question].scope;
        let sheets = if scope == Scope::Dataset && conflict.scope == Scope::System {
            0..answers.datasets().len()
        } else {
            spot.sheet..spot.sheet + 1
        };
        for sheet in sheets {
            let spot = Spot { sheet, ..spot };
            answers.set(self.catalog, spot, Some(Answer::Given(value.clone())));
        }
        let after = engine::evaluate(self.catalog, self.world, &answers);
        !after.clashes.contains(&clash)
    }

    fn worded(
        &self,
        conflict: &Conflict,
        clash: Clash,
        prose: &Prose,
    ) -> Result<String, Diagnostics> {
        Ok(self.renderer.render(prose, sheet_of(conflict, clash))?)
    }

    fn spot_of(&self, question: usize, clash: Clash) -> Spot {
        let scope = self.catalog.questions[question].scope;
        let sheet = if scope == Scope::System {
            0
        } else {
            clash.sheet
        };
        Spot { question, sheet }
    }

    /// The question's name, with its dataset where the conflict is of one.
    fn asked(&self, conflict: &Conflict, spot: Spot) -> String {
        let question = &self.catalog.questions[spot.question];
        if question.scope == Scope::Dataset && conflict.scope == Scope::System {
            self.word(&question.id)
        } else {
            self.spot_code(spot)
        }
    }
}

/// The dataset that a conflict is of.
fn sheet_of(conflict: &Conflict, clash: Clash) -> Option<usize> {
    (conflict.scope == Scope::Dataset).then_some(clash.sheet)
}

//! The fewest answers that tell the data from the same data with a mistake in it.
//!
//! Looked for near the cases: one answer of a case is another one, and then whatever is not needed is taken out again.

use quorate::answers::{Answer, Answers, Spot};
use quorate::catalog::{Catalog, Scope};
use quorate::derive::World;
use quorate::engine::{self, Evaluation};

use crate::lines::{self, Case};
use crate::rows::file;
use crate::{Known, Mutant};

/// A line for `tests/decisions/corners.toml`, if there is one.
pub(crate) fn corner(
    mutant: &Mutant,
    catalog: &Catalog,
    world: &World,
    cases: &[Known],
) -> Option<String> {
    let told = Told {
        mutant,
        catalog,
        world,
    };
    let spots: Vec<Spot> = (0..catalog.questions.len())
        .filter(|question| catalog.questions[*question].scope != Scope::Service)
        .map(|question| Spot { question, sheet: 0 })
        .collect();
    // A line speaks of one dataset, and a service decides nothing.
    let cases = cases
        .iter()
        .filter(|known| known.case.answers.datasets().len() == 1);
    for known in cases {
        let answers = &known.case.answers;
        let changed = engine::evaluate(&mutant.catalog, world, answers);
        for spot in &spots {
            for candidate in engine::candidates(catalog, spot.question) {
                let mut other = answers.clone();
                other.set(catalog, *spot, Some(Answer::Given(candidate.value)));
                let [sound, broken] = [(catalog, &known.evaluation), (&mutant.catalog, &changed)]
                    .map(|(of, base)| engine::evaluate_change(of, world, &other, base, *spot));
                if sound != broken && told.apart(&other, &sound, &broken) {
                    return told.line(&other);
                }
            }
        }
    }
    None
}

struct Told<'a> {
    mutant: &'a Mutant,
    catalog: &'a Catalog,
    world: &'a World,
}

impl Told<'_> {
    fn apart(&self, answers: &Answers, sound: &Evaluation, broken: &Evaluation) -> bool {
        let case = Case {
            id: String::new(),
            answers: answers.clone(),
            corner: true,
        };
        lines::lines(self.catalog, &case, sound)
            != lines::lines(&self.mutant.catalog, &case, broken)
    }

    /// The answers that are needed, as a line; none where the plain file around them says what is not to be said.
    fn line(&self, answers: &Answers) -> Option<String> {
        let mut said: Vec<String> = Vec::new();
        for sheet in [answers.system(), &answers.datasets()[0]] {
            for (question, answer) in sheet.iter() {
                let question = &self.catalog.questions[question];
                if let Answer::Given(value) = answer
                    && question.key() != "name"
                {
                    said.push(format!("{} = {}", question.id, question.kind.show(value)));
                }
            }
        }
        let apart = |said: &[String]| {
            let text = file(self.catalog, &[&said.join("\n")]);
            Answers::parse("corner.toml", &text, self.catalog).is_ok_and(|(answers, _)| {
                let [sound, broken] = [self.catalog, &self.mutant.catalog]
                    .map(|catalog| engine::evaluate(catalog, self.world, &answers));
                self.apart(&answers, &sound, &broken)
            })
        };
        if !apart(&said) {
            return None;
        }
        let mut at = 0;
        while at < said.len() {
            let mut fewer = said.clone();
            fewer.remove(at);
            if apart(&fewer) {
                said = fewer;
            } else {
                at += 1;
            }
        }
        Some(said.join("; "))
    }
}

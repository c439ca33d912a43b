//! A team's own templates, checked before a brief needs them.
//!
//! Here: names that replace or serve nothing, what cannot be read, what names nothing that a brief is made of.
//! Not here: rendering (`brief::template`).

use crate::answers::{Answer, Answers, Spot};
use crate::catalog::{Catalog, Scope, Value};
use crate::derive::World;
use crate::design::{Design, Medium};
use crate::diagnostic::{Diagnostic, Kind as Problem};

use super::{Form, template};

/// Problems of the catalog's own templates; ours are checked by the test suite.
#[must_use]
pub fn check(catalog: &Catalog, world: &World) -> Vec<Diagnostic> {
    let own = &catalog.templates;
    if own.is_empty() {
        return Vec::new();
    }
    let mut problems = Vec::new();
    for new in own {
        let quoted = [format!("\"{}\"", new.name), format!("'{}'", new.name)];
        let includes = |text: &str| quoted.iter().any(|name| text.contains(name));
        let serves = template::names().any(|name| name == new.name)
            || template::texts().any(includes)
            || own.iter().any(|other| includes(&other.text));
        if !serves {
            let problem = format!(
                "`{}` stands in the place of no template, and none includes it",
                new.name
            );
            problems.push(
                Diagnostic::error(Problem::UnknownId, new.place(&(0..0)), problem)
                    .expected_one_of(&new.name, template::names()),
            );
        }
    }
    for situation in ["kickoff", "incident"] {
        let rendered = Design::of(
            catalog,
            world,
            &sample(catalog, situation),
            Medium::Markdown,
        )
        .and_then(|design| super::render(&design, Form::Full));
        let found = rendered.err().map_or_else(Vec::new, |problems| problems.0);
        for problem in found {
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
    }
    problems
}

/// Answers with one of everything, so that each loop of a template is gone through.
fn sample(catalog: &Catalog, situation: &str) -> Answers {
    let mut answers = Answers::default();
    answers.add(Scope::Dataset);
    answers.add(Scope::Service);
    for (index, question) in catalog.questions.iter().enumerate() {
        let value = match (question.key(), question.id.as_str()) {
            ("name", _) => Some(Value::Text("sample".to_owned())),
            (_, "system.situation") => question.kind.option(situation).map(Value::Choice),
            // Something was seen, so that an incident has a diagnosis.
            _ if question.id.starts_with("incident.") => question
                .kind
                .parse(
                    question
                        .kind
                        .options()
                        .first()
                        .map_or("", |option| option.id.as_str()),
                )
                .ok(),
            _ => None,
        };
        let spot = Spot {
            question: index,
            sheet: 0,
        };
        answers.set(catalog, spot, value.map(Answer::Given));
    }
    answers
}

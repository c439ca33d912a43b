//! Answers drawn at random: every kind of value, unsure, other, and several datasets and services.

use std::fmt;

use proptest::prelude::*;
use quorate::answers::{Answer, Answers, Spot};
use quorate::catalog::{Catalog, Kind, OptionSet, Question, Scope, Value};
use quorate::engine;

/// Texts that a careless template, table or diagram trips over.
const TEXTS: [&str; 8] = [
    "orders",
    "a|b `c` *d* [e](f) <g> #h",
    "{{ dataset.name }} {% if %}",
    "line one\nline two\n# no heading",
    "\"]) --> x; end; %% %",
    "\u{1b}[31mred\u{7}\u{200b}\u{202e}",
    "名前 𝒻 e\u{301}",
    "-",
];

const REGIONS: [&str; 6] = [
    "aws:eu-west-1",
    "aws:us-east-1",
    "gcp:asia-south1",
    "azure:westeurope",
    "the cellar",
    "a|b\"]",
];

/// One draw per question of each sheet: none is unsure.
#[derive(Clone)]
pub(crate) struct Draw {
    pub(crate) datasets: usize,
    pub(crate) services: usize,
    pub(crate) picks: Vec<Option<u16>>,
}

/// Draws of answers; `said` is the share of questions with an answer, in percent.
pub(crate) fn draws(
    catalog: &Catalog,
    said: std::ops::RangeInclusive<u32>,
) -> impl Strategy<Value = Draw> {
    let most = spots(catalog, 3, 2).len();
    (0usize..=3, 0usize..=2, said).prop_flat_map(move |(datasets, services, said)| {
        let pick = proptest::option::weighted(f64::from(said) / 100.0, any::<u16>());
        proptest::collection::vec(pick, most).prop_map(move |picks| Draw {
            datasets,
            services,
            picks,
        })
    })
}

/// Every spot of answers with so many datasets and services.
pub(crate) fn spots(catalog: &Catalog, datasets: usize, services: usize) -> Vec<Spot> {
    let sheets = |scope: Scope| match scope {
        Scope::System => 1,
        Scope::Dataset => datasets,
        Scope::Service => services,
    };
    (0..catalog.questions.len())
        .flat_map(|question| {
            (0..sheets(catalog.questions[question].scope))
                .map(move |sheet| Spot { question, sheet })
        })
        .collect()
}

impl fmt::Debug for Draw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} datasets, {} services", self.datasets, self.services)?;
        let catalog = Catalog::embedded();
        let answers = self.answers(&catalog);
        for spot in spots(&catalog, self.datasets, self.services) {
            let question = &catalog.questions[spot.question];
            let said = match answers.get(&catalog, spot) {
                Some(Answer::Given(value)) => question.kind.show(value),
                Some(Answer::Other(text)) => format!("other {text:?}"),
                None => continue,
            };
            writeln!(f, "  {} [{}] = {said:?}", question.id, spot.sheet)?;
        }
        Ok(())
    }
}

impl Draw {
    /// The answers of this draw.
    pub(crate) fn answers(&self, catalog: &Catalog) -> Answers {
        let mut answers = Answers::default();
        (0..self.datasets).for_each(|_| {
            answers.add(Scope::Dataset);
        });
        (0..self.services).for_each(|_| {
            answers.add(Scope::Service);
        });
        let spots = spots(catalog, self.datasets, self.services);
        for (spot, pick) in spots.into_iter().zip(&self.picks) {
            let question = &catalog.questions[spot.question];
            if let Some(answer) = pick.and_then(|pick| answer(catalog, spot, question, pick)) {
                answers.set(catalog, spot, Some(answer));
            }
        }
        answers
    }
}

/// The answer that a number stands for.
fn answer(catalog: &Catalog, spot: Spot, question: &Question, pick: u16) -> Option<Answer> {
    let pick = usize::from(pick);
    if pick % 17 == 16 && !matches!(question.kind, Kind::Text | Kind::List) {
        return Some(Answer::Other(TEXTS[pick / 17 % TEXTS.len()].to_owned()));
    }
    let value = match &question.kind {
        Kind::Text => {
            let text = TEXTS[pick % TEXTS.len()];
            // Names are unique in a file.
            let number = if question.key() == "name" && question.scope != Scope::System {
                format!(" {}", spot.sheet + 1)
            } else {
                String::new()
            };
            Value::Text(format!("{text}{number}"))
        }
        Kind::List => Value::List(
            REGIONS
                .iter()
                .enumerate()
                .filter(|(index, _)| pick >> index & 1 == 1)
                .map(|(_, region)| (*region).to_owned())
                .collect(),
        ),
        Kind::Choice(options) => Value::Choice(u8::try_from(pick % options.len()).ok()?),
        Kind::Multi(options) => Value::Multi(
            (0..options.len())
                .filter(|index| pick >> index & 1 == 1)
                .fold(OptionSet::default(), |set, index| {
                    set.with(u8::try_from(index).unwrap_or(0))
                }),
        ),
        _ => numbers(catalog, spot.question)[pick % numbers(catalog, spot.question).len()].clone(),
    };
    Some(Answer::Given(value))
}

/// Numbers round every constant that the catalog tests, and the extremes that the question takes.
fn numbers(catalog: &Catalog, index: usize) -> Vec<Value> {
    let question = &catalog.questions[index];
    let mut values: Vec<Value> = engine::candidates(catalog, index)
        .into_iter()
        .map(|candidate| candidate.value)
        .collect();
    values.extend(question.bounds.0.clone());
    values.extend(question.bounds.1.clone());
    values.extend(question.default.iter().map(|(value, _)| value.clone()));
    let extremes = [
        "0",
        "1",
        "1000000",
        "0s",
        "1us",
        "10000d",
        "0B",
        "900PB",
        "0/s",
        "100000000/s",
        "0%",
        "100%",
        "0.001%",
        "900%",
    ];
    values.extend(
        extremes
            .iter()
            .filter_map(|text| question.kind.parse(text).ok())
            .filter(|value| question.check(value).is_ok()),
    );
    values
}

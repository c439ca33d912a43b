//! How long interviews are: the casebook, asked question by question and answered as its files say.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use quorate::answers::{Answer, Answers, Spot};
use quorate::catalog::{Catalog, Kind, Scope, Value};
use quorate::derive::World;
use quorate::interview::{Event, Interview, Page, Status};
use quorate::proof::Influence;

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::embedded);
static WORLD: LazyLock<World> = LazyLock::new(World::embedded);

/// Every fourth case is asked: all of them say the same, and take a minute.
const EACH: usize = 4;

/// The answers of the cases that have one dataset, or none.
fn cases() -> Vec<(String, Answers)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/casebook");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the casebook is there")
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let case: toml::Table = std::fs::read_to_string(path)
                .expect("a readable case")
                .parse()
                .expect("a case is TOML");
            let text = toml::to_string(&case["answers"]).expect("answers are TOML");
            let name = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let (answers, _) = Answers::parse(&name, &text, &CATALOG).expect("answers that fit");
            (name, answers)
        })
        .filter(|(_, answers)| answers.datasets().len() <= 1)
        .step_by(EACH)
        .collect()
}

/// Whether a question is there to decide something; texts are printed as they are.
fn decides(spot: Spot) -> bool {
    let question = &CATALOG.questions[spot.question];
    !matches!(question.kind, Kind::Text | Kind::List)
        && question.scope != Scope::Service
        && question.id != "system.situation"
}

/// The questions asked until the review, and those among them that could not change anything any more.
fn interviewed(full: &Answers, influence: &mut Influence) -> (Vec<Spot>, Vec<Spot>) {
    let mut start = Answers::default();
    for sheet in full.datasets() {
        let index = start.add(Scope::Dataset);
        let named = sheet
            .iter()
            .find(|(question, _)| CATALOG.questions[*question].key() == "name");
        if let Some((question, answer)) = named {
            start.set(
                &CATALOG,
                Spot {
                    question,
                    sheet: index,
                },
                Some(answer.clone()),
            );
        }
    }
    let mut interview = Interview::new(&CATALOG, &WORLD, start);
    let (mut asked, mut needless) = (Vec::new(), Vec::new());
    let mut passed = BTreeSet::new();
    while *interview.page() != Page::Review {
        while let Some(spot) = interview
            .asked()
            .iter()
            .find(|asked| asked.status == Status::Open)
            .map(|asked| asked.spot)
        {
            asked.push(spot);
            if decides(spot) {
                let known = influence.known(
                    &CATALOG,
                    interview.answers(),
                    &passed,
                    interview.evaluation(),
                );
                if !influence.matters(spot, &known) {
                    needless.push(spot);
                }
            }
            let event = if let Some(answer @ Answer::Given(_)) = full.get(&CATALOG, spot) {
                Event::Answer(spot, answer.clone())
            } else {
                passed.insert(spot);
                Event::Unsure(spot)
            };
            interview.update(event).expect("an answer that fits");
        }
        interview
            .update(Event::Next)
            .expect("going on is never refused");
    }
    (asked, needless)
}

fn ids(spots: &[Spot]) -> Vec<&str> {
    spots
        .iter()
        .map(|spot| CATALOG.questions[spot.question].id.as_str())
        .collect()
}

#[test]
fn nothing_is_asked_that_cannot_change_the_outcome() {
    let situation = CATALOG.question("system.situation").unwrap();
    let kickoff = CATALOG.questions[situation].kind.option("kickoff").unwrap();
    let mut influence = Influence::new(&CATALOG, &WORLD, 1);
    let (mut kickoffs, mut incidents) = (Vec::new(), Vec::new());
    for (name, full) in cases() {
        let (asked, needless) = interviewed(&full, &mut influence);
        assert!(
            needless.is_empty(),
            "{name} is asked {:?} for nothing",
            ids(&needless)
        );
        let unique: BTreeSet<&Spot> = asked.iter().collect();
        assert_eq!(unique.len(), asked.len(), "{name} is asked something twice");
        let spot = Spot {
            question: situation,
            sheet: 0,
        };
        match full.get(&CATALOG, spot) {
            Some(Answer::Given(Value::Choice(option))) if *option != kickoff => {
                incidents.push(asked.len());
            }
            _ => kickoffs.push(asked.len()),
        }
    }
    let median = |mut counts: Vec<usize>| {
        counts.sort_unstable();
        counts[counts.len() / 2]
    };
    let (kickoff, incident) = (median(kickoffs), median(incidents));
    println!(
        "asked at kickoff {kickoff}, at an incident {incident}, of {}",
        CATALOG.questions.len()
    );
    // What has been reached. A kickoff is asked two thirds of the vocabulary, an incident a quarter.
    assert!(kickoff * 5 <= CATALOG.questions.len() * 4, "{kickoff}");
    assert!(incident * 3 <= CATALOG.questions.len(), "{incident}");
}

/// What only matters once there is data is asked before it is named, not put off to the end.
#[test]
fn before_the_first_dataset_one_is_expected() {
    let mut influence = Influence::new(&CATALOG, &WORLD, 1);
    let (asked, needless) = interviewed(&Answers::default(), &mut influence);
    assert!(needless.is_empty(), "{:?}", ids(&needless));
    for id in ["system.operators", "system.hosting"] {
        assert!(ids(&asked).contains(&id), "{id} is among {:?}", ids(&asked));
    }
}

//! Archetypes: what follows from a dataset of which only the kind is known, and what the user is still asked.
//!
//! Not here: how a kind is offered on a screen (`wizard`, `lines`, the tests of `tui`).

#![allow(clippy::unwrap_used, reason = "tests may unwrap, their helpers too")]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use quorate::answers::{Answer, Answers, Spot};
use quorate::catalog::{Catalog, Kind, Scope, Sources, Value};
use quorate::derive::World;
use quorate::design::{Design, Medium};
use quorate::engine::{self, Evaluation, Origin};
use quorate::interview::{Event, Interview, Page, Status};

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::embedded);
static WORLD: LazyLock<World> = LazyLock::new(World::embedded);

fn parse(text: &str) -> Answers {
    let (answers, warnings) = Answers::parse("a.toml", text, &CATALOG).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    answers
}

/// A system in one region, or in three of which one may be lost, with one dataset of a kind.
fn of_kind(archetype: &str, regions: bool) -> String {
    let system = "quorate = 1\n[system]\nname = \"x\"\nsituation = \"kickoff\"\n";
    let spread = "[geo]\nregions = [\"aws:eu-west-1\", \"aws:us-east-1\", \"aws:ap-southeast-1\"]\nusers = \"global\"\n\
        [failure]\nsurvive = \"region\"\n";
    let spread = if regions { spread } else { "" };
    format!("{system}{spread}[[dataset]]\nname = \"data\"\narchetype = \"{archetype}\"\n")
}

fn evaluate(text: &str) -> Evaluation {
    engine::evaluate(&CATALOG, &WORLD, &parse(text))
}

fn decided(evaluation: &Evaluation, decision: &str) -> String {
    let index = CATALOG.decision(decision).unwrap();
    let decided = evaluation.decided(index, 0).unwrap();
    decided.shown(&CATALOG, index)
}

fn spot(question: &str) -> Spot {
    let question = CATALOG.question(question).unwrap();
    Spot { question, sheet: 0 }
}

/// What a design that was published for this kind decided, and what it would be wrong to decide.
#[rustfmt::skip]
const EXPECTED: [(&str, bool, &str, &str, &str); 36] = [
    // kind, three regions, decision, what it comes to, why
    ("ledger", false, "pacelc", "PC/EC", "money is not booked on two sides, and a balance is never old"),
    ("ledger", false, "consistency", "strict-serializable", "a transfer spans accounts, and limits can be broken together: TigerBeetle"),
    ("ledger", false, "conflict", "prevented", "the second debit sees the first"),
    ("ledger", true,  "geography", "stretched-quorum", "a confirmed posting survives its region"),
    ("orders", false, "transaction", "saga", "order, payment and stock are in stores of their own: Richardson"),
    ("orders", false, "pacelc", "PC/EC", "a state is checked before the next step"),
    ("inventory", false, "conflict", "prevented", "the last item is sold once: a bound needs coordination"),
    ("inventory", false, "pacelc", "PC/EC", "what is sold on both sides of a cut is sold twice"),
    ("catalogue", false, "consistency", "bounded-staleness", "caches serve it, up to an age"),
    ("catalogue", true,  "geography", "read-replicas", "read everywhere, edited in one place"),
    ("catalogue", false, "conflict", "prevented", "editors work on the version that they saw"),
    ("files", false, "consistency", "linearizable", "read after write, as object stores promise"),
    ("files", false, "conflict", "last-write-wins", "an object is replaced as a whole"),
    ("files", false, "partitioning", "hash", "objects outgrow a machine, and are opened by name"),
    ("document", false, "conflict", "crdt", "edits merge by themselves"),
    ("document", false, "replication", "multi-leader", "each device takes writes"),
    ("document", false, "consistency", "causal", "no reply before its comment"),
    ("configuration", false, "replication", "consensus", "Chubby, ZooKeeper, etcd"),
    ("configuration", false, "consistency", "linearizable", "one leader, and everybody sees which"),
    ("configuration", false, "partitioning", "none", "it fits the memory of every voter"),
    ("event-log", false, "pacelc", "PC/EC", "one order, and nothing acknowledged is lost"),
    ("event-log", false, "conflict", "prevented", "each place in the log is given once"),
    ("telemetry", false, "pacelc", "PA/EL", "Gorilla and Monarch give up consistency for it"),
    ("telemetry", true,  "geography", "active-active", "points are written where they arise"),
    ("telemetry", false, "conflict", "not-possible", "each series has one source"),
    ("profile", false, "consistency", "session", "PNUTS: one's own changes, and never backwards"),
    ("profile", false, "conflict", "prevented", "PNUTS: test-and-set within a record"),
    ("sessions", false, "pacelc", "PA/EL", "a visitor is never turned away: Dynamo"),
    ("sessions", false, "conflict", "last-write-wins", "the later click is meant"),
    ("messages", false, "consistency", "causal", "no answer before its question"),
    ("messages", false, "partitioning", "hash", "Discord: by conversation"),
    ("feed", true,  "geography", "home-region", "TAO: written at home, read everywhere"),
    ("feed", false, "hotspot", "cache-hot-keys", "a star's entries are read by all"),
    ("presence", false, "conflict", "crdt", "Phoenix Presence"),
    ("counters", false, "conflict", "crdt", "a counter with a part for each replica"),
    ("counters", false, "hotspot", "cache-hot-keys, batch-counters", "what everybody watches is one number"),
];

#[test]
fn each_kind_decides_as_published_designs_of_it_did() {
    let mut wrong = Vec::new();
    for (archetype, regions, decision, expected, why) in EXPECTED {
        let found = decided(&evaluate(&of_kind(archetype, regions)), decision);
        if found != expected {
            wrong.push(format!(
                "{archetype}, {decision}: {found}, not {expected}: {why}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let tried: BTreeSet<&str> = EXPECTED.iter().map(|(archetype, ..)| *archetype).collect();
    let all: BTreeSet<&str> = CATALOG
        .archetypes
        .iter()
        .map(|archetype| archetype.id.as_str())
        .collect();
    assert_eq!(tried, all, "each kind is in the table");
}

#[test]
fn likely_answers_neither_contradict_each_other_nor_fall_away() {
    for archetype in &CATALOG.archetypes {
        let id = &archetype.id;
        let mut text = of_kind(id, true);
        for (question, likely) in &archetype.likely {
            let question = &CATALOG.questions[*question];
            let value = question.kind.show(&likely.value);
            let line = format!("{} = \"{value}\"\n", question.key());
            text.push_str(&line);
            assert!(likely.because.ends_with('.'), "{id}: {}", likely.because);
        }
        // Said by the user, the same answers run into no conflict, and all of them count.
        let stated = evaluate(&text);
        assert!(stated.clashes.is_empty(), "{id}: {:?}", stated.clashes);
        for question in archetype.likely.keys() {
            let held = stated.held(Spot {
                question: *question,
                sheet: 0,
            });
            assert_eq!(
                held.unwrap().origin,
                Origin::Answered,
                "{id}: {} does not apply beside the other likely answers",
                CATALOG.questions[*question].id
            );
        }
        assert!(!archetype.confirm.is_empty(), "{id} confirms nothing");
        // Decisions are the same, whoever said it.
        let likely = evaluate(&of_kind(id, true));
        for (decision, sheet, decided) in stated.all_decided() {
            assert_eq!(
                Some(&decided.value),
                likely.decided(decision, sheet).map(|other| &other.value),
                "{id}: {}",
                CATALOG.decisions[decision].id
            );
        }
    }
}

#[test]
fn what_the_user_says_comes_before_the_archetype_and_that_before_the_default() {
    let held = |text: &str, question: &str| {
        let evaluation = evaluate(text);
        let held = evaluation.held(spot(question)).unwrap().clone();
        let kind = &CATALOG.questions[spot(question).question].kind;
        (kind.show(&held.value), held.origin)
    };
    let text = of_kind("presence", false);
    let said = format!("{text}reads = \"own-writes\"\n");
    let other = format!("{text}reads = {{ other = \"as of noon\" }}\n");
    let cases = [
        // text, question, value, where it comes from
        (&text, "dataset.reads", "any", Origin::Archetype),
        (&said, "dataset.reads", "own-writes", Origin::Answered),
        (&other, "dataset.reads", "any", Origin::Other),
        (&text, "dataset.tenancy", "single", Origin::Unsure),
    ];
    for (text, question, value, origin) in cases {
        assert_eq!(held(text, question), (value.to_owned(), origin));
    }
}

#[test]
fn what_an_archetype_says_is_an_assumption_with_its_reason_and_no_conflict() {
    // A conflict between what was stated and what is only likely would blame the user for our guess.
    let text = format!("{}conflict = \"must-prevent\"\n", of_kind("presence", true));
    assert!(evaluate(&text).clashes.is_empty());
    let stated = format!("{text}partition = \"accept-writes\"\n");
    assert!(!evaluate(&stated).clashes.is_empty());
    let answers = parse(&of_kind("ledger", false));
    let design = Design::of(&CATALOG, &WORLD, &answers, Medium::Markdown).unwrap();
    let of = |question: &str| {
        let found = design
            .assumptions
            .iter()
            .find(|one| one.question == question);
        found.unwrap_or_else(|| panic!("{question} is assumed"))
    };
    assert_eq!(of("dataset.rpo").from.as_deref(), Some("ledger"));
    assert!(of("dataset.rpo").because.contains("posting"));
    assert_eq!(of("failure.survive").from, None, "that is a default");
    let brief = quorate::brief::render(&design, quorate::brief::Form::Full).unwrap();
    assert!(brief.contains("from the archetype"), "{brief}");
}

/// Goes through the interview by taking what is likely, and notes what was asked about the dataset.
fn asked(mut interview: Interview<'_>) -> Vec<String> {
    let mut asked = Vec::new();
    for _ in 0..300 {
        let open = interview
            .asked()
            .into_iter()
            .find(|one| one.status == Status::Open)
            .map(|one| one.spot);
        let event = match open {
            Some(spot) => {
                let question = &CATALOG.questions[spot.question];
                if question.scope == Scope::Dataset {
                    asked.push(question.id.clone());
                }
                let likely = interview.likely(spot).map(|likely| likely.value.clone());
                match likely {
                    Some(value) => Event::Answer(spot, Answer::Given(value)),
                    None => Event::Unsure(spot),
                }
            }
            None if *interview.page() == Page::Review => return asked,
            None => Event::Next,
        };
        interview.update(event).unwrap();
    }
    panic!("the interview does not end: {asked:?}");
}

#[test]
fn only_what_matters_is_asked_of_a_known_kind() {
    let none = "quorate = 1\n[system]\nname = \"x\"\nsituation = \"kickoff\"\n[[dataset]]\nname = \"data\"\n";
    let everything = asked(Interview::new(&CATALOG, &WORLD, parse(none)));
    assert_eq!(everything[0], "dataset.archetype", "the kind comes first");
    for archetype in &CATALOG.archetypes {
        let answers = parse(&of_kind(&archetype.id, false));
        let confirmed = asked(Interview::new(&CATALOG, &WORLD, answers));
        let confirm: Vec<&str> = archetype
            .confirm
            .iter()
            .map(|question| CATALOG.questions[*question].id.as_str())
            .collect();
        for question in &confirmed {
            assert!(
                confirm.contains(&question.as_str()),
                "{}: {question} is asked",
                archetype.id
            );
        }
        assert!(
            confirmed.len() <= 6 && confirmed.len() * 2 <= everything.len(),
            "{}: {} questions, of {} without a kind",
            archetype.id,
            confirmed.len(),
            everything.len()
        );
    }
}

#[test]
fn the_kind_is_offered_for_a_new_dataset_only() {
    let offered = |rest: &str| {
        let text = format!(
            "quorate = 1\n[system]\nname = \"x\"\nsituation = \"kickoff\"\n[[dataset]]\nname = \"data\"\n{rest}"
        );
        Interview::new(&CATALOG, &WORLD, parse(&text)).status(spot("dataset.archetype"))
    };
    assert_eq!(offered(""), Status::Open);
    assert_eq!(offered("reads = \"any\"\n"), Status::NotAsked);
    assert_eq!(offered("archetype = \"feed\"\n"), Status::Answered);
}

#[test]
fn confirming_makes_the_answer_the_users_own() {
    let mut interview = Interview::new(&CATALOG, &WORLD, parse(&of_kind("ledger", false)));
    let rpo = spot("dataset.rpo");
    assert_eq!(interview.status(rpo), Status::Open, "it is asked");
    let reads = spot("dataset.reads");
    assert!(
        matches!(interview.status(reads), Status::Likely(_)),
        "it is not"
    );
    let likely = interview.likely(rpo).unwrap().value.clone();
    interview
        .update(Event::Answer(rpo, Answer::Given(likely.clone())))
        .unwrap();
    assert_eq!(interview.status(rpo), Status::Answered);
    assert_eq!(
        interview.answers().get(&CATALOG, rpo),
        Some(&Answer::Given(likely))
    );
    // Not sure: the archetype's answer stands, and it is not asked again.
    let skew = spot("dataset.skew");
    interview.update(Event::Unsure(skew)).unwrap();
    assert_eq!(interview.status(skew), Status::Unsure);
    let held = interview.evaluation().held(skew).unwrap();
    assert_eq!(held.origin, Origin::Archetype);
    // What is not asked can be answered all the same.
    interview.update(Event::Jump(reads)).unwrap();
    let any = CATALOG.questions[reads.question]
        .kind
        .option("any")
        .unwrap();
    interview
        .update(Event::Answer(reads, Answer::Given(Value::Choice(any))))
        .unwrap();
    assert_eq!(interview.status(reads), Status::Answered);
}

#[test]
fn a_team_adds_a_kind_without_any_rust() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("archetypes")).unwrap();
    let own = "[[archetype]]\nid = \"claims\"\nlabel = \"Claims\"\nmeans = \"Claims of the insured.\"\n\
        confirm = [\"dataset.rpo\"]\nsources = [\"helland-2007\"]\n\
        likely = [{ set = \"dataset.reads\", to = \"latest\", because = \"A claim is settled once.\" }]\n\
        [[archetype]]\nid = \"ledger\"\nlabel = \"Our ledger\"\nmeans = \"As we keep it.\"\n\
        confirm = []\nsources = [\"helland-2007\"]\nlikely = []\n";
    std::fs::write(folder.path().join("archetypes/ours.toml"), own).unwrap();
    let overlay = quorate::catalog::Overlay(folder.path().to_owned());
    let catalog = Catalog::load(&Sources::with(&overlay).unwrap()).unwrap();
    let named = &catalog.questions[catalog.archetype.unwrap()];
    let Kind::Choice(options) = &named.kind else {
        panic!("{:?}", named.kind);
    };
    assert_eq!(options.len(), catalog.archetypes.len());
    for (option, archetype) in options.iter().zip(&catalog.archetypes) {
        assert_eq!(
            (&option.id, &option.label),
            (&archetype.id, &archetype.label)
        );
    }
    let label = |id: &str| {
        let found = catalog.archetypes.iter().find(|one| one.id == id);
        found.map(|one| one.label.as_str())
    };
    assert_eq!(label("claims"), Some("Claims"));
    assert_eq!(label("ledger"), Some("Our ledger"));
}

#[test]
fn a_kind_is_taken_and_confirmed_line_by_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.toml");
    let text = "quorate = 1\n[system]\nname = \"x\"\nsituation = \"kickoff\"\n[[dataset]]\nname = \"money\"\n";
    std::fs::write(&path, text).unwrap();
    let run = assert_cmd::Command::cargo_bin("quorate")
        .unwrap()
        .current_dir(folder.path())
        .args(["edit", "shop.toml", "--lines"])
        .write_stdin("jump money.archetype\nledger\na\nunsure\nreview\njump money.reads\nquit\n")
        .output()
        .unwrap();
    let out = String::from_utf8(run.stdout).unwrap();
    for said in [
        "1. Ledger (ledger): Money, points or quotas",
        "Unsure: none of these. Everything that matters is asked.",
        "Taken: Ledger",
        "From the archetype “Ledger”, until you answer: “0s”.",
        "Taken: 0s",
        "Reads (money.reads): Latest write, from the archetype",
        "Its kind of data answers it; it is asked only here.",
    ] {
        assert!(out.contains(said), "no {said:?} in\n{out}");
    }
    let saved = std::fs::read_to_string(path).unwrap();
    assert!(
        saved.contains("archetype = \"ledger\"\nrpo = \"0s\"\n"),
        "{saved}"
    );
    assert!(
        !saved.contains("reads"),
        "what nobody said is not written: {saved}"
    );
}

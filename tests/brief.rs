//! The brief as a document: how long it is, what it holds, what it cites.
//!
//! Not here: what is decided (`casebook`), where copies are drawn (`placement`), files and the lock (`commands`), Markdown and Mermaid (`documents`).

#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[path = "brief/read.rs"]
mod read;

use std::collections::BTreeSet;

use quorate::brief::{self, Form};
use quorate::design::{DecisionView, Design, PatternView};

use read::{Read, cases, examples, read};

/// A reader of technical prose does some three hundred words a minute.
/// The last of them go to caveats, alerts, degraded modes and the way back, which are printed whole: left out for the sake of
/// length, they are what is missing at night.
const TWELVE_MINUTES: usize = 3_700;
/// What each further dataset may add.
const FURTHER_DATASET: usize = 700;
/// Those of the published cases that ask for nearly everything at once.
const AT_MOST: usize = 4_300;

/// An incident leaves five minutes.
const FIVE_MINUTES: usize = 1_600;

/// A system a kind: ledger, inventory, sessions, profile, feed, counters, catalogue, configuration, messages, event log,
/// presence, files, telemetry, document.
const KINDS: [&str; 14] = [
    "casebook/kickoff-airbnb-orpheus",
    "casebook/kickoff-shopify-inventory",
    "cases/kickoff-evcache",
    "cases/kickoff-manhattan-usernames",
    "casebook/kickoff-roshi",
    "cases/kickoff-netflix-counter",
    "casebook/kickoff-dynamo-cart",
    "cases/kickoff-configerator",
    "cases/kickoff-discord-messages",
    "casebook/kickoff-kafka-commit-log",
    "cases/kickoff-phoenix-presence",
    "cases/kickoff-dropbox-files",
    "cases/kickoff-gorilla",
    "casebook/kickoff-figma-multiplayer",
];

/// The words that a person reads: all but the sources and the text of diagrams.
fn words(brief: &str) -> usize {
    let (body, _) = brief.split_once("\n## Sources\n").unwrap();
    let prose = body.split("```").step_by(2);
    prose
        .flat_map(str::split_whitespace)
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .count()
}

/// The headings of the parts but for one that is not always there.
fn parts<'b>(brief: &'b str, but: &str) -> Vec<&'b str> {
    let parts = brief.lines().filter_map(|line| line.strip_prefix("## "));
    parts.filter(|part| *part != but).collect()
}

#[test]
fn a_brief_takes_a_quarter_of_an_hour_at_most() {
    let kinds = cases(|name| KINDS.contains(&name));
    assert_eq!(kinds.len(), KINDS.len());
    let measured = examples()
        .into_iter()
        .chain(kinds)
        .map(|read| (read, TWELVE_MINUTES));
    let rest = cases(|name| name.contains("/kickoff-") && !KINDS.contains(&name));
    let measured = measured.chain(rest.into_iter().map(|read| (read, AT_MOST)));
    let mut long = Vec::new();
    for ((name, read), limit) in measured {
        let limit = limit + FURTHER_DATASET * read.datasets.saturating_sub(1);
        let words = words(&brief::render(&read.design, Form::Short).unwrap());
        if words > limit {
            long.push(format!("{name}: {words} words, at most {limit}"));
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn what_waits_for_an_answer_is_told_a_line_each() {
    let mut seen = 0;
    for (name, read) in cases(|name| name.contains("cases/kickoff-")) {
        let brief = brief::render(&read.design, Form::Short).unwrap();
        let Some((_, after)) = brief.split_once("by the answer they wait for:\n\n") else {
            continue;
        };
        let (list, _) = after.split_once("\n\n").unwrap();
        let lines = list.lines().filter(|line| line.starts_with("- "));
        let told = read.design.waiting.len().min(3);
        assert_eq!(lines.count(), told, "{name}:\n{list}");
        seen += 1;
    }
    assert!(seen >= 3, "{seen} briefs have figures that wait");
}

#[test]
fn a_name_is_printed_as_it_is_in_text_code_and_diagrams() {
    let read = read(
        "quorate = 1\n[geo]\nregions = [\"a|b`c\", \"d\"]\n[[dataset]]\nname = \"orders & items <v2> [eu]\"\n\
         reads = \"bounded\"\n[[dataset]]\nname = \"b`|c\"\n",
    );
    let brief = brief::render(&read.design, Form::Short).unwrap();
    let (code, prose): (Vec<_>, Vec<_>) = brief
        .split("```")
        .enumerate()
        .partition(|(index, _)| index % 2 == 1);
    let diagrams: String = code.into_iter().map(|(_, text)| text).collect();
    assert!(
        diagrams.contains("orders #amp; items #lt;v2#gt; #91;eu#93;"),
        "{diagrams}"
    );
    assert!(
        !diagrams.contains("#amp;amp") && !diagrams.contains('\\'),
        "{diagrams}"
    );
    for (_, text) in prose {
        for line in text.lines() {
            // One that is escaped opens no span.
            let line = line.replace("\\`", "");
            for span in line.split('`').skip(1).step_by(2) {
                assert!(!span.contains('\\') && !span.contains("&amp;"), "{line}");
            }
        }
    }
    assert!(
        brief.contains("`dataset.orders & items <v2> [eu].staleness`"),
        "{brief}"
    );
    assert!(brief.contains("the staleness (not set)"), "{brief}");
    assert!(!brief.contains("than unknown"), "{brief}");
}

#[test]
fn what_is_the_same_for_two_datasets_is_told_once() {
    let dataset = |name: &str, rate: &str| {
        format!("[[dataset]]\nname = \"{name}\"\nwrite-rate = \"{rate}\"\nsize = \"10GB\"\n")
    };
    let both = |rate: &str| {
        let text = [
            "quorate = 1\n[system]\nname = \"shop\"\n".to_owned(),
            dataset("orders", "10/s"),
            dataset("stock", rate),
        ];
        read(&text.concat())
    };
    let alike = brief::render(&both("10/s").design, Form::Short).unwrap();
    assert!(
        alike.contains("**Partitioning: not partitioned.** As for orders.\n"),
        "{alike}"
    );
    assert!(alike.contains("Likewise stock."));
    let apart = brief::render(&both("20/s").design, Form::Short).unwrap();
    assert!(!apart.contains("**Partitioning: not partitioned.** As for orders."));
    let full = brief::render(&both("10/s").design, Form::Full).unwrap();
    assert!(!full.contains("As for orders.") && !full.contains("Likewise"));
}

#[test]
fn an_incident_is_told_by_what_was_seen_and_ends_in_answers_to_amend() {
    let incidents = cases(|name| name.contains("/incident-"));
    assert!(incidents.len() > 70);
    for (name, read) in &incidents {
        let brief = brief::render(&read.design, Form::Short).unwrap();
        let parts = parts(&brief, "First, whatever the cause");
        let first = match read.design.situation.as_str() {
            "degradation" => "What to do first",
            _ => "The first ten minutes",
        };
        assert_eq!(parts[..2], [first, "Diagnosis"], "{name}");
        assert!(
            words(&brief) <= FIVE_MINUTES,
            "{name}: {} words",
            words(&brief)
        );
        if is_uncertain(&read.design) {
            assert!(brief.contains("No cause stands out far enough"), "{name}");
            continue;
        }
        assert_eq!(parts[2..4], ["Durable fix", "Verification"], "{name}");
        let likeliest = &read.design.responses[0];
        for line in likeliest.now.iter().chain(&likeliest.avoid) {
            assert!(brief.contains(line.as_str()), "{name}: {line}");
        }
        let amended = parts.contains(&"Answers to amend");
        assert!(amended || likeliest.amend.is_empty(), "{name}");
        for decision in read.design.datasets.iter().flat_map(|of| &of.decisions) {
            let told = brief.contains(&format!("**{}: ", decision.title));
            assert!(
                decision.stated || !told,
                "{name}: {} is assumed",
                decision.id
            );
        }
    }
}

#[test]
fn an_incident_without_symptoms_says_so() {
    let read = read("quorate = 1\n[system]\nname = \"shop\"\nsituation = \"incident\"\n");
    let brief = brief::render(&read.design, Form::Short).unwrap();
    assert!(brief.starts_with("# shop: incident brief\n"));
    assert!(brief.contains("No symptom was named yet"), "{brief}");
    assert!(!brief.contains("## Durable fix"));
}

#[test]
fn both_forms_have_the_parts_of_a_brief_and_the_long_one_says_more() {
    for (name, read) in examples() {
        let short = brief::render(&read.design, Form::Short).unwrap();
        let full = brief::render(&read.design, Form::Full).unwrap();
        for brief in [&short, &full] {
            let parts = parts(brief, "Read this first");
            let expected = [
                "Architecture brief",
                "Design",
                "Risks",
                "Rollout",
                "Change list",
                "Assumptions and open questions",
                "Conflicts",
                "Sources",
            ];
            assert_eq!(parts, expected, "{name}");
        }
        assert!(words(&full) > 2 * words(&short), "{name}");
        let decisions = read.design.datasets.iter().flat_map(|of| &of.decisions);
        for decision in decisions.filter(|decision| decision.kind == "choice") {
            assert!(short.contains(&decision.because), "{name}: {}", decision.id);
            for rejected in &decision.rejected {
                assert!(full.contains(&rejected.because), "{name}: {}", decision.id);
            }
        }
    }
}

#[test]
fn sources_are_those_that_the_text_cites_a_line_each() {
    for (name, read) in examples() {
        for form in [Form::Short, Form::Full] {
            let brief = brief::render(&read.design, form).unwrap();
            let (body, sources) = brief.split_once("\n## Sources\n").unwrap();
            let listed: Vec<&str> = sources
                .lines()
                .filter(|line| line.starts_with("- "))
                .map(|line| {
                    let id = line.strip_prefix("- [").unwrap().split(']').next().unwrap();
                    assert!(
                        line.contains(&format!("[{id}](https://")) || line.contains("(http://"),
                        "{line}"
                    );
                    id
                })
                .collect();
            let known: BTreeSet<&str> = read
                .design
                .sources
                .iter()
                .map(|source| source.id.as_str())
                .collect();
            let cited: BTreeSet<&str> = body
                .split('[')
                .skip(1)
                .filter_map(|after| after.split_once(']').map(|(id, _)| id))
                .filter(|id| known.contains(id))
                .collect();
            assert_eq!(
                listed,
                cited.into_iter().collect::<Vec<_>>(),
                "{name}, {form}"
            );
        }
    }
}

/// What is decided about copies, keys, transactions and locks; the rest is usual for any system.
fn decided(read: &Read) -> impl Iterator<Item = &PatternView> {
    let of_datasets = read.design.datasets.iter().flat_map(|of| &of.patterns);
    let patterns = of_datasets.chain(&read.design.patterns);
    patterns.filter(|of| !["timeouts", "resilience", "verification"].contains(&of.part.as_str()))
}

/// Text in a table cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[test]
fn no_caveat_is_cut_from_the_short_form() {
    for (name, read) in examples()
        .into_iter()
        .chain(cases(|name| KINDS.contains(&name)))
    {
        let brief = brief::render(&read.design, Form::Short).unwrap();
        let one = read.datasets == 1;
        let mut whole: Vec<String> = Vec::new();
        for pattern in decided(&read).filter(|_| one) {
            whole.extend([
                cell(&pattern.alert),
                cell(&pattern.degraded),
                pattern.rollback.clone(),
            ]);
        }
        for dataset in read.design.datasets.iter().filter(|_| one) {
            whole.extend(
                dataset
                    .decisions
                    .iter()
                    .map(|decision| decision.costs.clone()),
            );
            whole.extend(
                dataset
                    .products
                    .iter()
                    .map(|product| cell(&product.because)),
            );
            whole.extend(dataset.split_brain.iter().map(|row| lower(&row.condition)));
        }
        let stated = |decision: &&DecisionView| decision.id == "resilience";
        for set in read.design.decisions.iter().filter(stated) {
            let members = set.members.iter().filter(|member| member.stated);
            whole.extend(members.map(|member| lower(&member.costs)));
        }
        for text in whole {
            assert!(brief.contains(&text), "{name}: {text}");
        }
    }
}

fn lower(text: &str) -> String {
    quorate::text::lower_first(text)
}

#[test]
fn a_limit_that_nobody_set_says_so_and_heads_the_open_questions() {
    let with = |rto: &str| {
        let text = format!(
            "quorate = 1\n[system]\nname = \"the shop\"\n[failure]\nsurvive = \"zone\"\n{rto}\n[[dataset]]\nname = \"orders\"\nconflict = \"must-prevent\"\nreads = \"latest\"\nrpo = \"0s\"\n\
             [coordination]\nworkflow = \"across-services\"\nside-effects = \"not-idempotent\"\nhot-path = \"yes\"\n"
        );
        brief::render(&read(&text).design, Form::Short).unwrap()
    };
    let (open, set) = (with(""), with("rto = \"2m\""));
    let waiting = open.matches("the RTO (not set)").count();
    assert!(waiting > 5, "{open}");
    assert_eq!(
        open.matches("the RTO").count(),
        waiting,
        "each placeholder is marked"
    );
    let (_, questions) = open
        .split_once("\n## Assumptions and open questions\n")
        .unwrap();
    assert!(
        questions.starts_with("\nNeeded before signing"),
        "{questions}"
    );
    let listed = questions
        .lines()
        .find(|line| line.starts_with("- RTO (`failure.rto`): "));
    let limits = listed.unwrap().split(": ").nth(1).unwrap();
    // A text may name it twice.
    let limits: usize = limits.split(' ').next().unwrap().parse().unwrap();
    assert!((2..=waiting).contains(&limits), "{limits} of {waiting}");
    assert!(open.contains("Not ready to sign: limits wait for RTO (`failure.rto`)"));
    assert!(!set.contains("the RTO"), "{set}");
    assert!(
        !open.contains("the shop (not set)"),
        "a name is no placeholder"
    );
}

#[test]
fn what_has_to_be_known_first_stands_first() {
    let clash = "quorate = 1\n[system]\nname = \"shop\"\n[slo]\navailability = \"99.999%\"\n[[dataset]]\nname = \"orders\"\nconflict = \"must-prevent\"\npartition = \"accept-writes\"\n";
    let read = read(clash);
    let brief = brief::render(&read.design, Form::Short).unwrap();
    assert!(!read.design.conflicts.is_empty());
    let (_, first) = brief.split_once("\n## Read this first\n").unwrap();
    let (first, _) = first.split_once("\n## ").unwrap();
    for conflict in &read.design.conflicts {
        assert!(first.contains(&lower(&conflict.title)), "{first}");
    }
    let missed: Vec<_> = read.design.datasets[0]
        .figures
        .iter()
        .filter(|figure| !figure.missed.is_empty())
        .collect();
    assert!(!missed.is_empty());
    for figure in missed {
        assert!(
            first.contains(&format!(
                "{} is {}, which should be",
                figure.title, figure.shown
            )),
            "{first}"
        );
    }
}

#[test]
fn a_citation_leads_to_its_source() {
    for (name, read) in examples() {
        let brief = brief::render(&read.design, Form::Short).unwrap();
        let (_, sources) = brief.split_once("\n## Sources\n").unwrap();
        for line in sources.lines().filter(|line| line.starts_with("- [")) {
            let (id, rest) = line[3..].split_once("](").unwrap();
            let (url, _) = rest.split_once("): ").unwrap();
            assert!(
                sources.contains(&format!("\n[{id}]: {url}\n")),
                "{name}: {id}"
            );
        }
    }
}

#[test]
fn an_incident_begins_with_what_was_seen_not_with_the_likeliest_cause() {
    let text = "quorate = 1\n[system]\nname = \"shop\"\nsituation = \"incident\"\n[incident]\nleadership = [\"two-leaders\"]\nenvironment = [\"clock-jump\"]\n";
    let read = read(text);
    let brief = brief::render(&read.design, Form::Short).unwrap();
    let (_, first) = brief
        .split_once("\n## First, whatever the cause\n")
        .unwrap();
    let (first, rest) = first.split_once("\n## The first ten minutes\n").unwrap();
    assert!(first.contains("- Two histories were seen."), "{first}");
    let led = &read.design.responses[0];
    assert!(
        rest.trim_start()
            .starts_with(&format!("### If it is {} (", lower(&led.label))),
        "{rest}"
    );
    assert!(!brief.contains("| 0 % |"), "{brief}");
}

#[test]
fn the_lasting_fix_is_a_list_of_changes_that_decide() {
    for (name, read) in cases(|name| name.contains("/incident-")) {
        let brief = brief::render(&read.design, Form::Short).unwrap();
        if is_uncertain(&read.design) {
            continue;
        }
        let led = &read.design.responses[0];
        assert!(!led.changes.is_empty(), "{name}");
        for change in &led.changes {
            assert!(brief.contains(&cell(&change.change)), "{name}");
            assert!(!change.decides.is_empty(), "{name}: {}", change.change);
            for decided in &change.decides {
                assert!(brief.contains(&decided.shown), "{name}: {}", decided.shown);
            }
        }
    }
}

fn is_uncertain(design: &Design) -> bool {
    let mut decisions = design.decisions.iter();
    decisions.any(|decision| decision.uncertain.is_some())
}

#[test]
fn an_answer_that_was_given_is_no_lesson() {
    let amended = |more: &str| {
        let text = format!(
            "quorate = 1\n[system]\nname = \"shop\"\nsituation = \"incident\"\n[incident]\nload = [\"queue-growth\"]\ntrigger = \"traffic\"\n{more}"
        );
        let read = read(&text);
        let response = read.design.responses.into_iter();
        let mut response = response.filter(|of| of.diagnosis == "backlog-saturation");
        response.next().unwrap().amend
    };
    let typed = |more: &str| {
        let amend = amended(more);
        let mut degraded = amend.iter().filter(|way| way.set == "failure.degraded");
        degraded.next().and_then(|way| way.typed.clone())
    };
    let new = "`degraded = [\"queue-writes\"]` in `[failure]`";
    assert_eq!(typed("").as_deref(), Some(new));
    // A list is added to, not written over.
    let more = "`degraded = [\"read-only\", \"queue-writes\"]` in `[failure]`";
    assert_eq!(
        typed("[failure]\ndegraded = [\"read-only\"]\n").as_deref(),
        Some(more)
    );
    assert_eq!(typed("[failure]\ndegraded = [\"queue-writes\"]\n"), None);
}

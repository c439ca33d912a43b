//! What the templates are given: a design, arranged as it is laid out.
//!
//! Here: tables over several datasets, phases, what belongs to one part of the brief.
//! Not here: the layout (`templates/`), what is said (`design`).

use std::collections::BTreeMap;

use serde::Serialize;

use crate::catalog::PHASES;
use crate::design::{
    AnswerView, ConflictView, DatasetView, DecisionView, Design, FigureView, PatternView,
    RankedView, SplitBrainView,
};

use super::alike::{Said, alike};
use super::diagram::{Around, Topology, topology};
use super::excerpt::{Excerpt, Needed, needed};
use super::{Form, path::path};

/// A dataset as the templates see it.
#[derive(Serialize)]
struct Dataset<'d> {
    #[serde(flatten)]
    view: &'d DatasetView,
    by: BTreeMap<&'d str, &'d DecisionView>,
    /// The earlier dataset that a decision is the same for, for the same reasons.
    same: BTreeMap<&'d str, &'d str>,
    settings: Vec<&'d PatternView>,
    topology: Option<String>,
    /// So many regions were assumed for it.
    assumed_regions: Option<usize>,
    path: Option<String>,
}

/// A row of a table over all datasets.
#[derive(Serialize)]
struct Need<'d> {
    chip: &'d str,
    values: Vec<String>,
}

/// A thing with the dataset it is of, for tables that list those of all datasets.
#[derive(Serialize, Clone)]
struct Told<'d, T> {
    of: Option<&'d str>,
    /// Further datasets that the same is said of.
    also: Vec<&'d str>,
    #[serde(flatten)]
    thing: &'d T,
}

#[derive(Serialize)]
struct Phase<'d> {
    name: &'static str,
    steps: Vec<Told<'d, PatternView>>,
}

#[derive(Serialize)]
struct Service<'d> {
    name: &'d str,
    path: &'d str,
    owner: &'d str,
}

#[derive(Serialize)]
pub(super) struct Context<'d> {
    /// Whether everything is said, or what a reviewer needs.
    full: bool,
    name: &'d str,
    situation: &'d str,
    summary: Option<&'d str>,
    owner: Option<&'d str>,
    goals: Vec<&'d AnswerView>,
    /// The time that the error budget is for.
    window: Option<&'d str>,
    faults: Vec<&'d AnswerView>,
    needs: Vec<Need<'d>>,
    datasets: Vec<Dataset<'d>>,
    by: BTreeMap<&'d str, &'d DecisionView>,
    figures: &'d [FigureView],
    settings: Vec<&'d PatternView>,
    guards: Vec<Told<'d, SplitBrainView>>,
    mechanisms: Vec<Told<'d, PatternView>>,
    /// Those whose text of this kind is printed: `alert`, `degraded`, `rollback`.
    printed: BTreeMap<&'static str, Vec<Told<'d, PatternView>>>,
    phases: Vec<Phase<'d>>,
    /// How each member of the verification plan is carried out.
    tests: BTreeMap<&'d str, Vec<Told<'d, PatternView>>>,
    budget: Vec<Told<'d, FigureView>>,
    services: Vec<Service<'d>>,
    containment: &'d [crate::design::ContainmentView],
    responses: &'d [crate::design::ResponseView],
    /// The likeliest diagnoses, where the evidence does not separate them.
    undecided: Vec<&'d str>,
    /// What the likeliest three diagnoses leave of the odds.
    others: Option<String>,
    assumptions: &'d [crate::design::Assumption],
    waiting: &'d [crate::design::Waiting],
    settled: &'d [String],
    /// The open questions that limits wait for.
    needed: Vec<Needed<'d>>,
    /// Figures past what they are held to.
    missed: Vec<Told<'d, FigureView>>,
    conflicts: Vec<Told<'d, ConflictView>>,
}

/// What the templates are given.
pub(super) fn context(design: &Design, form: Form) -> Context<'_> {
    let said = |id: &str| {
        let answer = design
            .answers
            .iter()
            .find(|answer| answer.id == id && is_said(answer));
        answer.map(|answer| answer.value.as_str())
    };
    let in_section = |section: &'static str| {
        design
            .answers
            .iter()
            .filter(move |answer| answer.section == section)
    };
    let datasets: Vec<Dataset<'_>> = design
        .datasets
        .iter()
        .map(|view| dataset(design, view))
        .collect();
    let every = all(design, |dataset| &dataset.patterns, &design.patterns);
    let tests = tests(&every);
    let excerpt = Excerpt::of(design, form);
    let needed = needed(every.iter().map(|of| of.thing), &excerpt);
    let guards = all(design, |dataset| &dataset.split_brain, &design.split_brain);
    let (mechanisms, guards) = match form {
        Form::Short => (together(every), together(guards)),
        Form::Full => (every, guards),
    };
    let printed = |field: &'static str| -> Vec<Told<'_, PatternView>> {
        let printed = mechanisms
            .iter()
            .filter(|of| excerpt.prints(of.thing, field));
        printed.cloned().collect()
    };
    Context {
        full: form == Form::Full,
        name: &design.name,
        situation: &design.situation,
        summary: said("system.summary"),
        owner: said("system.owner"),
        goals: ["slo", "geo", "calls", "system", "coordination"]
            .into_iter()
            .flat_map(in_section)
            .filter(|answer| {
                is_said(answer)
                    && !matches!(
                        answer.id.as_str(),
                        "system.name" | "system.summary" | "system.situation"
                    )
            })
            .collect(),
        window: window(design),
        faults: in_section("failure")
            .filter(|answer| answer.origin != "inactive" && answer.raw != "unknown")
            .collect(),
        needs: needs(design),
        by: design
            .decisions
            .iter()
            .map(|decision| (decision.id.as_str(), decision))
            .collect(),
        figures: &design.figures,
        settings: settings(&design.patterns),
        guards,
        phases: PHASES
            .iter()
            .map(|name| Phase {
                name,
                steps: printed("rollout")
                    .into_iter()
                    .filter(|pattern| pattern.thing.phase == *name)
                    .collect(),
            })
            .collect(),
        printed: ["alert", "degraded", "rollback"]
            .into_iter()
            .map(|field| (field, printed(field)))
            .collect(),
        tests,
        budget: budget(design),
        services: design
            .services
            .iter()
            .map(|answers| service(answers))
            .collect(),
        containment: &design.containment,
        responses: &design.responses,
        undecided: undecided(design),
        others: others(design),
        assumptions: &design.assumptions,
        waiting: &design.waiting,
        settled: &design.settled,
        needed,
        missed: all(design, |dataset| &dataset.figures, &design.figures)
            .into_iter()
            .filter(|figure| !figure.thing.missed.is_empty())
            .collect(),
        conflicts: design
            .conflicts
            .iter()
            .map(|conflict| Told {
                of: conflict
                    .sheet
                    .and_then(|sheet| design.datasets.get(sheet))
                    .map(|dataset| dataset.name.as_str()),
                also: Vec::new(),
                thing: conflict,
            })
            .collect(),
        mechanisms,
        datasets,
    }
}

/// How each member of the verification plan is carried out; what is the same for several datasets is said once.
fn tests<'d>(
    mechanisms: &[Told<'d, PatternView>],
) -> BTreeMap<&'d str, Vec<Told<'d, PatternView>>> {
    let mut tests: BTreeMap<&str, Vec<Told<'_, PatternView>>> = BTreeMap::new();
    for pattern in mechanisms {
        if let Some(member) = &pattern.thing.verifies {
            let told = tests.entry(member.as_str()).or_default();
            let same = told
                .iter_mut()
                .find(|known| known.thing.test == pattern.thing.test);
            match (same, pattern.of) {
                (Some(known), Some(name)) => known.also.push(name),
                (Some(_), None) => {}
                (None, _) => told.push(pattern.clone()),
            }
        }
    }
    tests
}

/// Odds nearer than this leave it open which of two diagnoses is right: one bit of evidence would turn them.
const SEPARATED: f64 = 2.0;
/// So many diagnoses are told; each has a response.
const RANKED: usize = 3;

fn ranked(design: &Design) -> &[RankedView] {
    let mut decisions = design.decisions.iter();
    decisions
        .find(|decision| decision.id == "diagnosis")
        .map_or(&[], |decision| decision.ranked.as_slice())
}

fn undecided(design: &Design) -> Vec<&str> {
    let ranked = ranked(design);
    let near = |one: &&RankedView| {
        ranked
            .first()
            .is_some_and(|first| first.score < SEPARATED * one.score)
    };
    let near: Vec<&str> = ranked
        .iter()
        .take(RANKED)
        .filter(near)
        .map(|one| one.label.as_str())
        .collect();
    if near.len() > 1 { near } else { Vec::new() }
}

fn others(design: &Design) -> Option<String> {
    let ranked = ranked(design);
    let told: f64 = ranked.iter().take(RANKED).map(|one| one.score).sum();
    let rest = ((1.0 - told) * 100.0).round();
    (ranked.len() > RANKED && rest >= 1.0).then(|| format!("{rest:.0} %"))
}

/// The patterns with something to set; what a test sets stands with the test.
fn settings(patterns: &[PatternView]) -> Vec<&PatternView> {
    patterns
        .iter()
        .filter(|pattern| pattern.part != "verification" && !pattern.parameters.is_empty())
        .collect()
}

fn is_said(answer: &AnswerView) -> bool {
    matches!(answer.origin, "answered" | "other" | "archetype")
}

fn dataset<'d>(design: &'d Design, view: &'d DatasetView) -> Dataset<'d> {
    let by: BTreeMap<&str, &DecisionView> = view
        .decisions
        .iter()
        .map(|decision| (decision.id.as_str(), decision))
        .collect();
    let answered = |id: &str| design.answers.iter().find(|answer| answer.id == id);
    let around = Around {
        regions: answered("geo.regions").filter(|answer| is_said(answer)),
        pinned: answered("geo.residency").is_some_and(|answer| answer.raw == "pinned"),
    };
    let (topology, assumed_regions) = match topology(view, &by, around) {
        Some(Topology { drawn, assumed }) => (Some(drawn), assumed),
        None => (None, None),
    };
    Dataset {
        settings: settings(&view.patterns),
        topology,
        assumed_regions,
        path: path(view),
        same: same(design, view),
        view,
        by,
    }
}

/// The decisions that came out for an earlier dataset in the same words, with its name.
fn same<'d>(design: &'d Design, view: &'d DatasetView) -> BTreeMap<&'d str, &'d str> {
    let earlier = &design.datasets[..view.sheet.min(design.datasets.len())];
    let decisions = view.decisions.iter().filter_map(|decision| {
        let found = earlier.iter().find(|other| {
            let of_other = other.decisions.iter();
            of_other
                .filter(|known| known.figures == decision.figures)
                .any(|known| alike((known, &other.name), (decision, &view.name)))
        })?;
        Some((decision.id.as_str(), found.name.as_str()))
    });
    decisions.collect()
}

/// What any dataset said, a row a question, a column a dataset.
fn needs(design: &Design) -> Vec<Need<'_>> {
    let Some(first) = design.datasets.first() else {
        return Vec::new();
    };
    first
        .answers
        .iter()
        .enumerate()
        .filter(|(index, answer)| {
            answer.id != "dataset.name"
                && design
                    .datasets
                    .iter()
                    .any(|dataset| dataset.answers.get(*index).is_some_and(is_said))
        })
        .map(|(index, answer)| Need {
            chip: &answer.chip,
            values: design
                .datasets
                .iter()
                .map(|dataset| match dataset.answers.get(index) {
                    Some(answer) if is_said(answer) => answer.value.clone(),
                    Some(answer) if answer.origin == "unsure" && answer.raw != "unknown" => {
                        format!("{} (assumed)", answer.value)
                    }
                    _ => "–".to_owned(),
                })
                .collect(),
        })
        .collect()
}

fn service(answers: &[AnswerView]) -> Service<'_> {
    let said = |id: &str| {
        let answer = answers
            .iter()
            .find(|answer| answer.id == id && is_said(answer));
        answer.map_or("not named", |answer| answer.value.as_str())
    };
    Service {
        name: said("service.name"),
        path: said("service.path"),
        owner: said("service.owner"),
    }
}

/// Things of all datasets, then of the system. A single dataset needs no name beside each.
fn all<'d, T>(
    design: &'d Design,
    of: impl Fn(&'d DatasetView) -> &'d Vec<T>,
    system: &'d [T],
) -> Vec<Told<'d, T>> {
    let named = design.datasets.len() > 1;
    let datasets = design.datasets.iter().flat_map(|dataset| {
        of(dataset).iter().map(move |thing| Told {
            of: named.then_some(dataset.name.as_str()),
            also: Vec::new(),
            thing,
        })
    });
    let system = system.iter().map(|thing| Told {
        of: None,
        also: Vec::new(),
        thing,
    });
    datasets.chain(system).collect()
}

/// The same things, each once for all datasets that it is said of in the same words.
fn together<'d, T: Said>(all: Vec<Told<'d, T>>) -> Vec<Told<'d, T>> {
    let mut told: Vec<Told<'d, T>> = Vec::new();
    for one in all {
        let known = one.of.and_then(|name| {
            let mut known = told.iter_mut();
            known.find(|known| {
                known
                    .of
                    .is_some_and(|other| alike((known.thing, other), (one.thing, name)))
            })
        });
        match (known, one.of) {
            (Some(known), Some(name)) => known.also.push(name),
            _ => told.push(one),
        }
    }
    told
}

/// The time that the error budget is for.
fn window(design: &Design) -> Option<&str> {
    let answer = design
        .answers
        .iter()
        .find(|answer| answer.id == "slo.window");
    answer.map(|answer| answer.value.as_str())
}

/// What takes from the error budget, and when that pages.
const BUDGET: [&str; 7] = [
    "downtime-share",
    "downtime-share-all",
    "failover-budget-share",
    "recovery-budget-share",
    "rollout-step-share",
    "burn-fast",
    "burn-slow",
];

fn budget(design: &Design) -> Vec<Told<'_, FigureView>> {
    all(design, |dataset| &dataset.figures, &design.figures)
        .into_iter()
        .filter(|figure| BUDGET.contains(&figure.thing.id.as_str()))
        .collect()
}

//! The JSON of `decide`: the fields of the contract, from a design.

use serde_json::{Map, Value, json};

use crate::catalog::Catalog;
use crate::derive::{Analysis, World};
use crate::design::{DecisionView, Design, FigureView, ProductView};

/// The whole answer to `decide --format json`.
pub(super) fn design(catalog: &Catalog, world: &World, design: &Design) -> Value {
    let mut datasets = Map::new();
    let mut systems = Map::new();
    for dataset in &design.datasets {
        datasets.insert(dataset.name.clone(), decisions(&dataset.decisions));
        systems.insert(
            dataset.name.clone(),
            json!({
                "fit": dataset.products.iter().map(|one| product(world, one)).collect::<Vec<_>>(),
                "elsewhere": dataset.elsewhere,
                "miss": dataset.miss,
            }),
        );
    }
    let figures = design.datasets.iter().flat_map(|dataset| {
        dataset
            .figures
            .iter()
            .map(move |one| (Some(dataset.name.as_str()), one))
    });
    let figures: Vec<Value> = design
        .figures
        .iter()
        .map(|one| (None, one))
        .chain(figures)
        .map(|(of, one)| figure(world, of, one))
        .collect();
    json!({
        "quorate": 1,
        "system": design.name,
        "catalog": { "version": catalog.version, "digest": catalog.digest },
        "decisions": { "system": decisions(&design.decisions), "dataset": datasets },
        "figures": figures,
        "assumptions": design.assumptions.iter().map(|assumption| json!({
            "question": assumption.name,
            "took": assumption.took,
            "from": assumption.from.as_ref().map_or_else(|| json!("default"), |from| json!({ "archetype": from })),
            "other": assumption.other,
            "flips": assumption.flips.iter().map(|flip| json!({
                "if": flip.when, "decision": flip.decision, "of": flip.title, "to": flip.to,
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "settled": design.settled,
        "waiting": design.waiting,
        "conflicts": design.conflicts.iter().map(|conflict| json!({
            "id": conflict.id,
            "title": conflict.title,
            "answers": conflict.answers.iter().map(|(question, _)| question).collect::<Vec<_>>(),
            "assumed": conflict.assumed.iter().map(|(question, _)| question).collect::<Vec<_>>(),
            "because": conflict.because,
            "ways-out": conflict.ways_out.iter().map(|way| json!({
                "set": way.set, "to": way.to, "then": way.then, "enough": way.enough,
            })).collect::<Vec<_>>(),
            "sources": conflict.sources,
        })).collect::<Vec<_>>(),
        "systems": systems,
        "containment": design.containment,
        "responses": design.responses,
    })
}

fn decisions(decisions: &[DecisionView]) -> Value {
    decisions
        .iter()
        .map(|decision| (decision.id.clone(), self::decision(decision)))
        .collect::<Map<_, _>>()
        .into()
}

fn decision(decision: &DecisionView) -> Value {
    let mut value = Map::new();
    match decision.kind {
        "set" => {
            let members = decision.members.iter().map(|member| {
                json!({ "id": member.id, "because": member.because, "costs": member.costs, "sources": member.sources })
            });
            value.insert("set".into(), members.collect());
        }
        "ranked" => {
            let ranked = decision.ranked.iter().map(|ranked| {
                json!({
                    "id": ranked.id, "score": rounded(ranked.score), "because": ranked.because,
                    "against": ranked.against, "sources": ranked.sources,
                })
            });
            value.insert("ranked".into(), ranked.collect());
            value.insert("signs".into(), json!(decision.signs));
        }
        kind => {
            if kind == "figures" {
                let figures: Map<String, Value> = decision
                    .figures
                    .iter()
                    .map(|(name, value)| (name.clone(), json!(value)))
                    .collect();
                value.insert("figures".into(), figures.into());
                value.insert("rule".into(), json!(decision.label));
            } else {
                value.insert("choice".into(), json!(decision.choice));
            }
            value.insert("because".into(), json!(decision.because));
            value.insert("costs".into(), json!(decision.costs));
            value.insert("trace".into(), json!(decision.trace));
            let rejected = decision
                .rejected
                .iter()
                .map(|rejected| json!({ "choice": rejected.choice, "because": rejected.because }));
            value.insert("rejected".into(), rejected.collect());
            value.insert("sources".into(), json!(decision.sources));
        }
    }
    value.insert("turns".into(), json!(decision.turns));
    value.insert("together".into(), json!(decision.together));
    value.insert("assumes".into(), json!(decision.assumes));
    value.into()
}

/// A system with the tests of it.
fn product(world: &World, product: &ProductView) -> Value {
    let mut value = json!(product);
    let tested = world.analyses(&product.id).map(Analysis::line);
    value["tested"] = tested.collect();
    value
}

fn figure(world: &World, of: Option<&str>, figure: &FigureView) -> Value {
    json!({
        "id": figure.id,
        "scope": if of.is_some() { "dataset" } else { "system" },
        "dataset": of,
        "value": figure.value,
        "unit": figure.unit,
        "shown": figure.shown,
        "formula": figure.formula,
        "calculation": figure.calculation,
        "source": figure.sources.first(),
        "sources": figure.sources,
        "assumes": figure.assumes,
        "notes": figure.notes,
        "beside": world.beside(&figure.id),
    })
}

/// Scores carry four decimals: more would promise a precision that weights of evidence do not have.
fn rounded(score: f64) -> f64 {
    (score * 1e4).round() / 1e4
}

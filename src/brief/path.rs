//! Mermaid diagram of the path that the main decisions of a dataset took.
//!
//! Not here: the whole tree with its path (`diagram`), what would have turned it (`design`).

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::design::{DatasetView, DecisionView, StepView, escape_mermaid as escape};

/// The decisions whose paths are drawn.
const DRAWN: [&str; 4] = ["pacelc", "consistency", "replication", "geography"];

/// What each of the main decisions looked at, saw, and came to.
pub(super) fn path(dataset: &DatasetView) -> Option<String> {
    let mut out = String::from("flowchart LR\n");
    let drawn: Vec<&DecisionView> = dataset
        .decisions
        .iter()
        .filter(|decision| DRAWN.contains(&decision.id.as_str()))
        .collect();
    if drawn.iter().all(|decision| decision.trace.is_empty()) {
        return None;
    }
    for (row, decision) in drawn.iter().enumerate() {
        let steps = told(&decision.trace);
        for (index, step) in steps.iter().enumerate() {
            // A decision is no answer that somebody might give: it is told below with what it rests on.
            let mark = match (step.test.contains("decision."), step.assumed) {
                (true, _) => " (decided below)",
                (false, true) => " (assumed)",
                (false, false) => "",
            };
            let _ = writeln!(
                out,
                "    d{row}s{index}[\"{}: {}{mark}\"]",
                escape(&step.subject),
                escape(&step.shown)
            );
        }
        let _ = writeln!(
            out,
            "    d{row}([\"{}: {}\"])",
            escape(&decision.title),
            escape(&decision.label)
        );
        let mut chain: Vec<String> = (0..steps.len())
            .map(|index| format!("d{row}s{index}"))
            .collect();
        chain.push(format!("d{row}"));
        if chain.len() > 1 {
            let _ = writeln!(out, "    {}", chain.join(" --> "));
        }
    }
    Some(out.trim_end().to_owned())
}

/// Each subject once; of a fact and the answer it was derived from, the answer.
fn told(trace: &[StepView]) -> Vec<&StepView> {
    let derived = |step: &StepView| step.test.contains("derived.");
    let answered: BTreeSet<&str> = trace
        .iter()
        .filter(|step| !derived(step))
        .map(|step| step.subject.as_str())
        .collect();
    let mut known = BTreeSet::new();
    trace
        .iter()
        .filter(|step| !derived(step) || !answered.contains(step.subject.as_str()))
        .filter(|step| known.insert((step.subject.as_str(), step.shown.as_str())))
        .collect()
}

//! A decision as text: its nodes and leaves, or its rows, with the path that answers take.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::answers::Answers;
use crate::catalog::{Body, Catalog, Condition, Gives, Go, Tree};
use crate::derive::World;
use crate::diagnostic::nearest;
use crate::engine::{self, Decided, Outcome};

pub(super) fn show(
    catalog: &Catalog,
    world: &World,
    id: &str,
    answers: Option<&Answers>,
) -> anyhow::Result<String> {
    let Some(index) = catalog.decision(id) else {
        let ids = catalog
            .decisions
            .iter()
            .map(|decision| decision.id.as_str());
        let near =
            nearest(id, ids).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        anyhow::bail!("`{id}` is no decision{near}");
    };
    let decision = &catalog.decisions[index];
    let mut out = format!("{}: {}\n", decision.id, decision.asks);
    let evaluation = answers.map(|answers| engine::evaluate(catalog, world, answers));
    let count = answers.map_or(1, |answers| answers.sheets(decision.scope).len());
    for sheet in 0..count {
        let decided = evaluation
            .as_ref()
            .and_then(|evaluation| evaluation.decided(index, sheet));
        if let (Some(decided), Some(answers)) = (decided, answers) {
            let name = answers
                .sheets(decision.scope)
                .get(sheet)
                .and_then(|sheet| sheet.name(catalog))
                .unwrap_or("system");
            let _ = writeln!(
                out,
                "\n{}: {}",
                crate::text::one_line(name),
                decided.shown(catalog, index)
            );
        }
        out.push('\n');
        match &decision.body {
            Body::Choice(tree) | Body::Figures(tree) => {
                let mut drawn = BTreeSet::new();
                let start = if tree.nodes.is_empty() {
                    Go::Leaf(0)
                } else {
                    Go::Node(0)
                };
                Drawing {
                    catalog,
                    decision: index,
                    tree,
                    decided,
                }
                .draw(&mut out, start, 0, true, &mut drawn);
            }
            Body::Set(rows) => {
                for (row, rule) in rows.iter().enumerate() {
                    let lit = matches!(decided.map(|decided| &decided.outcome), Some(Outcome::Set { rows, .. }) if rows.contains(&row));
                    let member = &decision.options[usize::from(rule.include)].id;
                    let _ = writeln!(
                        out,
                        "{} {member} when {}",
                        mark(lit),
                        conditions(catalog, &rule.when)
                    );
                }
            }
            Body::Ranked { rows, .. } => {
                for rule in rows {
                    let adds: Vec<String> = rule
                        .adds
                        .iter()
                        .map(|(option, bits)| {
                            format!("{} {bits:+}", decision.options[usize::from(*option)].id)
                        })
                        .collect();
                    let _ = writeln!(
                        out,
                        "  {}: when {} then {}",
                        rule.id,
                        conditions(catalog, &rule.when),
                        adds.join(", ")
                    );
                }
            }
        }
    }
    Ok(out)
}

/// The sign of what was taken; never colour alone.
fn mark(lit: bool) -> char {
    if lit { '*' } else { ' ' }
}

fn conditions(catalog: &Catalog, when: &[Condition]) -> String {
    if when.is_empty() {
        return "always".to_owned();
    }
    let words = when.iter().map(|condition| {
        format!(
            "{} {}",
            catalog.subject_id(condition.subject),
            condition.written
        )
    });
    words.collect::<Vec<_>>().join(" and ")
}

struct Drawing<'a> {
    catalog: &'a Catalog,
    decision: usize,
    tree: &'a Tree,
    decided: Option<&'a Decided>,
}

impl Drawing<'_> {
    /// Draws what a branch leads to, indented by depth. A node that stands elsewhere already is named, not repeated.
    fn draw(&self, out: &mut String, go: Go, depth: usize, lit: bool, drawn: &mut BTreeSet<usize>) {
        let lit = lit && self.decided.is_some();
        let indent = "  ".repeat(depth);
        match go {
            Go::Leaf(leaf) => {
                let leaf = &self.tree.leaves[leaf];
                let gives = match &leaf.gives {
                    Gives::Option(option) => self.catalog.decisions[self.decision].options
                        [usize::from(*option)]
                    .id
                    .clone(),
                    Gives::Figures { rule, .. } => rule.clone(),
                };
                let _ = writeln!(out, "{} {indent}=> {gives}  ({})", mark(lit), leaf.id);
            }
            Go::Node(index) => {
                let node = &self.tree.nodes[index];
                let test = self.catalog.subject_id(node.subject);
                if !drawn.insert(index) {
                    let _ = writeln!(out, "{} {indent}{}: {test}? (above)", mark(lit), node.id);
                    return;
                }
                let _ = writeln!(out, "{} {indent}{}: {test}?", mark(lit), node.id);
                let step = self
                    .decided
                    .and_then(|decided| decided.trace().iter().find(|step| step.node == index));
                for (number, branch) in node.branches.iter().enumerate() {
                    let lit = lit && step.is_some_and(|step| step.branch == number);
                    let _ = writeln!(out, "{} {indent}  {}", mark(lit), branch.written);
                    self.draw(out, branch.go, depth + 2, lit, drawn);
                }
            }
        }
    }
}

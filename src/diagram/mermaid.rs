//! Pictures as a Mermaid flowchart.
//!
//! Thick borders and arrows are the path; a row that holds has a thick border.

use std::fmt::Write as _;

use crate::design::escape_mermaid as escape;

use super::labels::{self, ends, leads, target, wrapped};
use super::{Picture, Shape};

/// One flowchart of all pictures; several have a frame each.
#[must_use]
pub fn mermaid(pictures: &[Picture]) -> String {
    let mut out = String::from("flowchart TD\n");
    for (number, picture) in pictures.iter().enumerate() {
        let frame = picture.of.as_ref().filter(|_| pictures.len() > 1);
        if let Some(of) = frame {
            let outcome = picture.outcome.as_deref().unwrap_or_default();
            let title = escape(&format!("{of}: {outcome}"));
            let _ = writeln!(out, "    subgraph d{number}[\"{title}\"]");
        }
        one(&mut out, &format!("d{number}"), picture);
        if frame.is_some() {
            out.push_str("    end\n");
        }
    }
    out.push_str("    classDef lit stroke-width:4px,font-weight:bold\n");
    out
}

fn one(out: &mut String, id: &str, picture: &Picture) {
    let class = |lit: bool| if lit { ":::lit" } else { "" };
    match &picture.shape {
        Shape::Tree(graph) => {
            for (index, node) in graph.nodes.iter().enumerate() {
                let label = label(&labels::node(node));
                let _ = writeln!(out, "    {id}n{index}{{\"{label}\"}}{}", class(node.lit));
            }
            for (index, leaf) in graph.leaves.iter().enumerate() {
                let label = label(&labels::leaf(leaf));
                let _ = writeln!(out, "    {id}l{index}([\"{label}\"]){}", class(leaf.lit));
            }
            for (index, node) in graph.nodes.iter().enumerate() {
                for branch in &node.branches {
                    let arrow = if branch.lit { "==>" } else { "-->" };
                    let to = target(branch.to);
                    let is = label(&wrapped(&branch.is));
                    let _ = writeln!(out, "    {id}n{index} {arrow}|\"{is}\"| {id}{to}");
                }
            }
        }
        Shape::Rows(rows) => {
            let ends = ends(rows);
            for (index, (end, lit)) in ends.iter().enumerate() {
                let _ = writeln!(
                    out,
                    "    {id}l{index}([\"{}\"]){}",
                    escape(end),
                    class(*lit)
                );
            }
            for (index, row) in rows.iter().enumerate() {
                let label = label(&labels::row(row));
                let _ = writeln!(out, "    {id}n{index}[\"{label}\"]{}", class(row.lit));
                let arrow = if row.lit { "==>" } else { "-->" };
                for (to, bits) in leads(row, &ends) {
                    let bits = bits.map_or_else(String::new, |bits| format!("|\"{bits:+}\"|"));
                    let _ = writeln!(out, "    {id}n{index} {arrow}{bits} {id}l{to}");
                }
            }
        }
    }
}

fn label(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| escape(line)).collect();
    lines.join("<br/>")
}

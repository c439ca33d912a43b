//! Pictures as a graph of Graphviz. Bold is the path, or a row that holds.

use std::fmt::Write as _;

use crate::text::one_line;

use super::labels::{self, ends, leads, target, wrapped};
use super::{Picture, Shape};

/// One graph of all pictures; several have a frame each.
#[must_use]
pub fn dot(pictures: &[Picture]) -> String {
    let name = pictures.first().map_or("", |picture| &picture.decision);
    let mut out = format!(
        "digraph \"{}\" {{\n    node [fontname=\"Helvetica\"]\n    edge [fontname=\"Helvetica\"]\n",
        escape(name)
    );
    for (number, picture) in pictures.iter().enumerate() {
        let frame = picture.of.as_ref().filter(|_| pictures.len() > 1);
        if let Some(of) = frame {
            let outcome = picture.outcome.as_deref().unwrap_or_default();
            let title = escape(&format!("{of}: {outcome}"));
            let _ = writeln!(
                out,
                "    subgraph cluster_{number} {{\n    label=\"{title}\""
            );
        }
        one(&mut out, &format!("d{number}"), picture);
        if frame.is_some() {
            out.push_str("    }\n");
        }
    }
    out.push_str("}\n");
    out
}

fn one(out: &mut String, id: &str, picture: &Picture) {
    let bold = |lit: bool| if lit { " style=bold penwidth=3" } else { "" };
    match &picture.shape {
        Shape::Tree(graph) => {
            for (index, node) in graph.nodes.iter().enumerate() {
                let (label, bold) = (label(&labels::node(node)), bold(node.lit));
                let _ = writeln!(out, "    {id}n{index} [shape=box label=\"{label}\"{bold}]");
            }
            for (index, leaf) in graph.leaves.iter().enumerate() {
                let (label, bold) = (label(&labels::leaf(leaf)), bold(leaf.lit));
                let _ = writeln!(
                    out,
                    "    {id}l{index} [shape=ellipse label=\"{label}\"{bold}]"
                );
            }
            for (index, node) in graph.nodes.iter().enumerate() {
                for branch in &node.branches {
                    let (is, to) = (label(&wrapped(&branch.is)), target(branch.to));
                    let bold = bold(branch.lit);
                    let _ = writeln!(out, "    {id}n{index} -> {id}{to} [label=\"{is}\"{bold}]");
                }
            }
        }
        Shape::Rows(rows) => {
            let ends = ends(rows);
            for (index, (end, lit)) in ends.iter().enumerate() {
                let (label, bold) = (escape(end), bold(*lit));
                let _ = writeln!(
                    out,
                    "    {id}l{index} [shape=ellipse label=\"{label}\"{bold}]"
                );
            }
            for (index, row) in rows.iter().enumerate() {
                let (label, bold) = (label(&labels::row(row)), bold(row.lit));
                let _ = writeln!(out, "    {id}n{index} [shape=box label=\"{label}\"{bold}]");
                for (to, bits) in leads(row, &ends) {
                    let bits = bits.map_or_else(String::new, |bits| format!("{bits:+}"));
                    let _ = writeln!(
                        out,
                        "    {id}n{index} -> {id}l{to} [label=\"{bits}\"{bold}]"
                    );
                }
            }
        }
    }
}

fn label(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| escape(line)).collect();
    lines.join("\\n")
}

/// Text inside a quoted string.
fn escape(text: &str) -> String {
    one_line(text).replace('\\', "\\\\").replace('"', "\\\"")
}

//! What a team's folder changes in the catalog, in words and for programs.
//!
//! Here: the report of `trees check`.
//! Not here: how two trees differ (`overlay::tree`), the overlay itself (`catalog`).

mod tree;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::catalog::{Catalog, Overlaid, Overlaying};
use crate::diagnostic::Diagnostic;
use crate::text::one_line;

/// What a folder changes.
pub(super) struct Report {
    folder: String,
    things: Vec<Overlaid>,
    /// How the trees that it replaces differ from ours.
    trees: BTreeMap<String, Vec<String>>,
}

/// What `trees check` has to say, for programs.
pub(super) fn json(report: Option<&Report>, problems: &[Diagnostic]) -> String {
    let problem = |problem: &Diagnostic| {
        let place = problem.place.as_ref().map(
            |place| json!({ "file": &*place.file, "line": place.line, "column": place.column }),
        );
        json!({
            "place": place,
            "problem": problem.problem,
            "expected": problem.expected,
            "help": problem.help,
        })
    };
    let problems: Vec<Value> = problems.iter().map(problem).collect();
    let all = json!({ "quorate": 1, "overlay": report.map(Report::json), "problems": problems });
    format!("{all:#}\n")
}

impl Report {
    /// Of a catalog with a folder over ours.
    pub(super) fn of(folder: &Path, ours: &Catalog, catalog: &Catalog) -> Self {
        let replaced =
            |thing: &&Overlaid| thing.kind == "tree" && thing.how == Overlaying::Replaced;
        let trees = catalog.overlaid.iter().filter(replaced);
        let trees = trees.filter_map(|thing| {
            let before = &ours.decisions[ours.decision(&thing.id)?];
            let after = &catalog.decisions[catalog.decision(&thing.id)?];
            let differences = tree::differences((ours, before), (catalog, after));
            Some((thing.id.clone(), differences))
        });
        let mut things = catalog.overlaid.clone();
        things.extend(catalog.templates.iter().map(|template| Overlaid {
            kind: "template".to_owned(),
            id: template.name.clone(),
            how: match crate::brief::template_text(&template.name) {
                None => Overlaying::Added,
                Some(ours) if ours == template.text => Overlaying::Same,
                Some(_) => Overlaying::Replaced,
            },
        }));
        Self {
            folder: folder.display().to_string(),
            trees: trees.collect(),
            things,
        }
    }

    /// Lines for people.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        let folder = one_line(&self.folder);
        let changes = |thing: &&Overlaid| thing.how != Overlaying::Same;
        if self.things.iter().any(|thing| changes(&thing)) {
            let _ = writeln!(out, "{folder} changes our catalog:");
        } else {
            let _ = writeln!(out, "{folder} changes nothing in our catalog.");
        }
        let mut kinds: Vec<&str> = Vec::new();
        for thing in &self.things {
            if !kinds.contains(&thing.kind.as_str()) {
                kinds.push(&thing.kind);
            }
        }
        for kind in kinds {
            for (how, word) in [
                (Overlaying::Added, "adds"),
                (Overlaying::Replaced, "replaces"),
            ] {
                let ids = self.ids(kind, how);
                if !ids.is_empty() {
                    let plural = if ids.len() == 1 { "" } else { "s" };
                    let _ = writeln!(out, "  {word} {kind}{plural} {}", ids.join(", "));
                }
                let differences = ids.iter().filter_map(|id| Some((id, self.trees.get(*id)?)));
                for (id, differences) in differences.filter(|_| kind == "tree") {
                    for difference in differences {
                        let _ = writeln!(out, "    {}", one_line(&format!("{id}: {difference}")));
                    }
                }
            }
        }
        let same = self.things.len() - self.things.iter().filter(changes).count();
        if same > 0 {
            let _ = writeln!(out, "  says {same} things as ours does");
        }
        out
    }

    /// The same for programs.
    fn json(&self) -> Value {
        json!({ "folder": self.folder, "things": self.things, "trees": self.trees })
    }

    fn ids(&self, kind: &str, how: Overlaying) -> Vec<&str> {
        let of = |thing: &&Overlaid| thing.kind == kind && thing.how == how;
        let found = self.things.iter().filter(of);
        found.map(|thing| thing.id.as_str()).collect()
    }
}

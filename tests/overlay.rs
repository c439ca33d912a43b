//! A team's own folder over the catalog: what it adds and replaces, and what is said about it.
//!
//! Not here: broken files of such a folder (`broken`).

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use assert_cmd::Command;
use quorate::catalog::Sources;

const ANSWERS: &str = "quorate = 1\n[system]\nname = \"Shop\"\nsituation = \"kickoff\"\n\
    [[dataset]]\nname = \"orders\"\nreads = \"latest\"\n";

/// A project with answers and a team's folder.
struct Project(tempfile::TempDir);

impl Project {
    fn new() -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        project.write("shop.toml", ANSWERS);
        project
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Our file of this path, or what became of it, with one passage changed.
    fn changed(&self, path: &str, find: &str, put: &str) {
        let sources = Sources::embedded();
        let (_, ours) = sources.files().find(|(name, _)| *name == path).unwrap();
        let before = std::fs::read_to_string(self.0.path().join("house").join(path));
        let text = before.unwrap_or_else(|_| ours.to_owned());
        assert!(text.contains(find), "{path} has no {find:?}");
        let text = text.replacen(find, put, 1);
        self.write(&format!("house/{path}"), &text);
    }

    /// Standard output, standard error, exit code.
    fn run(&self, arguments: &[&str]) -> (String, String, i32) {
        let run = Command::cargo_bin("quorate")
            .unwrap()
            .current_dir(self.0.path())
            .args(["--trees", "house"])
            .args(arguments)
            .output()
            .unwrap();
        (
            String::from_utf8(run.stdout).unwrap(),
            String::from_utf8(run.stderr).unwrap(),
            run.status.code().unwrap(),
        )
    }

    /// The report of `trees check`, without the line that counts.
    fn report(&self) -> String {
        let (out, err, code) = self.run(&["trees", "check"]);
        // That a change breaks what was proved of ours (1) is for the proof to say; the report says what changed.
        assert!(code < 2, "{out}{err}");
        let lines = out.lines().skip_while(|line| !line.starts_with("house "));
        let lines: Vec<&str> = lines
            .enumerate()
            .take_while(|(index, line)| *index == 0 || line.starts_with("  "))
            .map(|(_, line)| line)
            .collect();
        lines.join("\n")
    }
}

#[test]
fn the_check_says_what_a_folder_changes() {
    let project = Project::new();
    project.write(
        "house/questions/system.toml",
        "section = \"system\"\ntitle = \"System\"\nabout = \"Who runs it, and where.\"\n\
        [[question]]\nid = \"system.cost-centre\"\nkind = \"text\"\ngroup = \"owner\"\nchip = \"Cost\"\n\
        ask = \"Which cost centre pays?\"\nwhy = \"It is printed in the brief.\"\n",
    );
    project.changed(
        "trees/lock.toml",
        "{ is = \"celebrity\", go = \"optimistic-contended\" }",
        "{ is = \"append-tail\", go = \"optimistic\" },\n    { is = \"celebrity\", go = \"optimistic-contended\" }",
    );
    project.changed(
        "trees/lock.toml",
        "because = \"Nothing was",
        "because = \"Here nothing was",
    );
    project.write(
        "house/archetypes/ours.toml",
        "[[archetype]]\nid = \"claims\"\nlabel = \"Claims\"\nmeans = \"Claims of the insured.\"\n\
        confirm = [\"dataset.rpo\"]\nsources = [\"our-handbook\"]\n\
        likely = [{ set = \"dataset.reads\", to = \"latest\", because = \"A claim is settled once.\" }]\n",
    );
    project.write(
        "house/references.toml",
        "[[reference]]\nid = \"our-handbook\"\ntitle = \"Handbook\"\nauthors = \"Us\"\nyear = 2026\n\
        url = \"https://example.com/handbook\"\n",
    );
    project.write(
        "house/templates/goals.md.jinja",
        "## Our goals\n\n{{ name }}\n",
    );
    project.changed(
        "archetypes/people.toml",
        "label   = \"Profile\"",
        "label   = \"Person\"",
    );
    assert_eq!(
        project.report(),
        "house changes our catalog:\n  \
        adds question system.cost-centre\n  \
        replaces tree lock\n    \
        lock: node `contention`: `append-tail` is new and leads to `optimistic`\n    \
        lock: leaf `none` gives other reasons\n  \
        adds archetype claims\n  \
        replaces archetype profile\n  \
        adds reference our-handbook\n  \
        replaces template goals.md.jinja\n  \
        says 5 things as ours does"
    );
    let (out, _, code) = project.run(&["trees", "check", "--format", "json"]);
    assert_eq!(code, 0);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["problems"], serde_json::json!([]));
    assert_eq!(json["overlay"]["folder"], "house");
    let things = json["overlay"]["things"].as_array().unwrap();
    let thing = serde_json::json!({ "kind": "archetype", "id": "claims", "how": "added" });
    assert!(things.contains(&thing), "{out}");
    assert_eq!(
        json["overlay"]["trees"]["lock"][1],
        "leaf `none` gives other reasons"
    );
}

#[test]
fn every_kind_of_difference_between_trees_is_told() {
    // path, passage, what stands in its place, what is said
    let cases = [
        (
            "trees/lock.toml",
            "{ is = \"yes\",  go = \"fencing-hot\" }",
            "{ is = \"yes\",  go = \"fencing\" },\n    { is = \"no\", go = \"fencing-hot\" }",
            "lock: node `fencing-path`: `yes` leads to `fencing` instead of `fencing-hot`",
        ),
        (
            "trees/lock.toml",
            "test   = \"any dataset.access\"",
            "test   = \"every dataset.access\"",
            "lock: node `contention` tests every dataset.access instead of any dataset.access",
        ),
        ("trees/quorum.toml", "n = \"", "n = \"0 + ", "instead of"),
        (
            "trees/resilience.toml",
            "because = \"",
            "because = \"We say: ",
            "differ",
        ),
        (
            "trees/diagnosis.toml",
            "because = \"",
            "because = \"We say: ",
            "differ",
        ),
    ];
    // All in one folder: each check proves the whole catalog anew.
    let project = Project::new();
    for (path, find, put, _) in cases {
        project.changed(path, find, put);
    }
    let report = project.report();
    for (path, _, _, said) in cases {
        assert!(report.contains(said), "{path}: no {said:?} in\n{report}");
    }
}

#[test]
fn what_says_the_same_changes_nothing() {
    let project = Project::new();
    // Other spacing is no other tree.
    project.changed("trees/lock.toml", "[[node]]\n", "[[node]]\n\n");
    assert_eq!(
        project.report(),
        "house changes nothing in our catalog.\n  says 1 things as ours does"
    );
}

#[test]
fn a_template_takes_the_place_of_ours() {
    let project = Project::new();
    project.write(
        "house/templates/goals.md.jinja",
        "## Our goals\n\n{% include \"signature.md.jinja\" %}\n{% for d in datasets %}\n- {{ d.name }}: {{ d.by.pacelc.label }}\n{% endfor %}\n\n",
    );
    project.write(
        "house/templates/signature.md.jinja",
        "Signed for {{ name }}.\n\n",
    );
    let (out, err, code) = project.run(&["brief", "shop.toml", "-o", "-"]);
    assert_eq!(code, 0, "{err}");
    assert!(
        out.contains("## Our goals\n\nSigned for Shop.\n\n- orders: PC/EC\n"),
        "{out}"
    );
    assert!(!out.contains("### Goals"), "{out}");
    assert!(out.contains("## Design"), "the rest is ours: {out}");
}

#[test]
fn a_template_that_cannot_be_rendered_is_refused_at_its_place() {
    // file, text, line and column, what is said
    let cases = [
        (
            "goals.md.jinja",
            "## Goals\n\n{{ name }} {{ colour }}\n",
            ":3:",
            "`colour` names nothing that the brief is made of",
        ),
        (
            "goals.md.jinja",
            "{% for d in datasets %}\n{{ d.name.colour }}\n{% endfor %}\n",
            ":2:",
            "names nothing that the brief is made of",
        ),
        ("goals.md.jinja", "\n{% if name %}\n", ":", "syntax error"),
        (
            "goals.md.jinja",
            "{% include \"nowhere.md.jinja\" %}\n",
            ":1:",
            "a template that is included here is not there",
        ),
        (
            "gaols.md.jinja",
            "text\n",
            ":1:1",
            "did you mean `goals.md.jinja`?",
        ),
        (
            "goals.md",
            "text\n",
            ":1:1",
            "stands in the place of no template",
        ),
    ];
    for (file, text, place, said) in cases {
        let project = Project::new();
        project.write(&format!("house/templates/{file}"), text);
        for arguments in [&["trees", "check"][..], &["brief", "shop.toml", "-o", "-"]] {
            let (out, err, code) = project.run(arguments);
            assert_eq!(code, 2, "{text:?}: {out}{err}");
            let at = format!("--> house/templates/{file}{place}");
            assert!(err.contains(&at), "{text:?}: no {at} in\n{err}");
            assert!(err.contains(said), "{text:?}: no {said:?} in\n{err}");
        }
        let (out, _, code) = project.run(&["trees", "check", "--format", "json"]);
        assert_eq!(code, 2, "{out}");
        let json: serde_json::Value = serde_json::from_str(&out).unwrap();
        let of = json["problems"][0]["place"]["file"].as_str().unwrap();
        assert_eq!(of, format!("house/templates/{file}"));
    }
}

#[test]
fn facts_are_named_row_by_row() {
    let project = Project::new();
    let ours = std::fs::read_to_string("decision-trees/facts/defaults.toml").unwrap();
    let row = ours.split("[[default]]").nth(1).unwrap();
    project.write(
        "house/facts/defaults.toml",
        &format!("[[default]]{}", row.replace("\"100ms\"", "\"150ms\"")),
    );
    project.write(
        "house/facts/capacity.toml",
        "[one-machine]\nwrites = \"10k/s\"\n",
    );
    let report = project.report();
    assert_eq!(
        report,
        "house changes our catalog:\n  replaces default etcd.heartbeat-interval\n  says 1 things as ours does"
    );
    project.write(
        "house/facts/capacity.toml",
        "[one-machine]\nwrites = \"20k/s\"\n",
    );
    let report = project.report();
    assert!(report.contains("  replaces fact one-machine\n"), "{report}");
}

//! A catalog in which stands what the proof once decided otherwise than all answers, one by one.

use std::collections::BTreeMap;

use crate::tiny::{REFERENCES, SOURCES, options, why};

/// Its files.
pub(crate) fn files() -> BTreeMap<String, String> {
    let question = |section: &str, more: &str| {
        format!(
            "section = \"{section}\"\ntitle = \"S\"\nabout = \"About it.\"\n[[question]]\nid = \"{section}.q\"\nkind = \"choice\"\n\
             group = \"g\"\nchip = \"Q\"\nask = \"What is it?\"\nwhy = \"It is read.\"\n{more}{}",
            options(2).replace("[[option]]", "[[question.option]]")
        )
    };
    let decision = |id: &str, scope: &str, kind: &str, count: usize, rows: &[String]| {
        format!(
            "decides = \"{id}\"\nscope = \"{scope}\"\nkind = \"{kind}\"\ntitle = \"T\"\nasks = \"Which?\"\n{}{}",
            options(count),
            rows.concat()
        )
    };
    let row = |include: &str, when: &str| {
        format!(
            "[[row]]\ninclude = \"{include}\"\nwhen = {{ {when} }}\nbecause = \"It is so.\"\ncosts = \"It costs.\"\n{SOURCES}"
        )
    };
    let evidence = |id: &str, when: &str, adds: &str| {
        format!(
            "[[row]]\nid = \"{id}\"\nwhen = {{ {when} }}\nadds = {{ {adds} }}\nbecause = \"It is so.\"\n{}{SOURCES}",
            why(adds.split(", ").filter_map(|of| of.split(' ').next()))
        )
    };
    let never = "\"every dataset.q\" = \"unknown\"";
    let of_b = "\"system.q\" = \"b\"";
    let files = [
        ("catalog.toml", "format = 1\nversion = \"0.0.1\"\nsections = [\"system\", \"dataset\"]\ndecisions = [\"whole\", \"each\", \"ranks\"]\n".to_owned()),
        ("references.toml", REFERENCES.to_owned()),
        ("questions/system.toml", question("system", "")),
        ("questions/dataset.toml", question("dataset", "default = \"b\"\ndefault-because = \"It is safe.\"\n")),
        ("trees/whole.toml", decision("whole", "system", "set", 2, &[row("a", never), row("a", never), row("b", of_b), row("a", "\"system.q\" = \"a\"")])),
        (
            "trees/each.toml",
            decision("each", "dataset", "set", 2, &[row("a", "\"dataset.q\" = \"a\""), row("b", "\"dataset.q\" = \"unknown\"")]),
        ),
        (
            "trees/ranks.toml",
            decision("ranks", "system", "ranked", 3, &[evidence("one", of_b, "b = 1, c = 0.5"), evidence("two", of_b, "b = 1"), evidence("three", "\"system.q\" = \"a\"", "a = 3")]),
        ),
        (
            "invariants.toml",
            format!(
                "[[invariant]]\nid = \"some-dataset\"\nwhen = {{ {of_b} }}\nthen = {{ \"any dataset.q\" = \"known\" }}\nbecause = \"It is so.\"\n{SOURCES}\
                 [[invariant]]\nid = \"always-a-set\"\nnever = {{ \"any decision.each\" = \"unknown\" }}\nbecause = \"It is so.\"\n{SOURCES}"
            ),
        ),
    ];
    files.map(|(path, text)| (path.to_owned(), text)).into()
}

//! Tiny catalogs as TOML, drawn from a tape of numbers: zeros give the plainest one, so that shrinking simplifies.
//!
//! Everything that a proof looks at is there: questions with and without defaults and conditions, facts made of rows, trees
//! that read earlier decisions, a set, a score sheet, conflicts, invariants; of the system and of datasets, `any` and `every`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Numbers that decide what a catalog looks like.
pub(crate) struct Tape<'t> {
    numbers: &'t [u16],
    at: usize,
}

impl<'t> Tape<'t> {
    pub(crate) fn new(numbers: &'t [u16]) -> Self {
        Self { numbers, at: 0 }
    }

    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(number) % end.max(1)
    }

    fn pick<'p, T>(&mut self, from: &'p [T]) -> &'p T {
        &from[self.below(from.len())]
    }

    /// Yes in so many of ten cases; zero is no.
    fn yes(&mut self, of_ten: usize) -> bool {
        self.below(10) >= 10 - of_ten
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Scope {
    System,
    Dataset,
}

#[derive(Clone)]
enum Kind {
    /// One of so many options `a`, `b`, `c`.
    Choice(usize),
    /// Any of so many options.
    Multi(usize),
    Number,
}

/// Something that can be tested.
#[derive(Clone)]
struct Thing {
    id: String,
    scope: Scope,
    kind: Kind,
}

/// All whole numbers that the tests below can tell apart.
pub(crate) const NUMBERS: [u64; 5] = [1, 2, 3, 4, 5];
const OPTIONS: [&str; 3] = ["a", "b", "c"];

impl Thing {
    /// A cell that some value is in and some value is not, as TOML.
    fn cell(&self, tape: &mut Tape<'_>) -> String {
        match &self.kind {
            Kind::Number => (*tape.pick(&[
                "\"< 2\"",
                "\">= 4\"",
                "\"<= 2\"",
                "\"> 2\"",
                "\"2..4\"",
                "4",
                "\"unknown\"",
                "\"known\"",
            ]))
            .to_owned(),
            Kind::Choice(options) => match tape.below(6) {
                0..=2 => format!("\"{}\"", OPTIONS[tape.below(*options)]),
                3 => format!("\"not {}\"", OPTIONS[tape.below(*options)]),
                4 if *options == 3 => {
                    let left_out = tape.below(3);
                    let listed: Vec<String> = (0..3)
                        .filter(|option| *option != left_out)
                        .map(|option| format!("\"{}\"", OPTIONS[option]))
                        .collect();
                    format!("[{}]", listed.join(", "))
                }
                4 => "\"known\"".to_owned(),
                _ => "\"unknown\"".to_owned(),
            },
            Kind::Multi(options) => match tape.below(5) {
                0..=1 => format!("\"{}\"", OPTIONS[tape.below(*options)]),
                2 => format!("\"not {}\"", OPTIONS[tape.below(*options)]),
                3 => "\"empty\"".to_owned(),
                _ => "\"unknown\"".to_owned(),
            },
        }
    }

    /// How a test in this scope names it; of datasets the system sees any or every one.
    fn subject(&self, from: Scope, tape: &mut Tape<'_>) -> String {
        if from == Scope::System && self.scope == Scope::Dataset {
            format!("{} {}", tape.pick(&["any", "every"]), self.id)
        } else {
            self.id.clone()
        }
    }
}

/// One to `most` tests of different things, as an inline table.
fn conditions(known: &[Thing], from: Scope, most: usize, tape: &mut Tape<'_>) -> String {
    let visible: Vec<&Thing> = known
        .iter()
        .filter(|thing| {
            from == Scope::Dataset || thing.scope == Scope::System || from == Scope::System
        })
        .collect();
    let mut tests: BTreeMap<String, String> = BTreeMap::new();
    for _ in 0..=tape.below(most) {
        let thing = *tape.pick(&visible);
        let subject = thing.subject(from, tape);
        tests.insert(subject, thing.cell(tape));
    }
    let written: Vec<String> = tests
        .iter()
        .map(|(subject, cell)| format!("\"{subject}\" = {cell}"))
        .collect();
    format!("{{ {} }}", written.join(", "))
}

fn scope_word(scope: Scope) -> &'static str {
    match scope {
        Scope::System => "system",
        Scope::Dataset => "dataset",
    }
}

pub(crate) fn options(count: usize) -> String {
    let mut text = String::new();
    for id in &OPTIONS[..count] {
        writeln!(
            text,
            "[[option]]\nid = \"{id}\"\nlabel = \"{id}\"\nmeans = \"It is {id}.\""
        )
        .unwrap();
    }
    text
}

pub(crate) const REFERENCES: &str = "[[reference]]\nid = \"one-2000\"\ntitle = \"One\"\nauthors = \"O. Ne\"\nyear = 2000\nurl = \"https://example.org\"\n";
pub(crate) const SOURCES: &str = "sources = [\"one-2000\"]\n";

/// The files of a catalog.
pub(crate) fn catalog(tape: &mut Tape<'_>) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    files.insert("references.toml".to_owned(), REFERENCES.to_owned());
    let mut known: Vec<Thing> = Vec::new();
    questions(&mut files, &mut known, tape);
    let mut facts = String::new();
    for (index, scope) in [Scope::Dataset, Scope::System].into_iter().enumerate() {
        if tape.yes(6) {
            fact(&mut facts, index, scope, &mut known, tape);
        }
    }
    if !facts.is_empty() {
        files.insert("derived/facts.toml".to_owned(), facts);
    }
    let mut decisions = Vec::new();
    for (id, scope) in [
        ("one", Scope::Dataset),
        ("two", Scope::System),
        ("three", Scope::Dataset),
    ] {
        if id == "three" && !tape.yes(4) {
            continue;
        }
        files.insert(
            format!("trees/{id}.toml"),
            tree(id, scope, &mut known, tape),
        );
        decisions.push(id);
    }
    let scope = *tape.pick(&[Scope::System, Scope::Dataset]);
    files.insert(
        "trees/members.toml".to_owned(),
        set(scope, &mut known, tape),
    );
    decisions.push("members");
    if tape.yes(4) {
        files.insert("trees/ranks.toml".to_owned(), ranked(&known, tape));
        decisions.push("ranks");
    }
    let mut conflicts = String::new();
    for index in 0..=tape.below(2) {
        conflict(&mut conflicts, index, &known, tape);
    }
    files.insert("conflicts.toml".to_owned(), conflicts);
    let mut invariants = String::new();
    for index in 0..=tape.below(2) {
        let scope = *tape.pick(&[Scope::Dataset, Scope::System]);
        let when = conditions(&known, scope, 2, tape);
        let form = if tape.yes(5) {
            format!(
                "when = {when}\nthen = {}\n",
                conditions(&known, scope, 1, tape)
            )
        } else {
            format!("never = {when}\n")
        };
        write!(
            invariants,
            "[[invariant]]\nid = \"i{index}\"\n{form}because = \"It is so.\"\n{SOURCES}\n"
        )
        .unwrap();
    }
    files.insert("invariants.toml".to_owned(), invariants);
    let listed: Vec<String> = decisions.iter().map(|id| format!("\"{id}\"")).collect();
    files.insert(
        "catalog.toml".to_owned(),
        format!("format = 1\nversion = \"0.0.1\"\nsections = [\"system\", \"dataset\"]\ndecisions = [{}]\n", listed.join(", ")),
    );
    files
}

/// Four questions: a choice each of the system and of datasets, a number, and one more choice.
fn questions(files: &mut BTreeMap<String, String>, known: &mut Vec<Thing>, tape: &mut Tape<'_>) {
    let mut sections = BTreeMap::from([("system", String::new()), ("dataset", String::new())]);
    let drawn = [
        (Scope::System, Kind::Choice(2 + tape.below(2))),
        (Scope::Dataset, Kind::Choice(2 + tape.below(2))),
        (*tape.pick(&[Scope::Dataset, Scope::System]), Kind::Number),
        (
            *tape.pick(&[Scope::System, Scope::Dataset]),
            if tape.yes(3) {
                Kind::Multi(2)
            } else {
                Kind::Choice(2)
            },
        ),
    ];
    for (index, (scope, kind)) in drawn.into_iter().enumerate() {
        let section = scope_word(scope);
        let id = format!("{section}.q{index}");
        let mut text = format!(
            "[[question]]\nid = \"{id}\"\ngroup = \"g\"\nchip = \"Q\"\nask = \"What is it?\"\nwhy = \"It is read.\"\n"
        );
        let visible: Vec<Thing> = known
            .iter()
            .filter(|thing| thing.scope == scope || scope == Scope::Dataset)
            .cloned()
            .collect();
        if !visible.is_empty() && tape.yes(4) {
            writeln!(text, "when = {}", conditions(&visible, scope, 1, tape)).unwrap();
        }
        let default = match &kind {
            Kind::Choice(options) => format!("\"{}\"", OPTIONS[tape.below(*options)]),
            Kind::Multi(_) => (*tape.pick(&["[]", "[\"a\"]"])).to_owned(),
            Kind::Number => (*tape.pick(&["2", "5"])).to_owned(),
        };
        if tape.yes(5) {
            writeln!(
                text,
                "default = {default}\ndefault-because = \"It is safe.\""
            )
            .unwrap();
        }
        match &kind {
            Kind::Number => text.push_str(
                "kind = \"integer\"\nmin = 1\nmax = 5\n[[question.preset]]\nvalue = 2\nlabel = \"Two\"\nmeans = \"It is two.\"\n\
                 [[question.preset]]\nvalue = 4\nlabel = \"Four\"\nmeans = \"It is four.\"\n",
            ),
            Kind::Choice(count) => {
                text.push_str("kind = \"choice\"\n");
                text.push_str(&options(*count).replace("[[option]]", "[[question.option]]"));
            }
            Kind::Multi(count) => {
                text.push_str("kind = \"multi\"\n");
                text.push_str(&options(*count).replace("[[option]]", "[[question.option]]"));
            }
        }
        sections.get_mut(section).unwrap().push_str(&text);
        known.push(Thing { id, scope, kind });
    }
    for (section, text) in sections {
        let head = format!("section = \"{section}\"\ntitle = \"S\"\nabout = \"About it.\"\n\n");
        files.insert(format!("questions/{section}.toml"), head + &text);
    }
}

fn fact(
    facts: &mut String,
    index: usize,
    scope: Scope,
    known: &mut Vec<Thing>,
    tape: &mut Tape<'_>,
) {
    let id = format!("derived.f{index}");
    let mut rows: Vec<String> = (0..=tape.below(3))
        .map(|_| {
            let when = conditions(known, scope, 2, tape);
            format!("{{ when = {when}, is = \"{}\" }}", OPTIONS[tape.below(2)])
        })
        .collect();
    if tape.yes(7) {
        rows.push(format!(
            "{{ when = {{}}, is = \"{}\" }}",
            OPTIONS[tape.below(2)]
        ));
    }
    write!(
        facts,
        "[[fact]]\nid = \"{id}\"\nscope = \"{}\"\nkind = \"choice\"\noptions = [\"a\", \"b\"]\nmeans = \"It is so.\"\n{SOURCES}rows = [{}]\n\n",
        scope_word(scope),
        rows.join(", ")
    )
    .unwrap();
    let kind = Kind::Choice(2);
    known.push(Thing { id, scope, kind });
}

/// A chain of one to three nodes; each has a leaf of its own, and the last one two.
fn tree(id: &str, scope: Scope, known: &mut Vec<Thing>, tape: &mut Tape<'_>) -> String {
    let count = 2 + tape.below(2);
    let nodes = 1 + tape.below(3);
    let mut text = format!(
        "decides = \"{id}\"\nscope = \"{}\"\nkind = \"choice\"\ntitle = \"T\"\nasks = \"Which one?\"\n{}",
        scope_word(scope),
        options(count)
    );
    for node in 0..nodes {
        let thing = tape.pick(known).clone();
        let subject = thing.subject(scope, tape);
        let further = if node + 1 < nodes {
            format!("n{}", node + 1)
        } else {
            format!("l{nodes}")
        };
        let mut branches = vec![format!("{{ is = {}, go = \"l{node}\" }}", thing.cell(tape))];
        // Of several options at once two branches may both be met; the first counts.
        if matches!(thing.kind, Kind::Multi(_)) && tape.yes(6) {
            branches = vec![
                format!("{{ is = \"a\", go = \"l{node}\" }}"),
                format!("{{ is = \"b\", go = \"l{}\" }}", tape.below(nodes + 1)),
            ];
        }
        // Two cells of one number that cannot overlap, and what lies between them.
        if matches!(thing.kind, Kind::Number) && tape.yes(4) {
            let other = if tape.yes(5) {
                further.clone()
            } else {
                format!("l{}", tape.below(nodes + 1))
            };
            branches = vec![
                format!("{{ is = \"< 2\", go = \"l{node}\" }}"),
                format!("{{ is = \">= 4\", go = \"{other}\" }}"),
            ];
        }
        branches.push(format!("{{ is = \"else\", go = \"{further}\" }}"));
        write!(
            text,
            "[[node]]\nid = \"n{node}\"\ntest = \"{subject}\"\nbranch = [{}]\n",
            branches.join(", ")
        )
        .unwrap();
    }
    for leaf in 0..=nodes {
        let chosen = tape.below(count);
        write!(
            text,
            "[[leaf]]\nid = \"l{leaf}\"\nchoose = \"{}\"\nbecause = \"It is so.\"\ncosts = \"It costs.\"\nrejects = [{{ choice = \"{}\", because = \"It is not.\" }}]\n{SOURCES}",
            OPTIONS[chosen],
            OPTIONS[(chosen + 1) % count]
        )
        .unwrap();
    }
    let (id, kind) = (format!("decision.{id}"), Kind::Choice(count));
    known.push(Thing { id, scope, kind });
    text
}

fn set(scope: Scope, known: &mut Vec<Thing>, tape: &mut Tape<'_>) -> String {
    let mut text = format!(
        "decides = \"members\"\nscope = \"{}\"\nkind = \"set\"\ntitle = \"T\"\nasks = \"Which ones?\"\n{}",
        scope_word(scope),
        options(2)
    );
    for _ in 0..2 + tape.below(3) {
        let when = conditions(known, scope, 2, tape);
        write!(
            text,
            "[[row]]\ninclude = \"{}\"\nwhen = {when}\nbecause = \"It is so.\"\ncosts = \"It costs.\"\n{SOURCES}",
            OPTIONS[tape.below(2)]
        )
        .unwrap();
    }
    let (id, kind) = ("decision.members".to_owned(), Kind::Multi(2));
    known.push(Thing { id, scope, kind });
    text
}

/// Why evidence weighs each option.
pub(crate) fn why<'o>(options: impl Iterator<Item = &'o str>) -> String {
    let why: Vec<String> = options
        .map(|option| format!("{option} = \"It is so.\""))
        .collect();
    format!("why = {{ {} }}\n", why.join(", "))
}

fn ranked(known: &[Thing], tape: &mut Tape<'_>) -> String {
    let mut text = format!(
        "decides = \"ranks\"\nscope = \"system\"\nkind = \"ranked\"\ntitle = \"T\"\nasks = \"Which first?\"\n{}",
        options(3)
    );
    for row in 0..2 + tape.below(2) {
        let when = conditions(known, Scope::System, 2, tape);
        let mut weighed = Vec::new();
        for option in OPTIONS {
            let weight = tape.below(7);
            if weight > 0 {
                weighed.push((option, weight as f64 * 0.5 - 1.0));
            }
        }
        if weighed.is_empty() {
            weighed.push(("a", 1.0));
        }
        let weights: Vec<String> = weighed
            .iter()
            .map(|(option, bits)| format!("{option} = {bits}"))
            .collect();
        write!(
            text,
            "[[row]]\nid = \"r{row}\"\nwhen = {when}\nadds = {{ {} }}\nbecause = \"It is so.\"\n{}{SOURCES}",
            weights.join(", "),
            why(weighed.iter().map(|(option, _)| *option))
        )
        .unwrap();
    }
    text
}

fn conflict(conflicts: &mut String, index: usize, known: &[Thing], tape: &mut Tape<'_>) {
    let scope = *tape.pick(&[Scope::Dataset, Scope::System]);
    let when = conditions(known, scope, 2, tape);
    let first = tape.below(4);
    let mut answers = vec![format!("\"{}\"", known[first].id)];
    if tape.yes(4) {
        let second = &known[(first + 1) % 4];
        answers.push(format!("\"{}\"", second.id));
    }
    let to = if matches!(known[first].kind, Kind::Number) {
        "2"
    } else {
        "a"
    };
    write!(
        conflicts,
        "[[conflict]]\nid = \"c{index}\"\ntitle = \"C\"\nwhen = {when}\nanswers = [{}]\nbecause = \"It is so.\"\nways-out = [{{ set = \"{}\", to = \"{to}\", then = \"It is mended.\" }}]\n{SOURCES}\n",
        answers.join(", "),
        known[first].id
    )
    .unwrap();
}

//! What the catalog must satisfy as a whole.
//!
//! Here: an order of evaluation, templates that name only what exists, one formula for each that is named.
//! Not here: proofs over all answers (`proof`).

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Kind as Problem, Place};

use super::prose::texts;
use super::{Body, Catalog, Condition, How, Prose, Quantifier, Scope, Subject, Target, Tree};

impl Tree {
    fn subjects(&self) -> impl Iterator<Item = Subject> + '_ {
        self.nodes.iter().map(|node| node.subject)
    }
}

impl Catalog {
    /// What a question, fact or decision reads directly.
    pub fn reads(&self, target: Target) -> impl Iterator<Item = Target> + '_ {
        self.subjects(target).map(|subject| subject.target)
    }

    /// The same, with how it looks at what exists once per dataset.
    #[must_use]
    pub fn subjects(&self, target: Target) -> Box<dyn Iterator<Item = Subject> + '_> {
        fn of<'c>(
            when: impl IntoIterator<Item = &'c Vec<Condition>>,
        ) -> impl Iterator<Item = Subject> {
            let conditions = when.into_iter().flatten();
            conditions.map(|condition| condition.subject)
        }
        let itself = |target| Subject {
            quantifier: Quantifier::One,
            target,
        };
        match target {
            Target::Question(index) => Box::new(of([&self.questions[index].when])),
            Target::Fact(index) => match &self.facts[index].how {
                How::Rows(rows) => Box::new(of(rows.iter().map(|row| &row.when))),
                How::Formula(_, from) => Box::new(from.iter().copied().map(itself)),
            },
            Target::Decision(index) | Target::Figure(index, _) => match &self.decisions[index].body
            {
                Body::Choice(tree) => Box::new(tree.subjects()),
                Body::Figures(tree) => {
                    let losses = self.fact("derived.losses").map(Target::Fact);
                    Box::new(tree.subjects().chain(losses.map(itself)))
                }
                Body::Set(rows) => Box::new(of(rows.iter().map(|row| &row.when))),
                Body::Ranked(sheet) => Box::new(of(sheet.rows.iter().map(|row| &row.when))),
            },
        }
    }

    fn place_of(&self, target: Target) -> &Place {
        match target {
            Target::Question(index) => &self.questions[index].place,
            Target::Fact(index) => &self.facts[index].place,
            Target::Decision(index) | Target::Figure(index, _) => &self.decisions[index].place,
        }
    }
}

/// Questions, facts and decisions, each after what it reads.
pub(super) fn order(catalog: &Catalog) -> Result<Vec<Target>, Diagnostic> {
    let all = (0..catalog.questions.len())
        .map(Target::Question)
        .chain((0..catalog.facts.len()).map(Target::Fact))
        .chain((0..catalog.decisions.len()).map(Target::Decision));
    let mut done = BTreeSet::new();
    let mut order = Vec::new();
    for target in all {
        visit(catalog, target, &mut done, &mut Vec::new(), &mut order)?;
    }
    Ok(order)
}

fn visit(
    catalog: &Catalog,
    target: Target,
    done: &mut BTreeSet<Target>,
    path: &mut Vec<Target>,
    order: &mut Vec<Target>,
) -> Result<(), Diagnostic> {
    let target = match target {
        Target::Figure(index, _) => Target::Decision(index),
        other => other,
    };
    if done.contains(&target) {
        return Ok(());
    }
    if let Some(start) = path.iter().position(|on_path| *on_path == target) {
        let mut ring: Vec<String> = path[start..]
            .iter()
            .map(|target| catalog.target_id(*target))
            .collect();
        ring.push(catalog.target_id(target));
        let place = catalog.place_of(target).clone();
        return Err(Diagnostic::error(
            Problem::Cycle,
            place,
            format!("`{}` waits for itself", catalog.target_id(target)),
        )
        .expected("questions, facts and decisions that can be put in an order")
        .help(format!("the way round is {}", ring.join(" → "))));
    }
    path.push(target);
    for read in catalog.reads(target) {
        visit(catalog, read, done, path, order)?;
    }
    path.pop();
    done.insert(target);
    order.push(target);
    Ok(())
}

/// Problems of the catalog's prose: templates that cannot be read, or that name what does not exist.
#[must_use]
pub fn templates(catalog: &Catalog) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let names = Names::of(catalog);
    let mut look = |prose: &Prose, scope: Scope| names.check(prose, scope, &mut problems);
    for decision in &catalog.decisions {
        match &decision.body {
            Body::Choice(tree) | Body::Figures(tree) => {
                for leaf in &tree.leaves {
                    look(&leaf.because, decision.scope);
                    look(&leaf.costs, decision.scope);
                    leaf.rejects
                        .iter()
                        .for_each(|(_, prose)| look(prose, decision.scope));
                }
            }
            Body::Set(rows) => {
                for row in rows {
                    look(&row.because, decision.scope);
                    look(&row.costs, decision.scope);
                }
            }
            Body::Ranked(sheet) => sheet
                .rows
                .iter()
                .flat_map(|row| row.why.values().chain([&row.because]))
                .chain(sheet.uncertain.iter().flat_map(|of| &of.now))
                .for_each(|prose| look(prose, decision.scope)),
        }
    }
    for pattern in &catalog.patterns {
        texts(pattern).for_each(|prose| look(prose, pattern.scope));
    }
    for row in &catalog.partition {
        for prose in [&row.majority, &row.minority, &row.healed] {
            look(prose, Scope::Dataset);
        }
    }
    for row in &catalog.split_brain {
        for prose in [&row.how, &row.condition] {
            look(prose, row.scope);
        }
    }
    for row in &catalog.containment {
        look(&row.act, Scope::System);
    }
    for response in &catalog.responses {
        let fixed = [&response.confirm, &response.durable, &response.verify];
        let lists = response
            .now
            .iter()
            .chain(&response.avoid)
            .map(|advice| &advice.says)
            .chain(
                response
                    .changes
                    .iter()
                    .flat_map(|of| [&of.what, &of.enter, &of.exit, &of.verify]),
            )
            .chain(response.amend.iter().map(|amend| &amend.because));
        fixed
            .into_iter()
            .chain(lists)
            .for_each(|prose| look(prose, Scope::System));
    }
    for product in &catalog.products {
        for fit in &product.fits {
            look(&fit.because, Scope::Dataset);
            if let Some(own) = &fit.own {
                look(&own.copies, Scope::Dataset);
                look(&own.write_quorum, Scope::Dataset);
            }
            for setting in fit.settings.iter().chain(&fit.breaks) {
                look(&setting.to, Scope::Dataset);
                look(&setting.because, Scope::Dataset);
            }
        }
        for row in &product.takeovers {
            look(&row.because, Scope::Dataset);
        }
        for miss in &product.misses {
            look(&miss.because, Scope::Dataset);
        }
    }
    for conflict in &catalog.conflicts {
        look(&conflict.because, conflict.scope);
        for way in &conflict.ways_out {
            look(&way.to, conflict.scope);
            look(&way.then, conflict.scope);
        }
    }
    problems
}

/// Facts that name a formula which does not exist: they would be unknown whatever the answers. `known` are the
/// formulas that there are.
#[must_use]
pub fn formulas<'k>(catalog: &Catalog, known: impl Iterator<Item = &'k str>) -> Vec<Diagnostic> {
    let known: Vec<&str> = known.collect();
    let missing = catalog.facts.iter().filter_map(|fact| match &fact.how {
        How::Formula(formula, _) if !known.contains(&formula.as_str()) => Some((fact, formula)),
        _ => None,
    });
    missing
        .map(|(fact, formula)| {
            let problem = format!("`{formula}`, which gives `{}`, is not a formula", fact.id);
            Diagnostic::error(Problem::UnknownId, fact.place.clone(), problem)
                .expected_one_of(formula, known.iter().copied())
        })
        .collect()
}

/// The names a template may use.
struct Names {
    system: BTreeSet<String>,
    dataset: BTreeSet<String>,
    figures: BTreeMap<String, Scope>,
}

impl Names {
    fn of(catalog: &Catalog) -> Self {
        let under = |id: &str| id.replace('-', "_");
        let mut names = Self {
            system: BTreeSet::new(),
            dataset: BTreeSet::new(),
            figures: BTreeMap::new(),
        };
        let mut add = |id: String, scope: Scope| match scope {
            Scope::Dataset => names.dataset.insert(id),
            _ => names.system.insert(id),
        };
        for question in &catalog.questions {
            add(under(&question.id), question.scope);
        }
        for fact in &catalog.facts {
            add(under(&fact.id), fact.scope);
        }
        for decision in &catalog.decisions {
            add(format!("decision.{}", under(&decision.id)), decision.scope);
        }
        for name in ["n", "r", "w", "f", "rule"] {
            add(format!("quorum.{name}"), Scope::Dataset);
        }
        names.figures = catalog
            .figures
            .iter()
            .map(|figure| {
                let scope = if figure.largest {
                    Scope::System
                } else {
                    figure.scope
                };
                (figure.id.clone(), scope)
            })
            .collect();
        names
    }

    fn check(&self, prose: &Prose, scope: Scope, problems: &mut Vec<Diagnostic>) {
        let environment = minijinja::Environment::empty();
        let template = match environment.template_from_str(&prose.text) {
            Ok(template) => template,
            Err(error) => {
                problems.push(
                    Diagnostic::error(
                        Problem::Template,
                        prose.place.clone(),
                        format!("this text is not a template: {error}"),
                    )
                    .expected("text with `{{ … }}` and `{% if … %}…{% endif %}`"),
                );
                return;
            }
        };
        for name in template.undeclared_variables(true) {
            let known = matches!(name.as_str(), "figure" | "known" | "id")
                || (name == "datasets" && scope == Scope::System)
                || self.system.contains(&name)
                || (scope == Scope::Dataset && self.dataset.contains(&name));
            if !known {
                let words: Vec<&str> = self
                    .system
                    .iter()
                    .chain(&self.dataset)
                    .map(String::as_str)
                    .collect();
                let problem = Diagnostic::error(
                    Problem::UnknownId,
                    prose.place.clone(),
                    format!("this text uses `{name}`, which is not known here"),
                );
                problems.push(if scope == Scope::System && self.dataset.contains(&name) {
                    problem.help("this is said once for the system; `datasets | names` prints the names of the datasets")
                } else {
                    problem.expected_one_of(&name, words)
                });
            }
        }
        for figure in figures_named(&prose.text) {
            match self.figures.get(figure) {
                Some(Scope::Dataset) if scope == Scope::System => problems.push(Diagnostic::error(
                    Problem::Scope,
                    prose.place.clone(),
                    format!("the figure `{figure}` exists once per dataset, and this text once for the system"),
                )),
                Some(_) => {}
                None => problems.push(
                    Diagnostic::error(Problem::UnknownId, prose.place.clone(), format!("`{figure}` is not a figure"))
                        .expected_one_of(figure, self.figures.keys().map(String::as_str)),
                ),
            }
        }
    }
}

/// The ids inside `figure('…')`.
fn figures_named(text: &str) -> impl Iterator<Item = &str> {
    text.split("figure(").skip(1).filter_map(|rest| {
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        rest[1..].split(quote).next()
    })
}

//! Which open questions can still change the outcome.
//!
//! Every question without an answer may take any of its values; what follows is computed for all of them at once,
//! three-valued: a condition holds, fails, or may do either. A question is relevant where a test that may go
//! either way looks at it and its branches do not all end in the same leaf. This errs on the side of asking:
//! a question that it calls irrelevant changes nothing, whatever is answered to the others.

mod paths;
mod spots;

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::{Answer, Answers, Spot};
use crate::catalog::{
    Body, Catalog, Cell, Condition, How, Kind, OptionSet, Quantifier, Scope, Sheet, Subject,
    Target, Value,
};
use crate::derive::{self, World};
use crate::engine;

use spots::{Spots, Width};

/// The spots that can still change a decision, a figure, a conflict or the prose of the brief.
#[must_use]
pub fn relevant(
    catalog: &Catalog,
    world: &World,
    answers: &Answers,
    passed: &BTreeSet<Spot>,
) -> BTreeSet<Spot> {
    let scopes = [Scope::System, Scope::Dataset, Scope::Service];
    let widest = scopes.map(|scope| answers.sheets(scope).len());
    let none = |scopes: Vec<Scope>| -> Vec<Vec<Found>> {
        let count = |scope| answers.sheets(scope).len();
        let each = scopes.into_iter();
        each.map(|scope| Vec::with_capacity(count(scope))).collect()
    };
    let questions = catalog.questions.iter().map(|question| question.scope);
    let facts = catalog.facts.iter().map(|fact| fact.scope);
    let decisions = catalog.decisions.iter().map(|decision| decision.scope);
    let mut reach = Reach {
        catalog,
        world,
        answers,
        passed,
        width: Width(widest.into_iter().max().unwrap_or(1)),
        questions: none(questions.collect()),
        facts: none(facts.collect()),
        decisions: none(decisions.collect()),
    };
    for target in &catalog.order {
        for sheet in 0..answers.sheets(catalog.scope_of(*target)).len() {
            reach.step(*target, sheet);
        }
    }
    reach.finish()
}

/// The values that a target can still take.
#[derive(Debug, Clone, PartialEq)]
enum Possible {
    Exactly(Value),
    /// Some of these options, and perhaps nothing.
    Among(OptionSet, bool),
    /// Any value of its kind.
    Any,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Yes,
    No,
    Maybe,
}

struct Reach<'a> {
    catalog: &'a Catalog,
    world: &'a World,
    answers: &'a Answers,
    passed: &'a BTreeSet<Spot>,
    width: Width,
    questions: Vec<Vec<Found>>,
    facts: Vec<Vec<Found>>,
    decisions: Vec<Vec<Found>>,
}

/// What was found out about a target.
struct Found {
    possible: Possible,
    /// Open questions that its value still depends on.
    touched: Spots,
}

impl Found {
    /// One whose value is settled.
    fn settled(value: Value) -> Self {
        Self {
            possible: Possible::Exactly(value),
            touched: Spots::default(),
        }
    }
}

/// Targets whose open questions count.
type Looked = Vec<(Target, usize)>;

impl Reach<'_> {
    fn step(&mut self, target: Target, sheet: usize) {
        // The sheets of a target come in order.
        match target {
            Target::Question(index) => {
                let found = self.question(index, sheet);
                self.questions[index].push(found);
            }
            Target::Fact(index) => {
                let found = self.fact(index, sheet);
                self.facts[index].push(found);
            }
            Target::Decision(index) | Target::Figure(index, _) => {
                let found = self.decision(index, sheet);
                self.decisions[index].push(found);
            }
        }
    }

    /// What a target can still be, by the open questions of those that it looked at.
    fn found(&self, possible: Possible, looked: &Looked) -> Found {
        let mut touched = Spots::default();
        self.join(&mut touched, looked);
        Found { possible, touched }
    }

    fn join(&self, touched: &mut Spots, looked: &Looked) {
        for (target, sheet) in looked {
            if let Some(found) = self.at(*target, *sheet) {
                touched.join(&found.touched);
            }
        }
    }

    fn question(&self, index: usize, sheet: usize) -> Found {
        let question = &self.catalog.questions[index];
        let spot = Spot {
            question: index,
            sheet,
        };
        let mut looked = Looked::new();
        let active = self.all_hold(&question.when, sheet, &mut looked);
        if active == Holds::No {
            return Found::settled(question.inactive.clone());
        }
        let said = match self.answers.get(self.catalog, spot) {
            Some(Answer::Given(value)) => Some(value.clone()),
            None if !self.passed.contains(&spot) => None,
            _ => Some(engine::untold(self.catalog, self.answers, spot).0),
        };
        match said {
            Some(value) if active == Holds::Yes => self.found(Possible::Exactly(value), &looked),
            Some(_) => self.found(Possible::Any, &looked),
            None => {
                let possible = match &question.kind {
                    Kind::Choice(options) if active == Holds::Yes => {
                        Possible::Among(OptionSet::first(options.len()), question.default.is_none())
                    }
                    _ => Possible::Any,
                };
                let mut found = self.found(possible, &looked);
                found.touched.add(spot, self.width);
                found
            }
        }
    }

    fn fact(&self, index: usize, sheet: usize) -> Found {
        let mut looked = Looked::new();
        match &self.catalog.facts[index].how {
            How::Rows(rows) => {
                let mut values: Vec<Value> = Vec::new();
                let mut settled = false;
                for row in rows {
                    match self.all_hold(&row.when, sheet, &mut looked) {
                        Holds::No => {}
                        Holds::Maybe => values.push(row.is.clone()),
                        Holds::Yes => {
                            values.push(row.is.clone());
                            settled = true;
                            break;
                        }
                    }
                }
                if !settled {
                    values.push(Value::Unknown);
                }
                values.dedup();
                match values.as_slice() {
                    [one] => Found::settled(one.clone()),
                    many => self.found(among(many), &looked),
                }
            }
            How::Formula(formula, from) => {
                let inputs: Option<Vec<&Value>> = from
                    .iter()
                    .map(|target| match self.possible(*target, sheet) {
                        Possible::Exactly(value) => Some(value),
                        _ => None,
                    })
                    .collect();
                if let Some(inputs) = inputs {
                    Found::settled(derive::compute(formula, &inputs, self.world))
                } else {
                    looked.extend(from.iter().map(|target| (*target, sheet)));
                    self.found(Possible::Any, &looked)
                }
            }
        }
    }

    fn decision(&self, index: usize, sheet: usize) -> Found {
        let mut looked = Looked::new();
        let decision = &self.catalog.decisions[index];
        match &decision.body {
            Body::Choice(tree) => {
                let leaves = self.leaves(tree, 0, sheet, &mut looked, &mut BTreeMap::new());
                let options =
                    leaves
                        .iter()
                        .filter_map(|leaf| match tree.leaves.get(*leaf)?.gives {
                            crate::catalog::Gives::Option(option) => Some(option),
                            crate::catalog::Gives::Figures { .. } => None,
                        });
                let options = options.fold(OptionSet::default(), OptionSet::with);
                let one = options.iter().next().filter(|_| options.len() == 1);
                let possible = one.map_or(Possible::Among(options, false), |option| {
                    Possible::Exactly(Value::Choice(option))
                });
                self.found(possible, &looked)
            }
            Body::Figures(tree) => {
                self.leaves(tree, 0, sheet, &mut looked, &mut BTreeMap::new());
                if let Some(losses) = self.catalog.fact("derived.losses") {
                    looked.push((Target::Fact(losses), sheet));
                }
                self.found(Possible::Any, &looked)
            }
            Body::Set(rows) => {
                let (mut sure, mut open) = (OptionSet::default(), OptionSet::default());
                for row in rows {
                    match self.all_hold(&row.when, sheet, &mut looked) {
                        Holds::Yes => sure = sure.with(row.include),
                        Holds::Maybe => open = open.with(row.include),
                        Holds::No => {}
                    }
                }
                let settled = open.minus(sure).is_empty();
                let possible = if settled {
                    Possible::Exactly(Value::Multi(sure))
                } else {
                    Possible::Any
                };
                self.found(possible, &looked)
            }
            Body::Ranked(Sheet { rows, .. }) => {
                for row in rows {
                    self.all_hold(&row.when, sheet, &mut looked);
                }
                self.found(Possible::Any, &looked)
            }
        }
    }

    /// What was found of a target: of the system once, of figures with their decision.
    fn at(&self, target: Target, sheet: usize) -> Option<&Found> {
        let sheet = match self.catalog.scope_of(target) {
            Scope::System => 0,
            _ => sheet,
        };
        let sheets = match target {
            Target::Question(index) => &self.questions[index],
            Target::Fact(index) => &self.facts[index],
            Target::Decision(index) | Target::Figure(index, _) => &self.decisions[index],
        };
        sheets.get(sheet)
    }

    fn possible(&self, target: Target, sheet: usize) -> &Possible {
        static ANY: Possible = Possible::Any;
        self.at(target, sheet).map_or(&ANY, |found| &found.possible)
    }

    fn holds_here(&self, target: Target, cell: &Cell, sheet: usize, looked: &mut Looked) -> Holds {
        let holds = match self.possible(target, sheet) {
            Possible::Exactly(value) => {
                if cell.matches(value) {
                    Holds::Yes
                } else {
                    Holds::No
                }
            }
            Possible::Among(options, unknown) => {
                let mut matching = options
                    .iter()
                    .map(|option| cell.matches(&Value::Choice(option)))
                    .collect::<Vec<_>>();
                if *unknown {
                    matching.push(cell.matches(&Value::Unknown));
                }
                match (matching.contains(&true), matching.contains(&false)) {
                    (true, false) => Holds::Yes,
                    (false, _) => Holds::No,
                    _ => Holds::Maybe,
                }
            }
            Possible::Any => Holds::Maybe,
        };
        if holds == Holds::Maybe {
            looked.push((target, sheet));
        }
        holds
    }

    fn holds(&self, subject: Subject, cell: &Cell, sheet: usize, looked: &mut Looked) -> Holds {
        let count = self.answers.datasets().len();
        let each = |looked: &mut Looked| {
            (0..count)
                .map(|sheet| self.holds_here(subject.target, cell, sheet, looked))
                .collect::<Vec<_>>()
        };
        match subject.quantifier {
            Quantifier::One => self.holds_here(subject.target, cell, sheet, looked),
            Quantifier::Any => {
                let all = each(looked);
                if all.contains(&Holds::Yes) {
                    Holds::Yes
                } else if all.contains(&Holds::Maybe) {
                    Holds::Maybe
                } else {
                    Holds::No
                }
            }
            Quantifier::Every => {
                let all = each(looked);
                if all.is_empty() || all.contains(&Holds::No) {
                    Holds::No
                } else if all.contains(&Holds::Maybe) {
                    Holds::Maybe
                } else {
                    Holds::Yes
                }
            }
        }
    }

    fn all_hold(&self, when: &[Condition], sheet: usize, looked: &mut Looked) -> Holds {
        // What was looked at counts only where it may go either way.
        let before = looked.len();
        let mut sum = Holds::Yes;
        for condition in when {
            match self.holds(condition.subject, &condition.cell, sheet, looked) {
                Holds::No => {
                    looked.truncate(before);
                    return Holds::No;
                }
                Holds::Maybe => sum = Holds::Maybe,
                Holds::Yes => {}
            }
        }
        if sum != Holds::Maybe {
            looked.truncate(before);
        }
        sum
    }

    /// Everything that the brief shows: decisions, conflicts, patterns, guidance, figures, and plain texts.
    fn finish(self) -> BTreeSet<Spot> {
        let mut relevant = Spots::default();
        for found in self.decisions.iter().flatten() {
            relevant.join(&found.touched);
        }
        let mut looked = Looked::new();
        let mut rows: Vec<(Scope, &[Condition])> = Vec::new();
        rows.extend(
            self.catalog
                .conflicts
                .iter()
                .map(|row| (row.scope, row.when.as_slice())),
        );
        rows.extend(
            self.catalog
                .patterns
                .iter()
                .map(|row| (row.scope, row.when.as_slice())),
        );
        rows.extend(
            self.catalog
                .partition
                .iter()
                .map(|row| (Scope::Dataset, row.when.as_slice())),
        );
        rows.extend(
            self.catalog
                .split_brain
                .iter()
                .map(|row| (row.scope, row.when.as_slice())),
        );
        for guard in self.catalog.guards() {
            rows.push((Scope::System, guard.when.as_slice()));
            rows.push((Scope::System, guard.unless.as_slice()));
        }
        for product in &self.catalog.products {
            rows.extend(product.rows().map(|when| (Scope::Dataset, when.as_slice())));
            for (question, options) in [
                ("system.hosting", product.hosting),
                ("system.operators", product.operators),
            ] {
                if let Some(question) = self.catalog.question(question) {
                    let cell = Cell::OneOf(options);
                    self.holds_here(Target::Question(question), &cell, 0, &mut looked);
                }
            }
        }
        for (scope, when) in rows {
            for sheet in 0..self.answers.sheets(scope).len() {
                self.all_hold(when, sheet, &mut looked);
            }
        }
        for figure in &self.catalog.figures {
            let sheets = 0..self.answers.sheets(figure.scope).len();
            let printed: Vec<usize> = sheets
                .filter(|sheet| self.all_hold(&figure.when, *sheet, &mut looked) != Holds::No)
                .collect();
            for input in &figure.inputs {
                looked.extend(self.inputs(*input, &printed));
            }
        }
        looked.sort_unstable();
        looked.dedup();
        self.join(&mut relevant, &looked);
        for (index, question) in self.catalog.questions.iter().enumerate() {
            let printed = matches!(question.kind, Kind::Text | Kind::List);
            // The situation chooses which questions are asked at all.
            if printed || question.id == "system.situation" {
                for sheet in 0..self.answers.sheets(question.scope).len() {
                    let spot = Spot {
                        question: index,
                        sheet,
                    };
                    relevant.add(spot, self.width);
                }
            }
        }
        relevant.listed(self.width)
    }

    /// Where a figure's input is looked at, seen from the figure's own scope, by the datasets that the figure is of.
    fn inputs(&self, target: Target, printed: &[usize]) -> Looked {
        let datasets = self.answers.datasets().len();
        let everywhere = self.catalog.scope_of(target) == Scope::Dataset && datasets > 1;
        if everywhere && !printed.is_empty() {
            return (0..datasets).map(|sheet| (target, sheet)).collect();
        }
        printed.iter().map(|sheet| (target, *sheet)).collect()
    }
}

fn among(values: &[Value]) -> Possible {
    let mut options = OptionSet::default();
    let mut unknown = false;
    for value in values {
        match value {
            Value::Choice(option) => options = options.with(*option),
            Value::Unknown => unknown = true,
            _ => return Possible::Any,
        }
    }
    Possible::Among(options, unknown)
}

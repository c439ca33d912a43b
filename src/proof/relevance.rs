//! Which open questions can still change the outcome.
//!
//! Every question without an answer may take any of its values; what follows is computed for all of them at once,
//! three-valued: a condition holds, fails, or may do either. A question is relevant where a test that may go
//! either way looks at it and its branches do not all end in the same leaf. This errs on the side of asking:
//! a question that it calls irrelevant changes nothing, whatever is answered to the others.

mod paths;

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::{Answer, Answers, Spot};
use crate::catalog::{
    Body, Catalog, Cell, Condition, How, Kind, OptionSet, Quantifier, Scope, Sheet, Subject,
    Target, Value,
};
use crate::derive::{self, World};
use crate::engine;

/// The spots that can still change a decision, a figure, a conflict or the prose of the brief.
#[must_use]
pub fn relevant(
    catalog: &Catalog,
    world: &World,
    answers: &Answers,
    passed: &BTreeSet<Spot>,
) -> BTreeSet<Spot> {
    let mut reach = Reach {
        catalog,
        world,
        answers,
        passed,
        possible: BTreeMap::new(),
        touched: BTreeMap::new(),
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
    possible: BTreeMap<(Target, usize), Possible>,
    /// Open questions that a target's value still depends on.
    touched: BTreeMap<(Target, usize), BTreeSet<Spot>>,
}

impl Reach<'_> {
    fn step(&mut self, target: Target, sheet: usize) {
        let (possible, touched) = match target {
            Target::Question(index) => self.question(index, sheet),
            Target::Fact(index) => self.fact(index, sheet),
            Target::Decision(index) | Target::Figure(index, _) => self.decision(index, sheet),
        };
        self.possible.insert((target, sheet), possible);
        self.touched.insert((target, sheet), touched);
    }

    fn question(&self, index: usize, sheet: usize) -> (Possible, BTreeSet<Spot>) {
        let question = &self.catalog.questions[index];
        let spot = Spot {
            question: index,
            sheet,
        };
        let mut touched = BTreeSet::new();
        let active = self.all_hold(&question.when, sheet, &mut touched);
        if active == Holds::No {
            return (
                Possible::Exactly(question.inactive.clone()),
                BTreeSet::new(),
            );
        }
        let said = match self.answers.get(self.catalog, spot) {
            Some(Answer::Given(value)) => Some(value.clone()),
            None if !self.passed.contains(&spot) => None,
            _ => Some(engine::untold(self.catalog, self.answers, spot).0),
        };
        match said {
            Some(value) if active == Holds::Yes => (Possible::Exactly(value), touched),
            Some(_) => (Possible::Any, touched),
            None => {
                touched.insert(spot);
                let possible = match &question.kind {
                    Kind::Choice(options) if active == Holds::Yes => {
                        Possible::Among(OptionSet::first(options.len()), question.default.is_none())
                    }
                    _ => Possible::Any,
                };
                (possible, touched)
            }
        }
    }

    fn fact(&self, index: usize, sheet: usize) -> (Possible, BTreeSet<Spot>) {
        let mut touched = BTreeSet::new();
        match &self.catalog.facts[index].how {
            How::Rows(rows) => {
                let mut values: Vec<Value> = Vec::new();
                let mut settled = false;
                for row in rows {
                    match self.all_hold(&row.when, sheet, &mut touched) {
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
                    [one] => (Possible::Exactly(one.clone()), BTreeSet::new()),
                    many => (among(many), touched),
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
                    (
                        Possible::Exactly(derive::compute(formula, &inputs, self.world)),
                        BTreeSet::new(),
                    )
                } else {
                    for target in from {
                        touched.extend(self.touched(*target, sheet));
                    }
                    (Possible::Any, touched)
                }
            }
        }
    }

    fn decision(&self, index: usize, sheet: usize) -> (Possible, BTreeSet<Spot>) {
        let mut touched = BTreeSet::new();
        let decision = &self.catalog.decisions[index];
        match &decision.body {
            Body::Choice(tree) => {
                let leaves = self.leaves(tree, 0, sheet, &mut touched, &mut BTreeMap::new());
                let options =
                    leaves
                        .iter()
                        .filter_map(|leaf| match tree.leaves.get(*leaf)?.gives {
                            crate::catalog::Gives::Option(option) => Some(option),
                            crate::catalog::Gives::Figures { .. } => None,
                        });
                let options = options.fold(OptionSet::default(), OptionSet::with);
                let one = options.iter().next().filter(|_| options.len() == 1);
                (
                    one.map_or(Possible::Among(options, false), |option| {
                        Possible::Exactly(Value::Choice(option))
                    }),
                    touched,
                )
            }
            Body::Figures(tree) => {
                self.leaves(tree, 0, sheet, &mut touched, &mut BTreeMap::new());
                if let Some(losses) = self.catalog.fact("derived.losses") {
                    touched.extend(self.touched(Target::Fact(losses), sheet));
                }
                (Possible::Any, touched)
            }
            Body::Set(rows) => {
                let (mut sure, mut open) = (OptionSet::default(), OptionSet::default());
                for row in rows {
                    let mut here = BTreeSet::new();
                    match self.all_hold(&row.when, sheet, &mut here) {
                        Holds::Yes => sure = sure.with(row.include),
                        Holds::Maybe => open = open.with(row.include),
                        Holds::No => continue,
                    }
                    touched.extend(here);
                }
                let settled = open.minus(sure).is_empty();
                (
                    if settled {
                        Possible::Exactly(Value::Multi(sure))
                    } else {
                        Possible::Any
                    },
                    touched,
                )
            }
            Body::Ranked(Sheet { rows, .. }) => {
                for row in rows {
                    let mut here = BTreeSet::new();
                    if self.all_hold(&row.when, sheet, &mut here) != Holds::No {
                        touched.extend(here);
                    }
                }
                (Possible::Any, touched)
            }
        }
    }

    /// Where a target is found: what is of the system once, figures with their decision.
    fn key(&self, target: Target, sheet: usize) -> (Target, usize) {
        let sheet = match self.catalog.scope_of(target) {
            Scope::System => 0,
            _ => sheet,
        };
        match target {
            Target::Figure(index, _) => (Target::Decision(index), sheet),
            _ => (target, sheet),
        }
    }

    fn possible(&self, target: Target, sheet: usize) -> &Possible {
        static ANY: Possible = Possible::Any;
        self.possible.get(&self.key(target, sheet)).unwrap_or(&ANY)
    }

    fn touched(&self, target: Target, sheet: usize) -> impl Iterator<Item = Spot> + '_ {
        self.touched
            .get(&self.key(target, sheet))
            .into_iter()
            .flatten()
            .copied()
    }

    fn holds_here(
        &self,
        target: Target,
        cell: &Cell,
        sheet: usize,
        touched: &mut BTreeSet<Spot>,
    ) -> Holds {
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
            touched.extend(self.touched(target, sheet));
        }
        holds
    }

    fn holds(
        &self,
        subject: Subject,
        cell: &Cell,
        sheet: usize,
        touched: &mut BTreeSet<Spot>,
    ) -> Holds {
        let count = self.answers.datasets().len();
        let each = |touched: &mut BTreeSet<Spot>| {
            (0..count)
                .map(|sheet| self.holds_here(subject.target, cell, sheet, touched))
                .collect::<Vec<_>>()
        };
        match subject.quantifier {
            Quantifier::One => self.holds_here(subject.target, cell, sheet, touched),
            Quantifier::Any => {
                let all = each(touched);
                if all.contains(&Holds::Yes) {
                    Holds::Yes
                } else if all.contains(&Holds::Maybe) {
                    Holds::Maybe
                } else {
                    Holds::No
                }
            }
            Quantifier::Every => {
                let all = each(touched);
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

    fn all_hold(&self, when: &[Condition], sheet: usize, touched: &mut BTreeSet<Spot>) -> Holds {
        let mut here = BTreeSet::new();
        let mut sum = Holds::Yes;
        for condition in when {
            match self.holds(condition.subject, &condition.cell, sheet, &mut here) {
                Holds::No => return Holds::No,
                Holds::Maybe => sum = Holds::Maybe,
                Holds::Yes => {}
            }
        }
        if sum == Holds::Maybe {
            touched.extend(here);
        }
        sum
    }

    /// Everything that the brief shows: decisions, conflicts, patterns, guidance, figures, and plain texts.
    fn finish(self) -> BTreeSet<Spot> {
        let mut relevant = BTreeSet::new();
        for (index, decision) in self.catalog.decisions.iter().enumerate() {
            for sheet in 0..self.answers.sheets(decision.scope).len() {
                relevant.extend(self.touched(Target::Decision(index), sheet));
            }
        }
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
                    self.holds_here(Target::Question(question), &cell, 0, &mut relevant);
                }
            }
        }
        for (scope, when) in rows {
            for sheet in 0..self.answers.sheets(scope).len() {
                self.all_hold(when, sheet, &mut relevant);
            }
        }
        for figure in &self.catalog.figures {
            for sheet in 0..self.answers.sheets(figure.scope).len() {
                if self.all_hold(&figure.when, sheet, &mut relevant) != Holds::No {
                    relevant.extend(
                        figure
                            .inputs
                            .iter()
                            .flat_map(|input| self.inputs(*input, sheet)),
                    );
                }
            }
        }
        for (index, question) in self.catalog.questions.iter().enumerate() {
            let printed = matches!(question.kind, Kind::Text | Kind::List);
            // The situation chooses which questions are asked at all.
            if printed || question.id == "system.situation" {
                relevant.extend(
                    (0..self.answers.sheets(question.scope).len()).map(|sheet| Spot {
                        question: index,
                        sheet,
                    }),
                );
            }
        }
        relevant
    }

    /// The open questions behind a figure's input, seen from the figure's own scope.
    fn inputs(&self, target: Target, sheet: usize) -> BTreeSet<Spot> {
        if self.catalog.scope_of(target) == Scope::Dataset && self.answers.datasets().len() > 1 {
            return (0..self.answers.datasets().len())
                .flat_map(|sheet| self.touched(target, sheet))
                .collect();
        }
        self.touched(target, sheet).collect()
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

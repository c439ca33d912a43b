//! What a formula may look at: the inputs that its figure declares, and figures computed before it.

use crate::answers::Spot;
use crate::catalog::{Catalog, Scope, Target, Value};
use crate::derive::{Priors, World};
use crate::engine::Evaluation;
use crate::units::{Bytes, Duration, Percent, Rate};

use super::{FigureValue, Quantity, known_figure};

/// The inputs of one figure.
pub(in crate::design) struct Inputs<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) world: &'a World,
    pub(super) evaluation: &'a Evaluation,
    pub(super) figure: usize,
    pub(super) sheet: Option<usize>,
    pub(super) before: &'a [FigureValue],
}

impl<'a> Inputs<'a> {
    /// A declared input; undeclared ones are never seen, so that the catalog's list is the whole truth.
    fn declared(&self, id: &str) -> Option<Target> {
        let figure = &self.catalog.figures[self.figure];
        let mut inputs = figure.inputs.iter();
        let target = inputs.find(|target| self.catalog.is_called(**target, id));
        debug_assert!(
            target.is_some(),
            "figures.toml does not declare `{id}` as an input of `{}`",
            figure.id
        );
        target.copied()
    }

    /// The value of a declared input.
    pub(super) fn value(&self, id: &str) -> &'a Value {
        static UNKNOWN: Value = Value::Unknown;
        self.declared(id).map_or(&UNKNOWN, |target| {
            self.evaluation.value(target, self.at(target))
        })
    }

    /// The values of a declared dataset input, of all datasets.
    pub(super) fn each(&self, id: &str) -> Vec<&'a Value> {
        let sheets = 0..self.evaluation.datasets();
        self.declared(id).map_or_else(Vec::new, |target| {
            sheets
                .map(|sheet| self.evaluation.value(target, sheet))
                .collect()
        })
    }

    fn at(&self, target: Target) -> usize {
        if self.catalog.scope_of(target) == Scope::System {
            0
        } else {
            self.sheet.unwrap_or(0)
        }
    }

    pub(super) fn duration(&self, id: &str) -> Option<Duration> {
        if let Value::Duration(value) = self.value(id) {
            Some(*value)
        } else {
            None
        }
    }

    pub(super) fn percent(&self, id: &str) -> Option<Percent> {
        if let Value::Percent(value) = self.value(id) {
            Some(*value)
        } else {
            None
        }
    }

    pub(super) fn rate(&self, id: &str) -> Option<Rate> {
        if let Value::Rate(value) = self.value(id) {
            Some(*value)
        } else {
            None
        }
    }

    pub(super) fn bytes(&self, id: &str) -> Option<Bytes> {
        if let Value::Bytes(value) = self.value(id) {
            Some(*value)
        } else {
            None
        }
    }

    pub(super) fn count(&self, id: &str) -> Option<u64> {
        if let Value::Integer(value) = self.value(id) {
            Some(*value)
        } else {
            None
        }
    }

    pub(super) fn regions(&self) -> &'a [String] {
        if let Value::List(regions) = self.value("geo.regions") {
            regions
        } else {
            &[]
        }
    }

    /// The id of the option that a choice holds.
    pub(super) fn option(&self, id: &str) -> Option<&'a str> {
        let target = self.declared(id)?;
        self.option_of(target, self.at(target))
    }

    fn option_of(&self, target: Target, sheet: usize) -> Option<&'a str> {
        let Value::Choice(option) = self.evaluation.value(target, sheet) else {
            return None;
        };
        let choices = match target {
            Target::Question(index) => self.catalog.questions[index].kind.options(),
            Target::Fact(index) => self.catalog.facts[index].kind.options(),
            Target::Decision(index) | Target::Figure(index, _) => {
                &self.catalog.decisions[index].options
            }
        };
        choices
            .get(usize::from(*option))
            .map(|option| option.id.as_str())
    }

    /// Whether a fact of yes or no holds.
    pub(super) fn holds(&self, id: &str) -> bool {
        matches!(self.value(id), Value::Bool(true))
    }

    pub(super) fn number(&self, id: &str) -> Option<f64> {
        self.value(id).magnitude()
    }

    /// What this formula takes instead of answers that nobody is asked for.
    pub(super) fn priors(&self) -> &'a Priors {
        self.world.priors()
    }

    /// A figure computed before, of this dataset or of the system. What that one rests on, this one must declare too.
    pub(super) fn figure(&self, id: &str) -> Option<Quantity> {
        debug_assert!(
            self.catalog
                .figures
                .iter()
                .filter(|other| other.id == id)
                .all(|other| {
                    let own = &self.catalog.figures[self.figure].inputs;
                    other.inputs.iter().all(|input| own.contains(input))
                }),
            "figures.toml does not declare all inputs of `{id}` as inputs of `{}`",
            self.catalog.figures[self.figure].id
        );
        let of = |sheet: Option<usize>| {
            let figures = self.catalog.figures.iter().enumerate();
            let mut named = figures.filter(|(_, figure)| figure.id == id);
            named.find_map(|(index, _)| known_figure(self.before, index, sheet))
        };
        of(self.sheet)
            .or_else(|| of(None))
            .map(|figure| figure.value)
    }

    /// Those of all datasets of a figure computed before.
    pub(super) fn figures(&self, id: &str) -> Vec<Quantity> {
        let named = |figure: &&FigureValue| self.catalog.figures[figure.figure].id == id;
        let of_datasets = self
            .before
            .iter()
            .filter(named)
            .filter(|figure| figure.sheet.is_some());
        of_datasets.map(|figure| figure.value).collect()
    }

    /// The duration of a figure computed before.
    pub(super) fn time(&self, id: &str) -> Option<Duration> {
        if let Some(Quantity::Duration(value)) = self.figure(id) {
            Some(value)
        } else {
            None
        }
    }

    /// The questions behind the declared inputs that the user did not answer and that have a default.
    pub(in crate::design) fn assumed(&self) -> Vec<Spot> {
        let inputs = &self.catalog.figures[self.figure].inputs;
        let mut spots: Vec<Spot> = inputs
            .iter()
            .flat_map(|target| {
                let everywhere =
                    self.sheet.is_none() && self.catalog.scope_of(*target) == Scope::Dataset;
                let sheets = if everywhere {
                    0..self.evaluation.datasets()
                } else {
                    self.at(*target)..self.at(*target) + 1
                };
                sheets.flat_map(move |sheet| self.evaluation.assumed(*target, sheet))
            })
            .filter(|spot| {
                let held = self.evaluation.held(*spot);
                held.is_some_and(|held| held.value.is_known())
            })
            .collect();
        spots.sort_unstable();
        spots.dedup();
        spots
    }
}

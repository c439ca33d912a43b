//! The numbers of the brief: each computed from stated inputs by the formula that `decision-trees/figures.toml` cites.
//!
//! Here: which figures apply, their inputs, their values with the calculation written out.
//! Not here: the mathematics itself (`model`), the prose round it.

mod compute;
mod inputs;

use std::collections::BTreeMap;
use std::fmt;

use crate::answers::{Answers, Spot};
use crate::catalog::{Catalog, Condition, Quantifier, Scope, Target};
use crate::derive::World;
use crate::engine::Evaluation;
use crate::units::{Bytes, Duration, Percent, Rate};

pub(super) use inputs::Inputs;

/// A number with its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Quantity {
    /// A span of time.
    Duration(Duration),
    /// A share.
    Share(Percent),
    /// So many a second.
    Rate(Rate),
    /// An amount of data.
    Bytes(Bytes),
    /// How many, where nothing else is the unit.
    Count(f64),
    /// How many times as much.
    Factor(f64),
    /// An availability: printed with as many digits as it has nines.
    Availability(f64),
}

/// Digits that a computed figure is printed with: more would promise what its inputs do not hold.
const DIGITS: u8 = 3;

impl Quantity {
    /// The number in the unit of [`Quantity::unit`].
    #[must_use]
    pub fn value(self) -> f64 {
        match self {
            Self::Duration(duration) => duration.secs(),
            Self::Share(share) => share.ratio(),
            Self::Rate(rate) => rate.get(),
            Self::Bytes(bytes) => bytes.get() as f64,
            Self::Count(count) | Self::Factor(count) | Self::Availability(count) => count,
        }
    }

    /// The unit of [`Quantity::value`]; `1` for plain ratios and counts.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Self::Duration(_) => "s",
            Self::Rate(_) => "1/s",
            Self::Bytes(_) => "B",
            Self::Share(_) | Self::Count(_) | Self::Factor(_) | Self::Availability(_) => "1",
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duration(duration) => f.write_str(&duration.rounded(DIGITS)),
            Self::Share(share) => f.write_str(&share.rounded(DIGITS)),
            Self::Rate(rate) => f.write_str(&rate.rounded(DIGITS)),
            Self::Bytes(bytes) => f.write_str(&bytes.rounded(DIGITS)),
            Self::Count(count) => f.write_str(&plain(*count)),
            Self::Factor(factor) => write!(f, "{} times", plain(*factor)),
            Self::Availability(availability) => f.write_str(&availability_text(*availability)),
        }
    }
}

/// Smaller chances of being down than this are not told apart.
const PRINTED_LEAST: f64 = 1e-7;

/// An availability with one digit more than it has nines, never rounded up to more than it is.
fn availability_text(availability: f64) -> String {
    let down = 1.0 - availability;
    if down < PRINTED_LEAST {
        // The chances that went in do not carry more digits than this.
        return "above 99.99999%".to_owned();
    }
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 12"
    )]
    let digits = (-down.log10()).ceil().clamp(1.0, 12.0) as usize;
    let scale = 10f64.powi(i32::try_from(digits).unwrap_or(1));
    format!(
        "{:.digits$}%",
        (availability * 100.0 * scale).floor() / scale
    )
}

/// Whole digits in groups of three, so that millions can be read.
fn grouped(digits: &str) -> String {
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A plain number with at most three significant digits behind it, thousands kept whole.
#[allow(
    clippy::float_cmp,
    reason = "asks whether the number is whole, which is exact"
)]
fn plain(number: f64) -> String {
    if number == number.trunc() && number.abs() < 1e15 {
        return grouped(&format!("{number:.0}"));
    }
    let magnitude = number.abs().log10().floor();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to a few digits"
    )]
    let decimals = (2.0 - magnitude).clamp(0.0, 9.0) as usize;
    let text = format!("{number:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// A figure of this design.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureValue {
    /// Its index in the catalog.
    pub figure: usize,
    /// The dataset, where it is of one.
    pub sheet: Option<usize>,
    /// The number.
    pub value: Quantity,
    /// The formula with the numbers put in.
    pub calculation: String,
    /// What stands for it that nobody stated: estimates, priors and defaults of the formula itself.
    pub notes: Vec<String>,
    /// Questions it rests on that the user did not answer.
    pub assumed: Vec<Spot>,
}

/// A value on its way into a [`FigureValue`].
#[derive(Debug, Clone)]
pub(super) struct Computed {
    pub(super) value: Quantity,
    pub(super) calculation: String,
    pub(super) notes: Vec<String>,
}

impl Computed {
    pub(super) fn new(value: Quantity, calculation: String) -> Self {
        Self {
            value,
            calculation,
            notes: Vec::new(),
        }
    }

    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}

/// All figures that apply and can be computed, in the order of the catalog.
#[must_use]
pub fn figures(
    catalog: &Catalog,
    world: &World,
    answers: &Answers,
    evaluation: &Evaluation,
) -> Vec<FigureValue> {
    let mut found: Vec<FigureValue> = Vec::new();
    for (index, figure) in catalog.figures.iter().enumerate() {
        let sheets: Vec<Option<usize>> = match figure.scope {
            Scope::Dataset => (0..answers.datasets().len()).map(Some).collect(),
            _ => vec![None],
        };
        for sheet in sheets {
            if !holds(catalog, evaluation, &figure.when, sheet) {
                continue;
            }
            let inputs = Inputs {
                catalog,
                world,
                evaluation,
                figure: index,
                sheet,
                before: &found,
            };
            if let Some(computed) = compute::compute(&figure.id, &inputs) {
                let assumed = inputs.assumed();
                let Computed {
                    value,
                    calculation,
                    notes,
                } = computed;
                found.push(FigureValue {
                    figure: index,
                    sheet,
                    value,
                    calculation,
                    notes,
                    assumed,
                });
            }
        }
    }
    found
}

/// The ids of the figures that there is a formula for.
pub fn formulas() -> impl Iterator<Item = &'static str> {
    compute::formulas()
}

/// The printed values by id and dataset, for prose.
#[must_use]
pub fn printed(
    catalog: &Catalog,
    figures: &[FigureValue],
) -> BTreeMap<(String, Option<usize>), String> {
    figures
        .iter()
        .map(|figure| {
            (
                (catalog.figures[figure.figure].id.clone(), figure.sheet),
                figure.value.to_string(),
            )
        })
        .collect()
}

/// Whether all conditions hold as seen from a dataset or from the system.
pub(crate) fn holds(
    catalog: &Catalog,
    evaluation: &Evaluation,
    when: &[Condition],
    sheet: Option<usize>,
) -> bool {
    when.iter().all(|condition| {
        let target = condition.subject.target;
        let at = |sheet: usize| condition.cell.matches(evaluation.value(target, sheet));
        let mut each = 0..evaluation.datasets();
        match condition.subject.quantifier {
            Quantifier::One if scope(catalog, target) == Scope::System => at(0),
            Quantifier::One => at(sheet.unwrap_or(0)),
            Quantifier::Any => each.any(at),
            Quantifier::Every => !each.is_empty() && each.all(at),
        }
    })
}

pub(super) fn scope(catalog: &Catalog, target: Target) -> Scope {
    match target {
        Target::Question(index) => catalog.questions[index].scope,
        Target::Fact(index) => catalog.facts[index].scope,
        Target::Decision(index) | Target::Figure(index, _) => catalog.decisions[index].scope,
    }
}

//! What a branch or a row takes: one small grammar for every test.
//!
//! Here: reading a cell for a kind, matching a value, deciding coverage and overlap of a node's branches.
//! Not here: where the value comes from (`engine`).

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Kind as Problem};

use super::option_set::OptionSet;
use super::reader::Item;
use super::value::{Kind, Value};

/// A set of values, decidable for all values at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Cell {
    /// One of these options; for several options at once: at least one of these.
    OneOf(OptionSet),
    /// Known, and none of these options.
    NoneOf(OptionSet),
    /// Several options were asked for and none was taken.
    Empty,
    /// True or false.
    Is(bool),
    /// A number in `from ..= to`, either end open where the flag says so.
    Range(Range),
    /// There is a value.
    Known,
    /// There is no value.
    Unknown,
    /// Whatever no other branch takes.
    Else,
}

/// An interval of magnitudes in the base unit of the kind.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// Lower end.
    pub from: f64,
    /// Whether the lower end itself is inside.
    pub from_inside: bool,
    /// Upper end.
    pub to: f64,
    /// Whether the upper end itself is inside.
    pub to_inside: bool,
}

impl Range {
    #[allow(
        clippy::float_cmp,
        reason = "both sides come from the same parser; an edge is exactly itself"
    )]
    fn has(&self, at: f64) -> bool {
        (at > self.from || (self.from_inside && at == self.from))
            && (at < self.to || (self.to_inside && at == self.to))
    }
}

impl Cell {
    /// Whether `value` is in the cell. `Else` matches anything: the caller keeps it last.
    #[must_use]
    pub fn matches(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Else, _) | (Self::Unknown, Value::Unknown) => true,
            (Self::Unknown, _) | (_, Value::Unknown) => false,
            (Self::Known, _) => true,
            (Self::OneOf(set), Value::Choice(option)) => set.has(*option),
            (Self::OneOf(set), Value::Multi(taken)) => set.meets(*taken),
            (Self::NoneOf(set), Value::Choice(option)) => !set.has(*option),
            (Self::NoneOf(set), Value::Multi(taken)) => !set.meets(*taken),
            (Self::Empty, Value::Multi(taken)) => taken.is_empty(),
            (Self::Is(wanted), Value::Bool(found)) => wanted == found,
            (Self::Range(range), number) => number.magnitude().is_some_and(|at| range.has(at)),
            _ => false,
        }
    }

    /// Reads a cell that tests a value of `kind`; what does not fit is reported.
    pub(crate) fn read(item: &Item<'_, '_>, kind: &Kind, whose: &str) -> Option<Self> {
        use toml::de::DeValue;
        match item.value() {
            DeValue::Boolean(yes) if *kind == Kind::Bool => Some(Self::Is(*yes)),
            DeValue::Integer(_) | DeValue::Float(_) if kind.is_number() => kind
                .read(item, whose)
                .and_then(|value| value.magnitude())
                .map(Self::exactly),
            DeValue::Array(_) => {
                let mut set = OptionSet::default();
                for element in item.elements() {
                    set = set.union(OptionSet::only(option(
                        &element,
                        element.str()?,
                        kind,
                        whose,
                    )?));
                }
                if set.is_empty() {
                    item.report(
                        Problem::BadValue,
                        format!("the list of values of `{whose}` is empty"),
                    );
                    return None;
                }
                Some(Self::OneOf(set))
            }
            DeValue::String(text) => Self::read_text(item, text.trim(), kind, whose),
            _ => {
                item.wrong_type("a cell: an option, a list of options, a comparison, or `else`");
                None
            }
        }
    }

    fn read_text(item: &Item<'_, '_>, text: &str, kind: &Kind, whose: &str) -> Option<Self> {
        match text {
            "else" => return Some(Self::Else),
            "known" => return Some(Self::Known),
            "unknown" => return Some(Self::Unknown),
            "empty" if matches!(kind, Kind::Multi(_)) => return Some(Self::Empty),
            _ => {}
        }
        if kind.is_number() {
            return match comparison(text, kind) {
                Ok(range) => Some(Self::Range(range)),
                Err(problem) => {
                    item.file.report(
                        Diagnostic::error(Problem::BadValue, item.place(), format!("`{text}` does not compare `{whose}`: {problem}"))
                            .expected(format!("`= x`, `< x`, `<= x`, `> x`, `>= x` or `x..y` with {}, `known`, `unknown` or `else`", kind.wanted())),
                    );
                    None
                }
            };
        }
        if let Some(word) = text.strip_prefix("not ") {
            return option(item, word.trim(), kind, whose)
                .map(|option| Self::NoneOf(OptionSet::only(option)));
        }
        option(item, text, kind, whose).map(|option| Self::OneOf(OptionSet::only(option)))
    }

    fn exactly(at: f64) -> Self {
        Self::Range(Range {
            from: at,
            from_inside: true,
            to: at,
            to_inside: true,
        })
    }
}

fn option(item: &Item<'_, '_>, word: &str, kind: &Kind, whose: &str) -> Option<u8> {
    let found = kind.option(word);
    if found.is_none() {
        let report = Diagnostic::error(
            Problem::BadValue,
            item.place(),
            format!("`{word}` is not a value of `{whose}`"),
        );
        item.file.report(if kind.options().is_empty() {
            report.expected(format!("{}, `known`, `unknown` or `else`", kind.wanted()))
        } else {
            report.expected_one_of(word, kind.options().iter().map(|option| option.id.as_str()))
        });
    }
    found
}

fn comparison(text: &str, kind: &Kind) -> Result<Range, String> {
    let number = |typed: &str| {
        let value = kind.parse(typed)?;
        value
            .magnitude()
            .ok_or_else(|| format!("`{typed}` is not a number"))
    };
    let below = |to, to_inside| Range {
        from: f64::NEG_INFINITY,
        from_inside: false,
        to,
        to_inside,
    };
    let above = |from, from_inside| Range {
        from,
        from_inside,
        to: f64::INFINITY,
        to_inside: false,
    };
    if let Some(rest) = text.strip_prefix("<=") {
        Ok(below(number(rest)?, true))
    } else if let Some(rest) = text.strip_prefix(">=") {
        Ok(above(number(rest)?, true))
    } else if let Some(rest) = text.strip_prefix('<') {
        Ok(below(number(rest)?, false))
    } else if let Some(rest) = text.strip_prefix('>') {
        Ok(above(number(rest)?, false))
    } else if let Some(rest) = text.strip_prefix('=') {
        let at = number(rest)?;
        Ok(Range {
            from: at,
            from_inside: true,
            to: at,
            to_inside: true,
        })
    } else if let Some((low, high)) = text.split_once("..") {
        let (from, to) = (number(low)?, number(high)?);
        if from >= to {
            return Err("the range is empty".to_owned());
        }
        Ok(Range {
            from,
            from_inside: true,
            to,
            to_inside: false,
        })
    } else {
        Err("it is not a comparison".to_owned())
    }
}

/// Values of `kind` that stand for all its values as far as `cells` can tell: every option, and for numbers
/// each constant with a point on either side of it.
#[must_use]
pub fn representatives<'c>(
    kind: &Kind,
    cells: impl IntoIterator<Item = &'c Cell>,
) -> Vec<Representative> {
    let mut all = vec![Representative::Unknown];
    match kind {
        Kind::Choice(options) => {
            all.extend(
                (0..options.len())
                    .filter_map(|index| u8::try_from(index).ok())
                    .map(Representative::Option),
            );
        }
        Kind::Bool => all.extend([Representative::Bool(false), Representative::Bool(true)]),
        _ if kind.is_number() => {
            let mut edges: Vec<f64> = cells
                .into_iter()
                .filter_map(|cell| {
                    if let Cell::Range(range) = cell {
                        Some([range.from, range.to])
                    } else {
                        None
                    }
                })
                .flatten()
                .filter(|edge| edge.is_finite())
                .collect();
            edges.push(0.0);
            edges.sort_by(f64::total_cmp);
            edges.dedup();
            for (index, edge) in edges.iter().enumerate() {
                all.push(Representative::Number(*edge));
                let next = edges.get(index + 1).copied();
                let between = if *kind == Kind::Integer {
                    // Between 2 and 3 there is no whole number; the point above 2 is then 2 itself.
                    let above = edge.floor() + 1.0;
                    if next.is_none_or(|next| above < next) {
                        above
                    } else {
                        *edge
                    }
                } else {
                    f64::midpoint(*edge, next.unwrap_or(edge.abs() * 2.0 + 1.0))
                };
                all.push(Representative::Number(between));
            }
        }
        _ => all.push(Representative::Known),
    }
    all
}

/// One value that stands for many, see [`representatives`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Representative {
    /// No value.
    Unknown,
    /// Some value of a kind whose values cannot be told apart.
    Known,
    /// An option.
    Option(u8),
    /// True or false.
    Bool(bool),
    /// A magnitude.
    Number(f64),
}

impl Representative {
    /// Whether the cell takes the values this one stands for. `Else` takes none here.
    #[must_use]
    pub fn is_in(self, cell: &Cell) -> bool {
        match (self, cell) {
            (_, Cell::Else) => false,
            (Self::Unknown, cell) => *cell == Cell::Unknown,
            (_, Cell::Known) => true,
            (Self::Option(option), cell) => cell.matches(&Value::Choice(option)),
            (Self::Bool(yes), cell) => cell.matches(&Value::Bool(yes)),
            (Self::Number(at), Cell::Range(range)) => range.has(at),
            _ => false,
        }
    }
}

//! A small dense simplex for linear programs with few rows and up to some ten thousand columns.
//!
//! Here: minimise `cost · x` with `x >= 0` under `<=` and `=` rows, starting from a basis that the caller knows.
//! Not here: what the columns mean (`strategy`).
//! Source: Dantzig 1947; Bland, "New finite pivoting rules", Math. Oper. Res. 2(2), 1977.
//!
//! Every answer is checked against the program as written: the point must be feasible, and the multipliers of its
//! rows must prove that no other point is cheaper (weak duality). What fails the check goes to `microlp`.

/// A row `coefficients · x <= bound`, or `=`.
pub(super) struct Row {
    pub(super) coefficients: Vec<f64>,
    pub(super) bound: f64,
    pub(super) equal: bool,
}

pub(super) struct Program {
    pub(super) cost: Vec<f64>,
    pub(super) rows: Vec<Row>,
    /// Rows that the starting basis may violate.
    pub(super) limits: std::ops::Range<usize>,
}

#[derive(Debug, PartialEq)]
pub(super) enum Failure {
    Infeasible,
    /// The numbers are too badly scaled for both solvers.
    Numerical(String),
}

/// Values below this are rounding and not costs or pivots.
const TINY: f64 = 1e-10;
/// What a checked answer may be off, relative to its size.
const TOLERANCE: f64 = 1e-8;

/// The point of least cost. `start` lists pivots, row and column, to a basis that meets all rows but the limits.
pub(super) fn minimize(program: &Program, start: &[(usize, usize)]) -> Result<Vec<f64>, Failure> {
    let mut tableau = Tableau::new(program);
    for (row, column) in start {
        tableau.pivot(*row, *column);
    }
    match tableau.solve(program) {
        Ok(true) if tableau.proves(program) => Ok(tableau.point()),
        Ok(false) => Err(Failure::Infeasible),
        Ok(true) | Err(Stuck) => with_microlp(program),
    }
}

struct Stuck;

/// Rows of: columns of the program, one identity column for each row, the common violation of the limits, the right side.
struct Tableau {
    columns: usize,
    width: usize,
    cells: Vec<f64>,
    basis: Vec<usize>,
    /// Reduced costs, and minus the objective on the right side.
    reduced: Vec<f64>,
    may_enter: Vec<bool>,
}

impl Tableau {
    fn new(program: &Program) -> Self {
        let (columns, rows) = (program.cost.len(), program.rows.len());
        let width = columns + rows + 2;
        let mut cells = vec![0.0; rows * width];
        let mut may_enter = vec![true; width - 1];
        for (index, (row, cells)) in program
            .rows
            .iter()
            .zip(cells.chunks_exact_mut(width))
            .enumerate()
        {
            cells[..columns].copy_from_slice(&row.coefficients);
            cells[columns + index] = 1.0;
            cells[width - 2] = if program.limits.contains(&index) {
                -1.0
            } else {
                0.0
            };
            cells[width - 1] = row.bound;
            may_enter[columns + index] = !row.equal;
        }
        let basis = (columns..columns + rows).collect();
        Self {
            columns,
            width,
            cells,
            basis,
            reduced: vec![0.0; width],
            may_enter,
        }
    }

    fn row(&self, row: usize) -> &[f64] {
        &self.cells[row * self.width..(row + 1) * self.width]
    }

    fn right(&self, row: usize) -> f64 {
        self.cells[(row + 1) * self.width - 1]
    }

    /// Whether a feasible point exists; if so, leaves the cheapest in the tableau.
    fn solve(&mut self, program: &Program) -> Result<bool, Stuck> {
        let violation = self.width - 2;
        let worst = program
            .limits
            .clone()
            .min_by(|a, b| self.right(*a).total_cmp(&self.right(*b)));
        if let Some(row) = worst.filter(|row| self.right(*row) < 0.0) {
            self.pivot(row, violation);
            self.price(|column| if column == violation { 1.0 } else { 0.0 });
            self.descend()?;
            if -self.reduced[self.width - 1] > TOLERANCE {
                return Ok(false);
            }
            self.drop_from_basis(violation);
        }
        self.may_enter[violation] = false;
        self.price(|column| program.cost.get(column).copied().unwrap_or(0.0));
        self.descend()?;
        Ok(true)
    }

    fn drop_from_basis(&mut self, column: usize) {
        let Some(row) = self.basis.iter().position(|basic| *basic == column) else {
            return;
        };
        let other = (0..column).filter(|other| self.may_enter[*other]);
        let size = |other: &usize| self.row(row)[*other].abs();
        if let Some(other) = other
            .max_by(|a, b| size(a).total_cmp(&size(b)))
            .filter(|other| size(other) > TINY)
        {
            self.pivot(row, other);
        }
    }

    /// Sets the reduced costs for new costs of the columns.
    fn price(&mut self, cost: impl Fn(usize) -> f64) {
        let mut reduced: Vec<f64> = (0..self.width - 1).map(&cost).chain([0.0]).collect();
        for (row, basic) in self.basis.iter().enumerate() {
            let factor = cost(*basic);
            if factor != 0.0 {
                subtract(&mut reduced, factor, self.row(row));
            }
        }
        self.reduced = reduced;
    }

    fn descend(&mut self) -> Result<(), Stuck> {
        let most = 50 * (self.basis.len() + 10) + self.width;
        let (mut idle, patience) = (0, 2 * self.basis.len() + 10);
        for _ in 0..most {
            // The steepest column is quick; when it stops paying, the first one cannot cycle (Bland).
            let Some(column) = self.entering(idle > patience) else {
                return Ok(());
            };
            let row = self.leaving(column, idle > patience).ok_or(Stuck)?;
            idle = if self.right(row) > TINY { 0 } else { idle + 1 };
            self.pivot(row, column);
        }
        Err(Stuck)
    }

    fn entering(&self, first: bool) -> Option<usize> {
        let mut candidates = (0..self.width - 1)
            .filter(|column| self.may_enter[*column] && self.reduced[*column] < -TINY);
        if first {
            return candidates.next();
        }
        candidates.min_by(|a, b| self.reduced[*a].total_cmp(&self.reduced[*b]))
    }

    fn leaving(&self, column: usize, first: bool) -> Option<usize> {
        let mut best: Option<(usize, f64, f64)> = None;
        for row in 0..self.basis.len() {
            let pivot = self.row(row)[column];
            if pivot <= TINY {
                continue;
            }
            let ratio = self.right(row).max(0.0) / pivot;
            let better = best.is_none_or(|(best_row, best_ratio, best_pivot)| {
                let tie = (ratio - best_ratio).abs() <= TINY * best_ratio.abs();
                let preferred = if first {
                    self.basis[row] < self.basis[best_row]
                } else {
                    pivot > best_pivot
                };
                if tie { preferred } else { ratio < best_ratio }
            });
            if better {
                best = Some((row, ratio, pivot));
            }
        }
        best.map(|(row, ..)| row)
    }

    fn pivot(&mut self, row: usize, column: usize) {
        let width = self.width;
        let (before, rest) = self.cells.split_at_mut(row * width);
        let (pivot_row, after) = rest.split_at_mut(width);
        let scale = 1.0 / pivot_row[column];
        for cell in &mut *pivot_row {
            *cell *= scale;
        }
        pivot_row[column] = 1.0;
        for other in before
            .chunks_exact_mut(width)
            .chain(after.chunks_exact_mut(width))
            .chain([&mut self.reduced[..]])
        {
            let factor = other[column];
            if factor != 0.0 {
                subtract(other, factor, pivot_row);
                other[column] = 0.0;
            }
        }
        self.basis[row] = column;
    }

    fn point(&self) -> Vec<f64> {
        let mut point = vec![0.0; self.columns];
        for (row, basic) in self.basis.iter().enumerate() {
            if let Some(value) = point.get_mut(*basic) {
                *value = self.right(row).max(0.0);
            }
        }
        point
    }

    /// Whether the point is feasible and its rows' multipliers show that none is cheaper.
    fn proves(&self, program: &Program) -> bool {
        let point = self.point();
        let cost = dot(&program.cost, &point);
        let close = |a: f64, b: f64| (a - b).abs() <= TOLERANCE * (1.0 + a.abs());
        let feasible = program.rows.iter().all(|row| {
            let value = dot(&row.coefficients, &point);
            close(row.bound, value) || (!row.equal && value < row.bound)
        });
        let multiplier = |row: usize| -self.reduced[self.columns + row];
        let bound: f64 = program
            .rows
            .iter()
            .enumerate()
            .map(|(index, row)| multiplier(index) * row.bound)
            .sum();
        let mut left = program.cost.clone();
        for (index, row) in program.rows.iter().enumerate() {
            subtract(&mut left, multiplier(index), &row.coefficients);
        }
        let signs = program
            .rows
            .iter()
            .enumerate()
            .all(|(index, row)| row.equal || multiplier(index) <= TOLERANCE);
        feasible && signs && close(cost, bound) && left.iter().all(|cost| *cost >= -TOLERANCE)
    }
}

fn subtract(from: &mut [f64], factor: f64, row: &[f64]) {
    for (cell, other) in from.iter_mut().zip(row) {
        *cell -= factor * other;
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn with_microlp(program: &Program) -> Result<Vec<f64>, Failure> {
    use microlp::{ComparisonOp, Error, OptimizationDirection, Problem};

    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let variables: Vec<_> = program
        .cost
        .iter()
        .map(|cost| problem.add_var(*cost, (0.0, f64::INFINITY)))
        .collect();
    for row in &program.rows {
        let terms = variables
            .iter()
            .zip(&row.coefficients)
            .filter(|(_, coefficient)| **coefficient != 0.0);
        let terms: Vec<_> = terms
            .map(|(variable, coefficient)| (*variable, *coefficient))
            .collect();
        let comparison = if row.equal {
            ComparisonOp::Eq
        } else {
            ComparisonOp::Le
        };
        problem.add_constraint(&terms, comparison, row.bound);
    }
    let solution = match problem.solve() {
        Ok(outcome) => outcome
            .into_solution()
            .map_err(|_| Failure::Numerical("the solver stopped early".to_owned()))?,
        Err(Error::Infeasible) => return Err(Failure::Infeasible),
        Err(error) => return Err(Failure::Numerical(error.to_string())),
    };
    Ok(variables
        .iter()
        .map(|variable| solution.var_value(*variable).max(0.0))
        .collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Law: on random games (minimise the largest of the rows over mixed columns) it agrees with `microlp`.
        #[test]
        fn agrees_with_microlp(
            rows in 1_usize..8,
            columns in 1_usize..12,
            cells in prop::collection::vec(prop_oneof![Just(0.0), 0.0_f64..1.0, Just(1.0)], 96),
            limit in prop_oneof![Just(f64::INFINITY), 0.1_f64..1.0],
        ) {
            // min L with A x <= L, sum of x = 1, and perhaps the first row of A at most `limit`.
            let at = |row: usize, column: usize| cells[row * 12 + column];
            let mut program = Program { cost: [vec![0.0; columns], vec![1.0]].concat(), rows: Vec::new(), limits: 0..0 };
            let sum = [vec![1.0; columns], vec![0.0]].concat();
            program.rows.push(Row { coefficients: sum, bound: 1.0, equal: true });
            for row in 0..rows {
                let coefficients = (0..columns).map(|column| at(row, column)).chain([-1.0]).collect();
                program.rows.push(Row { coefficients, bound: 0.0, equal: false });
            }
            if limit.is_finite() {
                let coefficients = (0..columns).map(|column| at(0, column)).chain([0.0]).collect();
                program.rows.push(Row { coefficients, bound: limit, equal: false });
                program.limits = rows + 1..rows + 2;
            }
            let worst = (0..rows).max_by(|a, b| at(*a, 0).total_cmp(&at(*b, 0))).unwrap();
            let ours = minimize(&program, &[(0, 0), (worst + 1, columns)]).map(|point| dot(&program.cost, &point));
            let theirs = with_microlp(&program).map(|point| dot(&program.cost, &point));
            match (ours, theirs) {
                (Ok(ours), Ok(theirs)) => prop_assert!((ours - theirs).abs() < 1e-7, "{ours} {theirs}"),
                (ours, theirs) => prop_assert_eq!(ours.is_err(), theirs.is_err()),
            }
        }
    }
}

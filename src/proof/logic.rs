//! Propositional logic: gates with shared structure over an incremental SAT solver.
//!
//! Here: building formulas, asking whether they can hold, bounds on sums.
//! Not here: what the variables stand for (`proof::symbolic`).
//!
//! BatSat was chosen by trial: decision diagrams of rules over two dozen questions outgrow memory, while thousands of
//! questions to one incremental solver take milliseconds.

use std::collections::BTreeMap;

use rustsat::encodings::card::{self, BoundUpper, BoundUpperIncremental};
use rustsat::encodings::pb;
use rustsat::instances::{BasicVarManager, Cnf, ManageVars};
use rustsat::solvers::{Solve, SolveIncremental, SolverResult};
use rustsat::types::constraints::PbConstraint;
use rustsat::types::{Clause, TernaryVal};
use rustsat_batsat::BasicSolver;

pub(super) use rustsat::types::Lit;

/// Formulas, and the solver that knows them.
pub(super) struct Logic {
    solver: BasicSolver,
    variables: BasicVarManager,
    /// Conjunctions by their sorted members, so that the same formula is one variable.
    gates: BTreeMap<Vec<Lit>, Lit>,
    yes: Lit,
}

/// An assignment that makes everything that was asked for true.
pub(super) struct Model(Vec<bool>);

impl Model {
    /// Whether a formula holds in it.
    pub(super) fn holds(&self, lit: Lit) -> bool {
        // A variable that no clause has seen yet may be either; `false` will do.
        self.0.get(lit.vidx()).copied().unwrap_or(false) == lit.is_pos()
    }
}

impl Logic {
    pub(super) fn new() -> Self {
        let mut variables = BasicVarManager::default();
        let yes = variables.new_var().pos_lit();
        let mut logic = Self {
            solver: BasicSolver::default(),
            variables,
            gates: BTreeMap::new(),
            yes,
        };
        logic.require([yes]);
        logic
    }

    /// The formula that always holds.
    pub(super) fn yes(&self) -> Lit {
        self.yes
    }

    /// The formula that never holds.
    pub(super) fn no(&self) -> Lit {
        !self.yes
    }

    /// A new variable, free to be either.
    pub(super) fn fresh(&mut self) -> Lit {
        self.variables.new_var().pos_lit()
    }

    /// At least one of these holds, in every model from now on.
    pub(super) fn require(&mut self, any: impl IntoIterator<Item = Lit>) {
        let clause: Clause = any.into_iter().collect();
        self.solver
            .add_clause(clause)
            .expect("the solver takes clauses until memory ends");
    }

    /// All of them hold.
    pub(super) fn all(&mut self, members: impl IntoIterator<Item = Lit>) -> Lit {
        let mut members: Vec<Lit> = members.into_iter().filter(|lit| *lit != self.yes).collect();
        members.sort_unstable();
        members.dedup();
        // A variable and its negation sort side by side.
        if members.contains(&self.no()) || members.windows(2).any(|pair| pair[0] == !pair[1]) {
            return self.no();
        }
        match members.as_slice() {
            [] => return self.yes,
            [one] => return *one,
            _ => {}
        }
        if let Some(gate) = self.gates.get(&members) {
            return *gate;
        }
        let gate = self.fresh();
        for member in &members {
            self.require([!gate, *member]);
        }
        let back = members.iter().map(|member| !*member);
        self.require(back.chain([gate]).collect::<Vec<_>>());
        self.gates.insert(members, gate);
        gate
    }

    /// At least one of them holds.
    pub(super) fn any(&mut self, members: impl IntoIterator<Item = Lit>) -> Lit {
        let none: Vec<Lit> = members.into_iter().map(|lit| !lit).collect();
        !self.all(none)
    }

    /// Both hold, or neither.
    pub(super) fn same(&mut self, one: Lit, other: Lit) -> Lit {
        let both = self.all([one, other]);
        let neither = self.all([!one, !other]);
        self.any([both, neither])
    }

    /// New variables of which exactly one holds.
    pub(super) fn one_of(&mut self, count: usize) -> Vec<Lit> {
        if count == 1 {
            return vec![self.yes];
        }
        let lits: Vec<Lit> = (0..count).map(|_| self.fresh()).collect();
        self.require(lits.iter().copied());
        for (index, one) in lits.iter().enumerate() {
            for other in &lits[index + 1..] {
                self.require([!*one, !*other]);
            }
        }
        lits
    }

    /// Under `switch`, the sum of the weights of those that hold is at least `bound`.
    pub(super) fn at_least(&mut self, switch: Lit, weighted: &[(Lit, isize)], bound: isize) {
        // The encoding takes each variable once, none that is settled, and no bound that is out of reach.
        let mut weights: BTreeMap<Lit, isize> = BTreeMap::new();
        let mut bound = bound;
        for (lit, weight) in weighted {
            let (variable, weight) = if lit.is_pos() {
                (*lit, *weight)
            } else {
                bound -= weight;
                (!*lit, -weight)
            };
            if variable == self.yes {
                bound -= weight;
            } else {
                *weights.entry(variable).or_default() += weight;
            }
        }
        weights.retain(|_, weight| *weight != 0);
        let most: isize = weights.values().map(|weight| (*weight).max(0)).sum();
        if most < bound {
            self.require([!switch]);
            return;
        }
        let mut clauses = Cnf::new();
        pb::default_encode_pb_constraint(
            PbConstraint::new_lb(weights, bound),
            &mut clauses,
            &mut self.variables,
        )
        .expect("the encoding takes clauses until memory ends");
        for clause in clauses {
            self.require(clause.iter().copied().chain([!switch]).collect::<Vec<_>>());
        }
    }

    /// Whether all of these can hold.
    pub(super) fn possible(&mut self, assumed: &[Lit]) -> bool {
        let last = self.variables.max_var().unwrap_or(self.yes.var());
        self.solver
            .reserve(last)
            .expect("the solver takes variables until memory ends");
        let result = self.solver.solve_assumps(assumed);
        result.expect("nothing interrupts the solver") == SolverResult::Sat
    }

    /// A model in which all of these hold, if there is one.
    pub(super) fn solve(&mut self, assumed: &[Lit]) -> Option<Model> {
        if !self.possible(assumed) {
            return None;
        }
        let last = self.variables.max_var().unwrap_or(self.yes.var());
        let value = |index: u32| {
            let lit = Lit::new(index, false);
            matches!(self.solver.lit_val(lit), Ok(TernaryVal::True))
        };
        Some(Model((0..=last.idx32()).map(value).collect()))
    }

    /// A model in which all of these hold and as few as possible of `counted`.
    pub(super) fn solve_with_fewest(&mut self, assumed: &[Lit], counted: &[Lit]) -> Option<Model> {
        let mut best = self.solve(assumed)?;
        let held = |model: &Model| counted.iter().filter(|lit| model.holds(**lit)).count();
        let mut sum: card::DefIncUpperBounding = counted.iter().copied().collect();
        let mut bound = held(&best);
        while bound > 0 {
            let mut clauses = Cnf::new();
            sum.encode_ub_change(bound - 1..bound, &mut clauses, &mut self.variables)
                .expect("the encoding takes clauses until memory ends");
            for clause in clauses {
                self.require(clause.iter().copied().collect::<Vec<_>>());
            }
            let at_most = sum
                .enforce_ub(bound - 1)
                .expect("this bound was encoded just now");
            let tighter: Vec<Lit> = assumed.iter().copied().chain(at_most).collect();
            match self.solve(&tighter) {
                Some(model) => {
                    bound = held(&model);
                    best = model;
                }
                None => break,
            }
        }
        Some(best)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_formula_is_one_variable() {
        let mut logic = Logic::new();
        let (a, b) = (logic.fresh(), logic.fresh());
        assert_eq!(logic.all([a, b]), logic.all([b, a, b]));
        assert_eq!(logic.all([a, !a, b]), logic.no());
        assert_eq!(logic.any([a, !a]), logic.yes());
        assert_eq!(logic.all([a, logic.yes()]), a);
    }

    #[test]
    fn sums_are_bounded_and_fewest_are_found() {
        let mut logic = Logic::new();
        let lits: Vec<Lit> = (0..5).map(|_| logic.fresh()).collect();
        let switch = logic.fresh();
        let weighted: Vec<(Lit, isize)> = lits.iter().copied().zip([3, -1, 2, 2, -4]).collect();
        logic.at_least(switch, &weighted, 5);
        let model = logic
            .solve_with_fewest(&[switch], &lits)
            .expect("3 + 2 is 5");
        let held: Vec<bool> = lits.iter().map(|lit| model.holds(*lit)).collect();
        assert!(held[0] && (held[2] != held[3]) && !held[1] && !held[4]);
        assert!(
            logic.solve(&[switch, lits[4], lits[1]]).is_none(),
            "7 - 5 is below 5"
        );
        assert!(
            logic.solve(&[lits[4], lits[1]]).is_some(),
            "without the switch all may hold"
        );
        for (weighted, bound, reached) in [
            (&weighted[..], 8, false),
            (&weighted[..], 7, true),
            (&weighted[1..2], 0, true),
            (&weighted[1..2], 1, false),
            (&[], 0, true),
            (&[], 1, false),
            // One variable twice, against itself, and the one that is settled.
            (&[(lits[0], 2), (lits[0], 2)], 4, true),
            (&[(lits[0], 2), (lits[0], 2)], 5, false),
            (&[(lits[0], 2), (!lits[0], 3)], 4, false),
            (&[(lits[0], 2), (!lits[0], 3)], 3, true),
            (&[(lits[0], 2), (logic.yes(), 3)], 5, true),
            (&[(lits[0], 2), (logic.no(), 3)], 5, false),
        ] {
            let switch = logic.fresh();
            logic.at_least(switch, weighted, bound);
            assert_eq!(logic.possible(&[switch]), reached, "{bound}");
        }
    }
}

//! A binary decision diagram for monotone conditions: the exact chance that one fails, without trying every state.
//!
//! Source: Bryant, "Graph-Based Algorithms for Boolean Function Manipulation", IEEE Trans. Computers C-35(8), 1986.

use std::collections::HashMap;

use crate::model::error::ModelError;

/// A condition: an index into the diagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Condition(u32);

/// More conditions than this are not built: the expression has no good order then.
const MOST_NODES: usize = 2_000_000;

const NEVER: Condition = Condition(0);
const ALWAYS: Condition = Condition(1);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Branch {
    variable: u32,
    down: Condition,
    up: Condition,
}

/// Conditions over variables `0, 1, …` that are up or down. Lower variables are tested first.
pub(super) struct Diagram {
    branches: Vec<Branch>,
    known: HashMap<Branch, Condition>,
    joined: HashMap<(bool, Condition, Condition), Condition>,
}

impl Diagram {
    pub(super) fn new() -> Self {
        let end = Branch {
            variable: u32::MAX,
            down: NEVER,
            up: NEVER,
        };
        Self {
            branches: vec![end, end],
            known: HashMap::new(),
            joined: HashMap::new(),
        }
    }

    /// Met when the variable is up.
    pub(super) fn variable(&mut self, variable: u32) -> Result<Condition, ModelError> {
        self.branch(Branch {
            variable,
            down: NEVER,
            up: ALWAYS,
        })
    }

    fn branch(&mut self, branch: Branch) -> Result<Condition, ModelError> {
        if branch.down == branch.up {
            return Ok(branch.up);
        }
        if let Some(known) = self.known.get(&branch) {
            return Ok(*known);
        }
        let next = u32::try_from(self.branches.len())
            .ok()
            .filter(|next| (*next as usize) < MOST_NODES);
        let next =
            Condition(next.ok_or_else(|| {
                ModelError::too_large("the decision diagram", "larger", MOST_NODES)
            })?);
        self.branches.push(branch);
        self.known.insert(branch, next);
        Ok(next)
    }

    pub(super) fn and(&mut self, a: Condition, b: Condition) -> Result<Condition, ModelError> {
        self.join(true, a, b)
    }

    fn or(&mut self, a: Condition, b: Condition) -> Result<Condition, ModelError> {
        self.join(false, a, b)
    }

    fn join(&mut self, and: bool, a: Condition, b: Condition) -> Result<Condition, ModelError> {
        let (neutral, final_word) = if and {
            (ALWAYS, NEVER)
        } else {
            (NEVER, ALWAYS)
        };
        if a == final_word || b == final_word {
            return Ok(final_word);
        }
        if a == neutral || a == b {
            return Ok(b);
        }
        if b == neutral {
            return Ok(a);
        }
        let key = (and, a.min(b), a.max(b));
        if let Some(known) = self.joined.get(&key) {
            return Ok(*known);
        }
        let (first, second) = (self.branches[a.0 as usize], self.branches[b.0 as usize]);
        let variable = first.variable.min(second.variable);
        let sides = |of: Condition, branch: Branch| {
            if branch.variable == variable {
                (branch.down, branch.up)
            } else {
                (of, of)
            }
        };
        let ((a_down, a_up), (b_down, b_up)) = (sides(a, first), sides(b, second));
        let down = self.join(and, a_down, b_down)?;
        let up = self.join(and, a_up, b_up)?;
        let joined = self.branch(Branch { variable, down, up })?;
        self.joined.insert(key, joined);
        Ok(joined)
    }

    /// Met when at least `need` of the parts are.
    pub(super) fn at_least(
        &mut self,
        need: usize,
        parts: &[Condition],
    ) -> Result<Condition, ModelError> {
        // met[j]: at least j of the parts seen so far, from the last to the first so that low variables come on top.
        let mut met = vec![NEVER; need + 1];
        met[0] = ALWAYS;
        for part in parts.iter().rev() {
            for count in (1..=need).rev() {
                let with = self.and(*part, met[count - 1])?;
                met[count] = self.or(met[count], with)?;
            }
        }
        Ok(met[need])
    }

    /// The chances that the condition is not met, and that it is. `down[v]` are those of variable `v` to be down and up.
    pub(super) fn chances(&self, condition: Condition, down: &[(f64, f64)]) -> (f64, f64) {
        // A branch is only made after what it leads to, so one pass from the first to the last is enough.
        let mut chances = vec![(1.0, 0.0), (0.0, 1.0)];
        for branch in self.branches.iter().take(condition.0 as usize + 1).skip(2) {
            let (is_down, is_up) = down[branch.variable as usize];
            let (below, above) = (
                chances[branch.down.0 as usize],
                chances[branch.up.0 as usize],
            );
            chances.push((
                is_down * below.0 + is_up * above.0,
                is_down * below.1 + is_up * above.1,
            ));
        }
        chances[condition.0 as usize]
    }
}

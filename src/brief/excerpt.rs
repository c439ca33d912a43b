//! What the short brief prints of the patterns, and what those texts still wait for.
//!
//! Here: which texts are left to the long form, the open questions that printed limits need.
//! Not here: cutting a text short: what keeps data safe is printed whole or not at all.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::design::{Design, Lack, PatternView};

use super::Form;

/// Parts whose patterns suit nearly every system. Their texts are printed where they say something of this one.
const COMMON: [&str; 2] = [HYGIENE, "resilience"];
/// The part that any call over a network has: each is told in the list of decisions, and of the rest only what pages.
const HYGIENE: &str = "timeouts";

/// What decides how much is printed.
#[derive(Clone)]
pub(super) struct Excerpt<'d> {
    form: Form,
    /// Members of the resilience set that no answer asked for.
    usual: BTreeSet<&'d str>,
}

impl<'d> Excerpt<'d> {
    pub(super) fn of(design: &'d Design, form: Form) -> Self {
        let mut decisions = design.decisions.iter();
        let resilience = decisions.find(|decision| decision.id == "resilience");
        let members = resilience
            .into_iter()
            .flat_map(|decision| &decision.members);
        let usual = members.filter(|member| !member.stated);
        Self {
            form,
            usual: usual.map(|member| member.id.as_str()).collect(),
        }
    }

    /// Whether a text of a pattern is printed. What is decided about copies, keys, transactions and locks always is; what
    /// no answer asked for is told in one line.
    pub(super) fn prints(&self, pattern: &PatternView, field: &str) -> bool {
        // The way back stands with the steps.
        let field = if field == "rollback" {
            "rollout"
        } else {
            field
        };
        let part = pattern.part.as_str();
        if part == "verification" {
            return false;
        }
        if self.form == Form::Full || !COMMON.contains(&part) {
            return true;
        }
        let usual = pattern
            .serves
            .as_deref()
            .is_some_and(|member| self.usual.contains(member));
        let pages = part != HYGIENE || field == "alert";
        pages && !usual && pattern.specific.contains(&field)
    }
}

/// A question that limits wait for.
#[derive(Serialize)]
pub(super) struct Needed<'d> {
    chip: &'d str,
    name: &'d str,
    /// How many printed texts have a placeholder for its answer.
    limits: usize,
}

/// The open questions behind the placeholders in what is printed, those that most limits wait for first.
pub(super) fn needed<'d>(
    patterns: impl Iterator<Item = &'d PatternView>,
    excerpt: &Excerpt<'_>,
) -> Vec<Needed<'d>> {
    let mut limits: BTreeMap<&Lack, usize> = BTreeMap::new();
    for pattern in patterns {
        for (field, lacks) in &pattern.lacks {
            // How a test passes stands in the verification plan, what it does to users while it runs does not.
            let printed = match pattern.verifies {
                Some(_) => *field == "test",
                None => *field != "test" && excerpt.prints(pattern, field),
            };
            // What this situation asks nobody cannot be waited for.
            for lack in lacks.iter().filter(|lack| printed && lack.asked) {
                *limits.entry(lack).or_default() += 1;
            }
        }
    }
    let mut needed: Vec<Needed<'_>> = limits
        .into_iter()
        .map(|(lack, limits)| Needed {
            chip: &lack.chip,
            name: &lack.name,
            limits,
        })
        .collect();
    needed.sort_by_key(|needed| std::cmp::Reverse(needed.limits));
    needed
}

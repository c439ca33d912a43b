//! The most telling figures, conflicts with their limits and ways out, and what would change a decision; made once for each
//! state of the answers.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use ratatui::layout::Rect;
use ratatui::text::Span;

use crate::answers::{Answers, Spot};
use crate::catalog::Scope;
use crate::design::{Aside, ConflictView};
use crate::engine::{self, Together};
use crate::interview::{Interview, Page};

use super::super::card;
use super::super::flow::Flow;
use super::super::theme::Theme;
use super::super::trees::Which;
use super::live::conflict_text;

/// So many figures of what is being answered are shown,
const FIGURES: usize = 6;
/// and so many of the system beside those of a dataset.
const OF_SYSTEM: usize = 3;

/// What stands beside the answers, and what stood there before they changed.
#[derive(Debug, Default)]
pub(in super::super) struct Beside {
    seen: RefCell<Option<Seen>>,
    /// Whether pairs of answers are searched elsewhere, and of which decision they are wanted.
    elsewhere: bool,
    wanted: Cell<Option<Which>>,
}

/// What would change a decision.
#[derive(Debug, Clone)]
pub(super) struct Flips {
    /// Single answers, or where there are none, pairs.
    pub sets: Rc<[Together]>,
    /// Whether pairs are still searched.
    pub late: bool,
}

#[derive(Debug)]
struct Seen {
    answers: Answers,
    now: Rc<Aside>,
    before: Rc<Aside>,
    /// Of each decision whose tree was looked at, by dataset.
    flips: BTreeMap<(usize, usize), Flips>,
}

/// One state of it.
pub(super) struct Stand {
    now: Rc<Aside>,
    before: Rc<Aside>,
}

impl Beside {
    pub(super) fn of(&self, interview: &Interview<'_>) -> Stand {
        self.renew(interview);
        match &*self.seen.borrow() {
            Some(seen) => Stand {
                now: Rc::clone(&seen.now),
                before: Rc::clone(&seen.before),
            },
            None => Stand {
                now: Rc::default(),
                before: Rc::default(),
            },
        }
    }

    /// The single answers that would change a decision, and where there are none, the pairs that would. They cost an
    /// evaluation each, so they are found once, and not for every frame; of pairs there are too many to wait for.
    pub(super) fn flips(&self, interview: &Interview<'_>, which: Which) -> Flips {
        self.renew(interview);
        let find = || {
            let (catalog, world) = (interview.catalog(), interview.world());
            let (answers, evaluation) = (interview.answers(), interview.evaluation());
            let decision = (which.decision, which.sheet);
            let up_to =
                |most| engine::smallest(catalog, world, answers, evaluation, decision, most);
            let single = up_to(1);
            let late = single.is_empty() && self.elsewhere;
            let found = if single.is_empty() && !late {
                up_to(2)
            } else {
                single
            };
            Flips {
                sets: found.into(),
                late,
            }
        };
        let flips = match &mut *self.seen.borrow_mut() {
            Some(seen) => {
                let flips = seen.flips.entry((which.decision, which.sheet));
                flips.or_insert_with(find).clone()
            }
            None => find(),
        };
        if flips.late {
            self.wanted.set(Some(which));
        }
        flips
    }

    /// From now on pairs are searched elsewhere: what is [`Beside::wanted`] is brought by [`Beside::take_pairs`].
    pub(in super::super) fn leave_pairs(&mut self) {
        self.elsewhere = true;
    }

    /// The decision whose pairs the last frame had no time to search.
    pub(in super::super) fn wanted(&self) -> Option<Which> {
        self.wanted.take()
    }

    /// Takes in the pairs that would change a decision under these answers.
    pub(in super::super) fn take_pairs(
        &self,
        answers: &Answers,
        which: Which,
        pairs: Vec<Together>,
    ) {
        let mut seen = self.seen.borrow_mut();
        if let Some(seen) = seen.as_mut().filter(|seen| seen.answers == *answers) {
            let flips = Flips {
                sets: pairs.into(),
                late: false,
            };
            seen.flips.insert((which.decision, which.sheet), flips);
        }
    }

    /// Makes it anew where the answers have changed.
    fn renew(&self, interview: &Interview<'_>) {
        let mut seen = self.seen.borrow_mut();
        if seen
            .as_ref()
            .is_none_or(|seen| seen.answers != *interview.answers())
        {
            let (catalog, world) = (interview.catalog(), interview.world());
            let (answers, evaluation) = (interview.answers(), interview.evaluation());
            // A team's prose was checked when it was read; what cannot be rendered all the same is not shown.
            let now = Aside::of(catalog, world, answers, evaluation).unwrap_or_default();
            let now = Rc::new(now);
            let before = seen.take().map_or_else(|| Rc::clone(&now), |old| old.now);
            *seen = Some(Seen {
                answers: answers.clone(),
                now,
                before,
                flips: BTreeMap::new(),
            });
        }
    }
}

/// Which conflicts are told in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// All.
    Full,
    /// Those that arose last or that a question of this page has a part in; the others by their title.
    Pressing,
}

impl Stand {
    /// The figures of what is being answered.
    pub(super) fn figures(&self, flow: &mut Flow, interview: &Interview<'_>, theme: Theme) {
        let sheet = match interview.page() {
            Page::Questions { section, sheet, .. } => {
                let scope = interview.catalog().sections[*section].scope;
                (scope == Scope::Dataset).then_some(*sheet)
            }
            _ => None,
        };
        if sheet.is_some() {
            self.figures_of(flow, interview, sheet, FIGURES, theme);
            self.figures_of(flow, interview, None, OF_SYSTEM, theme);
        } else {
            self.figures_of(flow, interview, None, FIGURES, theme);
        }
    }

    fn figures_of(
        &self,
        flow: &mut Flow,
        interview: &Interview<'_>,
        sheet: Option<usize>,
        most: usize,
        theme: Theme,
    ) {
        let mut figures = self.now.telling(sheet, most).peekable();
        if figures.peek().is_none() {
            return;
        }
        flow.gap();
        let title = match sheet {
            Some(sheet) => format!("Figures of {}", interview.sheet_name(Scope::Dataset, sheet)),
            None => "Figures of the system".to_owned(),
        };
        flow.text(Theme::strong(), &title);
        for figure in figures {
            let before = self.before.telling(sheet, usize::MAX);
            let was = before
                .filter(|old| old.id == figure.id && old.shown != figure.shown)
                .map(|old| format!(" (was {})", old.shown))
                .next();
            let (sign, style) = match (&was, figure.assumes.is_empty()) {
                (Some(_), _) => ("Δ ", theme.fresh()),
                (None, false) => ("~ ", Theme::plain()),
                (None, true) => ("✓ ", Theme::plain()),
            };
            let text = format!(
                "{}: {}{}",
                figure.title,
                figure.shown,
                was.unwrap_or_default()
            );
            flow.hang(&[Span::styled(sign, style)], 2, style, &text);
        }
    }

    /// The conflicts; the first that just arose is brought into view.
    pub(super) fn conflicts(
        &self,
        flow: &mut Flow,
        interview: &Interview<'_>,
        told: Told,
        theme: Theme,
    ) {
        let mut focused = false;
        let clashes = &interview.evaluation().clashes;
        for (clash, view) in clashes.iter().zip(&self.now.conflicts) {
            let start = flow.len();
            let head = [Span::styled("! ", theme.bad())];
            flow.hang(&head, 2, theme.bad(), &conflict_text(interview, *clash));
            let arose = self.arose(view);
            if told == Told::Full || arose || concerns(interview, clash.conflict) {
                explain(flow, view);
            }
            if arose && !focused {
                flow.focus(start..flow.len());
                focused = true;
            }
        }
    }

    /// What a conflict of the review says when the cursor is on it.
    pub(super) fn explain(&self, flow: &mut Flow, index: usize) {
        if let Some(view) = self.now.conflicts.get(index) {
            explain(flow, view);
        }
    }

    /// In a window without room at the side: the conflicts that arose last, over at most a third of the page.
    pub(super) fn alarm(
        &self,
        interview: &Interview<'_>,
        page: Rect,
        theme: Theme,
    ) -> Option<(Flow, Rect)> {
        let mut flow = Flow::new(page.width);
        let clashes = &interview.evaluation().clashes;
        for (clash, view) in clashes.iter().zip(&self.now.conflicts) {
            if self.arose(view) {
                let head = [Span::styled("! ", theme.bad())];
                flow.hang(&head, 2, theme.bad(), &conflict_text(interview, *clash));
                explain(&mut flow, view);
            }
        }
        let lines = u16::try_from(flow.len()).unwrap_or(u16::MAX);
        let height = lines.min(page.height / 3);
        (height > 0).then(|| {
            let y = page.bottom() - height;
            (flow, Rect { y, height, ..page })
        })
    }

    fn arose(&self, view: &ConflictView) -> bool {
        let same = |old: &ConflictView| old.id == view.id && old.sheet == view.sheet;
        !self.before.conflicts.iter().any(same)
    }
}

/// Whether a question of this page has a part in the conflict.
fn concerns(interview: &Interview<'_>, conflict: usize) -> bool {
    let answers = &interview.catalog().conflicts[conflict].answers;
    let spots = card::spots(interview.page());
    spots
        .iter()
        .any(|Spot { question, .. }| answers.contains(question))
}

/// The theorem or limit with its numbers, and the ways out.
fn explain(flow: &mut Flow, view: &ConflictView) {
    let indent = [Span::raw("  ")];
    flow.hang(&indent, 2, Theme::plain(), &view.because);
    if let Some(taken) = view.rests_on() {
        flow.hang(&indent, 2, Theme::plain(), &taken);
    }
    for way in &view.ways_out {
        let text = format!("{} = {}: {}", way.set, way.to, way.then);
        flow.hang(&[Span::raw("  → ")], 4, Theme::plain(), &text);
    }
}

#[cfg(test)]
mod tests {
    use crate::catalog::Catalog;
    use crate::derive::World;
    use crate::interview::Event;

    use super::*;

    #[test]
    fn what_would_change_a_decision_is_found_once_for_each_state_of_the_answers() {
        let (catalog, world) = (Catalog::embedded(), World::embedded());
        let mut interview = Interview::new(&catalog, &world, Answers::default());
        let which = Which {
            decision: catalog.decision("lock").unwrap(),
            sheet: 0,
        };
        let beside = Beside::default();
        let first = beside.flips(&interview, which);
        assert!(!first.sets.is_empty());
        assert!(Rc::ptr_eq(
            &first.sets,
            &beside.flips(&interview, which).sets
        ));
        let spot = Spot {
            question: catalog.question("coordination.lock").unwrap(),
            sheet: 0,
        };
        let answer = first.sets[0].answers[0].1.value.clone();
        interview
            .update(Event::Answer(spot, crate::answers::Answer::Given(answer)))
            .unwrap();
        assert!(!Rc::ptr_eq(
            &first.sets,
            &beside.flips(&interview, which).sets
        ));
    }

    #[test]
    fn pairs_that_are_searched_elsewhere_are_shown_once_they_are_there() {
        let (catalog, world) = (Catalog::embedded(), World::embedded());
        let text =
            "quorate = 1\n[failure]\ntrust = \"byzantine\"\n\n[[dataset]]\nname = \"chain\"\n";
        let (answers, _) = Answers::parse("chain.toml", text, &catalog).unwrap();
        let interview = Interview::new(&catalog, &world, answers);
        let mut beside = Beside::default();
        beside.leave_pairs();
        let mut late = 0;
        for (decision, sheet, _) in interview.evaluation().all_decided() {
            let which = Which { decision, sheet };
            let is_tree = catalog.decisions[decision].body.tree().is_some();
            if !is_tree || !beside.flips(&interview, which).late {
                assert_eq!(beside.wanted(), None);
                continue;
            }
            late += 1;
            assert_eq!(beside.wanted(), Some(which));
            let (answers, now) = (interview.answers(), interview.evaluation());
            let pairs = engine::smallest(&catalog, &world, answers, now, (decision, sheet), 2);
            beside.take_pairs(&Answers::default(), which, pairs.clone());
            assert!(
                beside.flips(&interview, which).late,
                "those are of other answers"
            );
            beside.take_pairs(answers, which, pairs.clone());
            let flips = beside.flips(&interview, which);
            assert!(!flips.late && *flips.sets == *pairs);
            beside.wanted();
        }
        assert!(late > 0);
    }
}

//! The whole interview at a glance: pages in order, how each question stands, what is left.

use crate::answers::{Answer, Spot};
use crate::catalog::{Scope, Target};
use crate::engine::Origin;

use super::{Interview, Page, Status};

/// How far the interview is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Questions with an answer that counts.
    pub answered: usize,
    /// Questions that were left unsure.
    pub unsure: usize,
    /// Questions that the dataset's archetype answers.
    pub likely: usize,
    /// Questions that can still change the outcome and were not asked.
    pub open: usize,
    /// Questions that cannot change the outcome any more, or do not apply.
    pub skipped: usize,
}

/// A section, or one dataset or service, in the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The section.
    pub section: usize,
    /// The dataset or service, where the entry is of one.
    pub sheet: Option<usize>,
    /// What it is called.
    pub title: String,
    /// How far it is.
    pub progress: Progress,
    /// Its first page.
    pub page: Page,
    /// Whether the current page belongs to it.
    pub here: bool,
}

impl Interview<'_> {
    /// The pages that the situation asks for, in order; the review is the last.
    #[must_use]
    pub fn pages(&self) -> Vec<Page> {
        let situation = self.situation();
        let mut pages = Vec::new();
        for (index, section) in self.catalog.sections.iter().enumerate() {
            if !section.modes.meets(situation) {
                continue;
            }
            if section.scope != Scope::System {
                pages.push(Page::Sheets {
                    section: index,
                    scope: section.scope,
                });
            }
            for sheet in 0..self.answers.sheets(section.scope).len() {
                pages.extend(self.pages_of(index, sheet));
            }
        }
        pages.push(Page::Review);
        pages
    }

    /// The pages of a section on one sheet: neighbours of one group, at most [`PAGE_MAX`] at a time.
    fn pages_of(&self, section: usize, sheet: usize) -> Vec<Page> {
        let situation = self.situation();
        let mut pages: Vec<(String, Vec<usize>)> = Vec::new();
        for (index, question) in self.catalog.questions.iter().enumerate() {
            if question.section != section || !question.modes.meets(situation) {
                continue;
            }
            match pages.last_mut() {
                Some((group, questions))
                    if *group == question.group && questions.len() < PAGE_MAX =>
                {
                    questions.push(index);
                }
                _ => pages.push((question.group.clone(), vec![index])),
            }
        }
        pages
            .into_iter()
            .map(|(_, questions)| Page::Questions {
                section,
                sheet,
                questions,
            })
            .collect()
    }

    /// The page on which a question stands, whether or not the situation asks for it.
    pub(super) fn page_of(&self, spot: Spot) -> Option<Page> {
        let question = self.catalog.questions.get(spot.question)?;
        if spot.sheet >= self.answers.sheets(question.scope).len() {
            return None;
        }
        let on = |page: &Page| matches!(page, Page::Questions { sheet, questions, .. } if *sheet == spot.sheet && questions.contains(&spot.question));
        let alone = Page::Questions {
            section: question.section,
            sheet: spot.sheet,
            questions: vec![spot.question],
        };
        Some(
            self.pages_of(question.section, spot.sheet)
                .into_iter()
                .find(on)
                .unwrap_or(alone),
        )
    }

    /// How a question stands.
    #[must_use]
    pub fn status(&self, spot: Spot) -> Status {
        let question = &self.catalog.questions[spot.question];
        let inactive = self
            .evaluation
            .held(spot)
            .is_none_or(|held| held.origin == Origin::Inactive);
        if inactive {
            return Status::Inactive(self.inactive_because(spot));
        }
        if self.answers.get(self.catalog, spot).is_some() {
            return Status::Answered;
        }
        if !question.modes.meets(self.situation()) {
            return Status::NotAsked;
        }
        if self.passed.contains(&spot) {
            return Status::Unsure;
        }
        if self.relevant.contains(&spot) {
            Status::Open
        } else if question.is_archetype {
            Status::NotAsked
        } else if let Some(status) = self.left_to_archetype(spot) {
            status
        } else {
            Status::Skipped(self.skipped_because(spot))
        }
    }

    fn inactive_because(&self, spot: Spot) -> String {
        let question = &self.catalog.questions[spot.question];
        let failing = question.when.iter().find(|condition| {
            !condition.cell.matches(self.evaluation.value(
                condition.subject.target,
                self.sheet_for(condition.subject.target, spot.sheet),
            ))
        });
        let Some(condition) = failing else {
            return "it does not apply".to_owned();
        };
        let target = condition.subject.target;
        let value = self
            .evaluation
            .value(target, self.sheet_for(target, spot.sheet));
        let name = match target {
            Target::Question(index) => self.catalog.questions[index].chip.clone(),
            Target::Fact(index) => self.catalog.facts[index]
                .means
                .trim_end_matches('.')
                .to_owned(),
            other => self.catalog.target_id(other),
        };
        let shown = self.catalog.kind_of(target).show_label(value);
        format!(
            "does not apply while “{name}” is “{}”",
            crate::text::lower_first(&shown)
        )
    }

    fn sheet_for(&self, target: Target, sheet: usize) -> usize {
        let scope = match target {
            Target::Question(index) => self.catalog.questions[index].scope,
            Target::Fact(index) => self.catalog.facts[index].scope,
            Target::Decision(index) | Target::Figure(index, _) => {
                self.catalog.decisions[index].scope
            }
        };
        if scope == Scope::System { 0 } else { sheet }
    }

    fn skipped_because(&self, spot: Spot) -> String {
        let target = Target::Question(spot.question);
        let readers: Vec<String> = (0..self.catalog.decisions.len())
            .filter(|index| {
                self.catalog
                    .reads(Target::Decision(*index))
                    .any(|read| read == target)
            })
            .map(|index| crate::text::lower_first(&self.catalog.decisions[index].title))
            .collect();
        match readers.as_slice() {
            [] => "nothing that is decided here depends on it".to_owned(),
            [one] => format!("{one} is settled whatever the answer"),
            [most @ .., last] => format!(
                "{} and {last} are settled whatever the answer",
                most.join(", ")
            ),
        }
    }

    /// The page before this one in order that has something to answer; none before the first.
    pub(super) fn page_before(&self) -> Option<Page> {
        let pages = self.pages();
        let here = pages.iter().position(|page| *page == self.page)?;
        let live = |page: &&Page| match page {
            Page::Questions {
                sheet, questions, ..
            } => questions.iter().any(|question| {
                let status = self.status(Spot {
                    question: *question,
                    sheet: *sheet,
                });
                matches!(status, Status::Answered | Status::Unsure | Status::Open)
            }),
            Page::Sheets { .. } | Page::Review => true,
        };
        pages[..here].iter().rfind(live).cloned()
    }

    /// The first page with something open, after `from` if given, else from the start; the review if there is none.
    pub(super) fn first_open(&self, from: Option<&Page>) -> Page {
        let pages = self.pages();
        let start = from
            .and_then(|page| pages.iter().position(|other| other == page))
            .map_or(0, |index| index + 1);
        let (before, after) = pages.split_at(start.min(pages.len()));
        after
            .iter()
            .chain(before)
            .find(|page| self.is_open(page))
            .cloned()
            .unwrap_or(Page::Review)
    }

    /// Where answers that are gone on with were left: behind the last question that was answered. Unsure is no answer
    /// in the file, so what is open before it was most likely passed, and comes round last.
    pub(super) fn where_left(&self) -> Page {
        let pages = self.pages();
        let statuses = |page: &Page| -> Vec<Status> {
            let Page::Questions {
                sheet, questions, ..
            } = page
            else {
                return Vec::new();
            };
            let at = |question: &usize| Spot {
                question: *question,
                sheet: *sheet,
            };
            questions.iter().map(|of| self.status(at(of))).collect()
        };
        // Where not even the first question is answered, the file was begun by hand, and nothing was passed.
        let begun = pages
            .first()
            .is_none_or(|first| statuses(first).first() == Some(&Status::Answered));
        let last = pages
            .iter()
            .rfind(|page| begun && statuses(page).contains(&Status::Answered));
        let Some(last) = last else {
            return self.first_open(None);
        };
        let open_behind = statuses(last)
            .into_iter()
            .rev()
            .take_while(|status| *status != Status::Answered)
            .any(|status| status == Status::Open);
        if open_behind {
            last.clone()
        } else {
            self.first_open(Some(last))
        }
    }

    pub(super) fn is_open(&self, page: &Page) -> bool {
        match page {
            Page::Questions {
                sheet, questions, ..
            } => questions.iter().any(|question| {
                self.status(Spot {
                    question: *question,
                    sheet: *sheet,
                }) == Status::Open
            }),
            Page::Sheets { section, scope } => {
                !self.listed.contains(section) && self.answers.sheets(*scope).is_empty()
            }
            Page::Review => false,
        }
    }

    /// The sections, datasets and services with how far each is.
    #[must_use]
    pub fn outline(&self) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        for page in self.pages() {
            let (section, sheet) = match &page {
                Page::Questions { section, sheet, .. } => (*section, Some(*sheet)),
                Page::Sheets { section, .. } => (*section, None),
                Page::Review => continue,
            };
            let scope = self.catalog.sections[section].scope;
            let sheet = sheet.filter(|_| scope != Scope::System);
            let here = page == self.page;
            let progress = self.progress_of(&page);
            match entries
                .iter_mut()
                .find(|entry| entry.section == section && entry.sheet == sheet)
            {
                Some(entry) => {
                    entry.here |= here;
                    entry.progress = entry.progress.plus(progress);
                }
                None => entries.push(Entry {
                    section,
                    sheet,
                    title: self.title(section, sheet),
                    progress,
                    page,
                    here,
                }),
            }
        }
        entries
    }

    /// What a section, dataset or service is called.
    #[must_use]
    pub fn title(&self, section: usize, sheet: Option<usize>) -> String {
        let section = &self.catalog.sections[section];
        let Some(index) = sheet.filter(|_| section.scope != Scope::System) else {
            return section.title.clone();
        };
        self.sheet_name(section.scope, index)
    }

    /// The name of a dataset or service, or what stands in for it.
    #[must_use]
    pub fn sheet_name(&self, scope: Scope, index: usize) -> String {
        let name = self
            .answers
            .sheets(scope)
            .get(index)
            .and_then(|sheet| sheet.name(self.catalog));
        name.map_or_else(
            || format!("{} {}", scope.word(), index + 1),
            crate::text::one_line,
        )
    }

    fn progress_of(&self, page: &Page) -> Progress {
        let Page::Questions {
            sheet, questions, ..
        } = page
        else {
            return Progress::default();
        };
        questions
            .iter()
            .fold(Progress::default(), |mut sum, question| {
                match self.status(Spot {
                    question: *question,
                    sheet: *sheet,
                }) {
                    Status::Answered => sum.answered += 1,
                    Status::Unsure => sum.unsure += 1,
                    Status::Likely(_) => sum.likely += 1,
                    Status::Open => sum.open += 1,
                    Status::Skipped(_) | Status::Inactive(_) | Status::NotAsked => sum.skipped += 1,
                }
                sum
            })
    }

    /// How far the whole interview is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.pages().iter().fold(Progress::default(), |sum, page| {
            sum.plus(self.progress_of(page))
        })
    }

    /// The value that counts for a question, as a person reads it, with where it comes from.
    #[must_use]
    pub fn shown(&self, spot: Spot) -> (String, Origin) {
        let question = &self.catalog.questions[spot.question];
        let Some(held) = self.evaluation.held(spot) else {
            return (String::new(), Origin::Inactive);
        };
        if let Some(Answer::Other(text)) = self.answers.get(self.catalog, spot) {
            return (crate::text::one_line(text), held.origin);
        }
        (
            crate::text::one_line(&question.kind.show_label(&held.value)),
            held.origin,
        )
    }
}

/// At most so many questions on a page.
pub(super) const PAGE_MAX: usize = 4;

impl Progress {
    /// How many of the questions that are asked are out of the way.
    #[must_use]
    pub fn done(&self) -> usize {
        self.answered + self.unsure + self.likely
    }

    fn plus(self, other: Self) -> Self {
        Self {
            answered: self.answered + other.answered,
            unsure: self.unsure + other.unsure,
            likely: self.likely + other.likely,
            open: self.open + other.open,
            skipped: self.skipped + other.skipped,
        }
    }
}

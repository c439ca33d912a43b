//! What can be done besides answering: the lists behind "More", the datasets, the review.
//!
//! Here: these lists and what each entry does.
//! Not here: questions (`plain::ask`).

use inquire::InquireError;
use inquire::validator::Validation;

use crate::answers::Spot;
use crate::catalog::Scope;
use crate::face::walk::{At, Walk};
use crate::face::{Finished, outcome, question, review};
use crate::text::one_line;

use super::list::{Entry, line, select};
use super::{Held, Prompts, print, print_all};

/// What can be done besides answering.
#[derive(Clone, Copy)]
enum Act {
    Skip,
    Review,
    Jump,
    Decisions,
    Undo,
    Add(Scope),
    Rename(Scope, usize),
    Remove(Scope, usize),
    Back,
    Done,
    Leave,
}

impl Prompts<'_, '_> {
    pub(super) fn menu(&mut self) -> Held {
        let mut entries = vec![
            Entry::new(Act::Skip, "Leave this question as it stands, and go on"),
            Entry::new(Act::Review, "Review all answers"),
            Entry::new(Act::Jump, "Go to another question"),
            Entry::new(Act::Decisions, "Show what is decided by now"),
            Entry::new(Act::Undo, "Undo the last change"),
        ];
        for scope in [Scope::Dataset, Scope::Service] {
            entries.push(Entry::new(
                Act::Add(scope),
                &format!("Add a {}", scope.word()),
            ));
            entries.extend(self.of_sheets(scope));
        }
        entries.push(Entry::new(Act::Done, "Finish: the answers are done"));
        entries.push(Entry::new(Act::Leave, "Leave, to go on later"));
        self.choose("What do you want to do?", entries, false)
    }

    pub(super) fn sheets(&mut self, section: usize, scope: Scope) -> Held {
        let interview = self.session.interview();
        let section = &interview.catalog().sections[section];
        print("");
        print(&format!("{}.", one_line(&section.title)));
        print(&one_line(&section.about));
        let mut entries = vec![
            Entry::new(Act::Add(scope), &format!("Add a {}", scope.word())),
            Entry::new(Act::Skip, "Go on"),
        ];
        entries.extend(self.of_sheets(scope));
        entries.push(Entry::new(Act::Back, "Back"));
        entries.push(Entry::new(Act::Leave, "Leave, to go on later"));
        // Once there is one, the next step is to go on.
        let start = usize::from(!interview.answers().sheets(scope).is_empty());
        let message = format!("{}: what do you want to do?", section.title);
        match select(&message, entries, start)? {
            Some(act) => self.act(act),
            None => Ok(self.back()),
        }
    }

    pub(super) fn review(&mut self) -> Held {
        let interview = self.session.interview();
        print("");
        print_all(&review::answers(interview));
        let open = interview.progress().open;
        let mut entries = vec![
            Entry::new(Act::Done, "Finish: the answers are done"),
            Entry::new(Act::Jump, "Change an answer"),
            Entry::new(Act::Decisions, "Show what is decided by now"),
            Entry::new(Act::Undo, "Undo the last change"),
            Entry::new(Act::Add(Scope::Dataset), "Add a dataset"),
            Entry::new(Act::Add(Scope::Service), "Add a service"),
            Entry::new(Act::Back, "Back"),
            Entry::new(Act::Leave, "Leave, to go on later"),
        ];
        if open > 0 {
            entries.insert(0, Entry::new(Act::Skip, "Go to the next open question"));
        }
        let message = format!(
            "These are all answers, {}. What now?",
            question::left(interview)
        );
        self.choose(&message, entries, true)
    }

    fn of_sheets(&self, scope: Scope) -> Vec<Entry<Act>> {
        let interview = self.session.interview();
        let count = interview.answers().sheets(scope).len();
        let both = |sheet| {
            let name = interview.sheet_name(scope, sheet);
            [
                Entry::new(
                    Act::Rename(scope, sheet),
                    &format!("Rename the {} {name}", scope.word()),
                ),
                Entry::new(
                    Act::Remove(scope, sheet),
                    &format!("Remove the {} {name}", scope.word()),
                ),
            ]
        };
        (0..count).flat_map(both).collect()
    }

    fn choose(&mut self, message: &str, entries: Vec<Entry<Act>>, back: bool) -> Held {
        match select(message, entries, 0)? {
            Some(act) => self.act(act),
            None if back => Ok(self.back()),
            None => Ok(None),
        }
    }

    fn act(&mut self, act: Act) -> Held {
        match act {
            Act::Skip => self.walk.skip(self.session),
            Act::Review => self.walk.jump(self.session, At::Review),
            Act::Jump => self.jump()?,
            Act::Decisions => {
                print_all(&outcome::decisions(self.session.interview()));
            }
            Act::Undo => self.change(Walk::undo)?,
            Act::Add(scope) => {
                if let Some(name) = name(&format!("What is the {} called?", scope.word()), "")? {
                    self.change(|walk, session| walk.add(session, scope, &name))?;
                }
            }
            Act::Rename(scope, sheet) => {
                let old = self.session.interview().sheet_name(scope, sheet);
                if let Some(name) = name(&format!("What is {old} called now?"), &old)? {
                    self.change(|walk, session| walk.rename(session, scope, sheet, &name))?;
                }
            }
            Act::Remove(scope, sheet) => self.remove(scope, sheet)?,
            Act::Back => return Ok(self.back()),
            Act::Done => return Ok(Some(Finished::Done)),
            Act::Leave => return Ok(Some(Finished::Left)),
        }
        Ok(None)
    }

    fn jump(&mut self) -> Result<(), InquireError> {
        let interview = self.session.interview();
        let questions = interview.catalog().questions.iter().enumerate();
        let entries: Vec<Entry<Spot>> = questions
            .flat_map(|(index, asked)| {
                let sheets = 0..interview.answers().sheets(asked.scope).len();
                sheets.map(move |sheet| {
                    let spot = Spot {
                        question: index,
                        sheet,
                    };
                    let id = question::id(interview, spot);
                    Entry::new(spot, &format!("{id}: {}", asked.ask))
                })
            })
            .collect();
        if let Some(spot) = select("Which question?", entries, 0)? {
            self.walk.jump(self.session, At::Question(spot));
        }
        Ok(())
    }

    fn remove(&mut self, scope: Scope, sheet: usize) -> Result<(), InquireError> {
        let interview = self.session.interview();
        let name = interview.sheet_name(scope, sheet);
        let answers = review::count(interview, scope, sheet);
        let message = format!("Remove {name} and its {answers} from the file?");
        let entries = vec![
            Entry::new(false, &format!("Keep {name}")),
            Entry::new(true, &format!("Remove {name}")),
        ];
        if select(&message, entries, 0)? == Some(true) {
            self.change(|walk, session| walk.remove(session, scope, sheet))?;
        }
        Ok(())
    }
}

/// A name that is typed.
fn name(message: &str, before: &str) -> Result<Option<String>, InquireError> {
    line(message, "a name; Esc to go back", before, |typed| {
        if typed.trim().is_empty() {
            Validation::Invalid("a name is needed; Esc goes back".into())
        } else {
            Validation::Valid
        }
    })
}

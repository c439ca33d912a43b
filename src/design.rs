//! From an evaluation to everything the brief says: decisions in words, figures, patterns, conflicts, assumptions.
//!
//! Here: what is said, as plain values in the order it is printed.
//! Not here: layout (`brief`), evaluation (`engine`).

mod aside;
mod assumptions;
mod brings;
mod conflicts;
mod decisions;
mod escape;
pub mod figures;
mod own_copies;
mod products;
mod prose;
mod ranking;
mod responses;
mod sensitivity;
mod thresholds;
mod together;
mod told;
mod waiting;

use serde::Serialize;

use crate::answers::{Answer, Answers, Spot};
use crate::catalog::{Catalog, Reference, Scope, Template};
use crate::derive::World;
use crate::diagnostic::Diagnostics;
use crate::engine::{self, Evaluation, Origin};
use crate::text::{one_line, upper_first};

pub use aside::Aside;
pub use assumptions::{Assumption, Flip, Toward, Turn, Way};
pub use brings::{PartitionView, PatternView, SplitBrainView};
pub use conflicts::{ConflictView, WayOutView};
pub use decisions::{DecisionView, MemberView, RejectedView, StepView};
pub use escape::mermaid as escape_mermaid;
pub use own_copies::{OtherFigure, OwnCopies};
pub use products::{ElsewhereView, MissView, ProductView, SettingView, TakeoverView};
pub use prose::{Medium, Renderer};
pub use ranking::{AskView, RankedView, SignView, UncertainView};
pub use responses::{ChangeView, ContainmentView, DecidesView, ResponseView};
pub use thresholds::{Crossing, Now, Side, crossings};
pub use together::{Said, Together};
pub use told::Told;
pub use waiting::Waiting;

use figures::FigureValue;
use sensitivity::Sensitivity;

/// Something that was asked, with what counts for it.
#[derive(Debug, Clone, Serialize)]
pub struct AnswerView {
    /// The question's id.
    pub id: String,
    /// Its section.
    pub section: String,
    /// The dataset or service, where it is of one.
    pub sheet: Option<usize>,
    /// Its chip.
    pub chip: String,
    /// The question.
    pub ask: String,
    /// The value as a person reads it.
    pub value: String,
    /// The option's id, or the value as it stands in an answers file, on one line; no medium makes it harmless.
    pub raw: String,
    /// `answered`, `other`, `archetype`, `unsure` or `inactive`.
    pub origin: &'static str,
}

/// A figure in words.
#[derive(Debug, Clone, Serialize)]
pub struct FigureView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The dataset, where it is of one.
    pub sheet: Option<usize>,
    /// The value with its unit, as it is printed.
    pub shown: String,
    /// The number, in `unit`.
    pub value: f64,
    /// The unit of `value`.
    pub unit: &'static str,
    /// The formula in symbols.
    pub formula: String,
    /// The formula with numbers put in.
    pub calculation: String,
    /// What it says, and what it flatters.
    pub means: String,
    /// What stands in it that nobody stated.
    pub notes: Vec<String>,
    /// Questions that it rests on and that were not answered.
    pub assumes: Vec<String>,
    /// The limits that it does not keep, as they are printed.
    pub missed: Vec<String>,
    /// Ids of its sources.
    pub sources: Vec<String>,
}

/// A question whose answer a limit needs and that nobody gave.
#[derive(Debug, Clone, Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lack {
    /// Its name with its dataset, where it is of one.
    pub name: String,
    /// Its chip.
    pub chip: String,
    /// Whether this situation asks it.
    pub asked: bool,
}

/// A source.
#[derive(Debug, Clone, Serialize)]
pub struct SourceView {
    /// Its id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Authors or publisher.
    pub authors: String,
    /// Year.
    pub year: u64,
    /// Address.
    pub url: String,
    /// Section or page.
    pub place: Option<String>,
}

impl SourceView {
    fn of(reference: &Reference) -> Self {
        Self {
            id: reference.id.clone(),
            title: reference.title.clone(),
            authors: reference.authors.clone(),
            year: reference.year,
            url: reference.url.clone(),
            place: reference.place_in_work.clone(),
        }
    }
}

/// One kind of data with what was decided for it.
#[derive(Debug, Clone, Serialize)]
pub struct DatasetView {
    /// Its name, harmless.
    pub name: String,
    /// Its name on one line, which no medium has made harmless.
    #[serde(skip)]
    pub raw: String,
    /// Its index.
    pub sheet: usize,
    /// Whether half of its copies stand in a second region.
    #[serde(skip)]
    pub halves: bool,
    /// What was said of it.
    pub answers: Vec<AnswerView>,
    /// What was decided for it.
    pub decisions: Vec<DecisionView>,
    /// Its figures.
    pub figures: Vec<FigureView>,
    /// What the decisions bring.
    pub patterns: Vec<PatternView>,
    /// What clients see while the network is cut.
    pub partition: Option<PartitionView>,
    /// What keeps it from having two leaders.
    pub split_brain: Vec<SplitBrainView>,
    /// Systems that can carry it.
    pub products: Vec<ProductView>,
    /// Where none can: those that could if it were hosted or looked after otherwise.
    pub elsewhere: Vec<ElsewhereView>,
    /// The most obvious system that cannot.
    pub miss: Option<MissView>,
}

/// Everything a brief says.
#[derive(Debug, Clone, Serialize)]
pub struct Design {
    /// The system's name, harmless.
    pub name: String,
    /// The id of the situation.
    pub situation: String,
    /// What was said of the system.
    pub answers: Vec<AnswerView>,
    /// What was decided for it.
    pub decisions: Vec<DecisionView>,
    /// Its figures.
    pub figures: Vec<FigureView>,
    /// What the decisions bring.
    pub patterns: Vec<PatternView>,
    /// What keeps its locks from having two holders.
    pub split_brain: Vec<SplitBrainView>,
    /// Its kinds of data.
    pub datasets: Vec<DatasetView>,
    /// The affected services, with what was said of each.
    pub services: Vec<Vec<AnswerView>>,
    /// What to do at once about what was seen.
    pub containment: Vec<ContainmentView>,
    /// What to do about the likeliest diagnoses.
    pub responses: Vec<ResponseView>,
    /// Answers that cannot hold together.
    pub conflicts: Vec<ConflictView>,
    /// What was taken for questions without an answer, those on which most hangs first.
    pub assumptions: Vec<Assumption>,
    /// Open questions that figures wait for.
    pub waiting: Vec<Waiting>,
    /// Open questions on which nothing hangs, whatever is answered to the others that are open.
    pub settled: Vec<String>,
    /// What can be cited, in the order of the catalog.
    pub sources: Vec<SourceView>,
    /// SHA-256 of the catalog.
    pub catalog: String,
    /// A team's own templates of the brief.
    #[serde(skip)]
    pub templates: Vec<Template>,
}

/// What every part of a design is made from.
pub(crate) struct Material<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) world: &'a World,
    pub(crate) answers: &'a Answers,
    pub(crate) evaluation: &'a Evaluation,
    pub(crate) figures: &'a [FigureValue],
    pub(crate) renderer: &'a Renderer,
    pub(crate) medium: Medium,
}

impl Design {
    /// The design that follows from the answers.
    ///
    /// # Errors
    /// Prose of the catalog that cannot be rendered; the embedded catalog has none.
    pub fn of(
        catalog: &Catalog,
        world: &World,
        answers: &Answers,
        medium: Medium,
    ) -> Result<Self, Diagnostics> {
        let evaluation = engine::evaluate(catalog, world, answers);
        Self::from_evaluation(catalog, world, answers, &evaluation, medium)
    }

    /// The same, where the evaluation is already there.
    ///
    /// # Errors
    /// As [`Design::of`].
    pub fn from_evaluation(
        catalog: &Catalog,
        world: &World,
        answers: &Answers,
        evaluation: &Evaluation,
        medium: Medium,
    ) -> Result<Self, Diagnostics> {
        let figures = figures::figures(catalog, world, answers, evaluation);
        let renderer = Renderer::new(
            catalog,
            answers,
            evaluation,
            figures::printed(catalog, &figures),
            medium,
        );
        let material = Material {
            catalog,
            world,
            answers,
            evaluation,
            figures: &figures,
            renderer: &renderer,
            medium,
        };
        let sensitivity = Sensitivity::of(&material);
        let datasets = (0..answers.datasets().len())
            .map(|sheet| {
                Ok(DatasetView {
                    name: material.word(&material.dataset_name(sheet)),
                    raw: one_line(&material.dataset_name(sheet)),
                    sheet,
                    halves: figures::halves(catalog, world, evaluation, sheet),
                    answers: material.said(Scope::Dataset, sheet),
                    decisions: material.decisions(Some(sheet), &sensitivity)?,
                    figures: material.figure_views(Some(sheet)),
                    patterns: material.patterns(Some(sheet))?,
                    partition: material.partition(sheet)?,
                    split_brain: material.split_brain(Some(sheet))?,
                    products: material.products(sheet)?,
                    elsewhere: material.elsewhere(sheet),
                    miss: material.miss(sheet)?,
                })
            })
            .collect::<Result<Vec<_>, Diagnostics>>()?;
        Ok(Self {
            name: material.word(answers.system().name(catalog).unwrap_or("unnamed system")),
            situation: material.situation(),
            answers: material.said(Scope::System, 0),
            decisions: material.decisions(None, &sensitivity)?,
            figures: material.figure_views(None),
            patterns: material.patterns(None)?,
            split_brain: material.split_brain(None)?,
            datasets,
            services: (0..answers.services().len())
                .map(|sheet| material.said(Scope::Service, sheet))
                .collect(),
            containment: material.containment()?,
            responses: material.responses()?,
            conflicts: material.conflicts()?,
            assumptions: material.assumptions(&sensitivity),
            waiting: material.waiting(),
            settled: material.settled(),
            sources: catalog.references.iter().map(SourceView::of).collect(),
            catalog: catalog.digest.clone(),
            templates: catalog.templates.clone(),
        })
    }
}

impl Material<'_> {
    /// The user's words, harmless in the medium.
    pub(crate) fn word(&self, text: &str) -> String {
        let text = one_line(text);
        if self.medium == Medium::Markdown {
            escape::markdown(&text)
        } else {
            text
        }
    }

    /// The name of a question at a spot, for a text that sets it off as code.
    pub(crate) fn spot_code(&self, spot: Spot) -> String {
        let name = self.spot_name(spot);
        if self.medium == Medium::Markdown {
            escape::code(&name)
        } else {
            name
        }
    }

    pub(crate) fn dataset_name(&self, sheet: usize) -> String {
        let name = self
            .answers
            .datasets()
            .get(sheet)
            .and_then(|sheet| sheet.name(self.catalog));
        name.map_or_else(|| format!("dataset {}", sheet + 1), str::to_owned)
    }

    fn situation(&self) -> String {
        let Some(question) = self.catalog.question("system.situation") else {
            return String::new();
        };
        let held = self.evaluation.held(Spot { question, sheet: 0 });
        held.map_or_else(String::new, |held| {
            self.catalog.questions[question].kind.show(&held.value)
        })
    }

    /// A spot in words: `dataset.reads`, and of which dataset where there are several.
    pub(crate) fn spot_name(&self, spot: Spot) -> String {
        let question = &self.catalog.questions[spot.question];
        match question.scope {
            Scope::Dataset => format!(
                "dataset.{}.{}",
                one_line(&self.dataset_name(spot.sheet)),
                question.key()
            ),
            _ => question.id.clone(),
        }
    }

    /// An open question, as seen from a dataset or from the system.
    pub(crate) fn lack(&self, question: usize, sheet: Option<usize>) -> Lack {
        let spot = Spot {
            question,
            sheet: sheet.unwrap_or(0),
        };
        Lack {
            name: self.spot_code(spot),
            chip: self.catalog.questions[question].chip.clone(),
            asked: self.is_asked(spot),
        }
    }

    /// The questions of a scope with what counts for each.
    fn said(&self, scope: Scope, sheet: usize) -> Vec<AnswerView> {
        let of_scope = self
            .catalog
            .questions
            .iter()
            .enumerate()
            .filter(|(_, question)| question.scope == scope);
        of_scope
            .filter_map(|(index, question)| {
                let spot = Spot {
                    question: index,
                    sheet,
                };
                let held = self.evaluation.held(spot)?;
                let value = match self.answers.get(self.catalog, spot) {
                    Some(Answer::Other(text)) => self.word(text),
                    _ => self.word(&question.kind.show_label(&held.value)),
                };
                let value = match held.origin {
                    Origin::Archetype => format!("{value} (from the archetype)"),
                    _ => value,
                };
                Some(AnswerView {
                    id: question.id.clone(),
                    section: self.catalog.sections[question.section].id.clone(),
                    sheet: (scope != Scope::System).then_some(sheet),
                    chip: question.chip.clone(),
                    ask: question.ask.clone(),
                    value,
                    raw: one_line(&question.kind.show(&held.value)),
                    origin: match held.origin {
                        Origin::Answered => "answered",
                        Origin::Other => "other",
                        Origin::Archetype => "archetype",
                        Origin::Unsure | Origin::Unnamed => "unsure",
                        Origin::Inactive => "inactive",
                    },
                })
            })
            .collect()
    }

    fn figure_views(&self, sheet: Option<usize>) -> Vec<FigureView> {
        let of_sheet = self.figures.iter().filter(|figure| figure.sheet == sheet);
        let side = Side {
            answers: self.answers,
            evaluation: self.evaluation,
            figures: self.figures,
        };
        of_sheet
            .map(|value| {
                let figure = &self.catalog.figures[value.figure];
                FigureView {
                    id: figure.id.clone(),
                    title: upper_first(&figure.title),
                    sheet,
                    shown: value.value.to_string(),
                    value: value.value.value(),
                    unit: value.value.unit(),
                    formula: figure.formula.clone(),
                    calculation: self.word(&value.calculation),
                    means: figure.means.clone(),
                    notes: value.notes.clone(),
                    assumes: value
                        .assumed
                        .iter()
                        .map(|spot| self.spot_code(*spot))
                        .collect(),
                    missed: thresholds::missed(self.catalog, side, value),
                    sources: self.source_ids(&figure.sources),
                }
            })
            .collect()
    }

    pub(crate) fn source_ids(&self, sources: &[usize]) -> Vec<String> {
        sources
            .iter()
            .filter_map(|source| self.catalog.references.get(*source))
            .map(|reference| reference.id.clone())
            .collect()
    }
}

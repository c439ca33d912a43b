//! The templates inside the binary, a team's own in their place, strict about names; the tidying of their output.

use std::sync::OnceLock;

use include_dir::{Dir, include_dir};
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use crate::catalog::Template;
use crate::diagnostic::{Diagnostic, Diagnostics, Kind as Problem};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// A template with a context; a team's own templates stand in the place of ours.
pub(super) fn render(
    name: &str,
    context: &impl Serialize,
    own: &[Template],
) -> Result<String, Diagnostics> {
    let told = |error: minijinja::Error| problem(name, &error, own);
    let theirs;
    let environment = if own.is_empty() {
        ours()?
    } else {
        theirs = environment(own)?;
        &theirs
    };
    let template = environment.get_template(name).map_err(told)?;
    let text = template
        .render(minijinja::value::Serde(context))
        .map_err(told)?;
    Ok(tidy(&text))
}

/// The templates inside the binary, each read once.
fn ours() -> Result<&'static Environment<'static>, Diagnostic> {
    static OURS: OnceLock<Result<Environment<'static>, Diagnostic>> = OnceLock::new();
    OURS.get_or_init(|| environment(&[]))
        .as_ref()
        .map_err(Clone::clone)
}

/// Reads the templates inside the binary ahead of the first brief; what is wrong with one is told by that.
pub(super) fn make_ready() {
    if let Ok(environment) = ours() {
        for name in names() {
            let _ = environment.get_template(name);
        }
    }
}

/// The names of the templates inside the binary.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    TEMPLATES.files().filter_map(|file| file.path().to_str())
}

/// The text of one of them.
pub(super) fn text(name: &str) -> Option<&'static str> {
    TEMPLATES.get_file(name)?.contents_utf8()
}

/// The texts of the templates inside the binary.
pub(super) fn texts() -> impl Iterator<Item = &'static str> {
    TEMPLATES
        .files()
        .filter_map(include_dir::File::contents_utf8)
}

/// What went wrong, where it stands in the team's file; of ours, where it stands in `templates/`.
pub(super) fn problem(name: &str, error: &minijinja::Error, own: &[Template]) -> Diagnostic {
    // An error in an included template is told as one of the template that includes it, with the cause below.
    let mut cause = error;
    while let Some(below) =
        std::error::Error::source(cause).and_then(|below| below.downcast_ref::<minijinja::Error>())
    {
        cause = below;
    }
    let at = cause.name().or(error.name()).unwrap_or(name);
    if let Some(template) = own.iter().find(|template| template.name == at) {
        let range = cause
            .range()
            .unwrap_or_else(|| line_of(&template.text, cause.line()));
        let found = template.text.get(range.clone()).unwrap_or_default().trim();
        let what = match cause.kind() {
            minijinja::ErrorKind::UndefinedError => {
                format!("`{found}` names nothing that the brief is made of")
            }
            minijinja::ErrorKind::TemplateNotFound => {
                format!("a template that is included here is not there: {cause}")
            }
            _ => format!("this template cannot be rendered: {cause}"),
        };
        return Diagnostic::error(Problem::Template, template.place(&range), what).help(
            "our own templates, in `templates/` of the project's source, show what there is",
        );
    }
    let place = format!(
        "{}:{}",
        error.name().unwrap_or(name),
        error.line().unwrap_or(0)
    );
    Diagnostic::general(
        Problem::Template,
        format!("the template templates/{place} cannot be rendered: {error:#}"),
    )
}

fn line_of(text: &str, line: Option<usize>) -> std::ops::Range<usize> {
    let before = line.unwrap_or(1).saturating_sub(1);
    let start = text.split_inclusive('\n').take(before).map(str::len).sum();
    let end = text[start..]
        .find('\n')
        .map_or(text.len(), |end| start + end);
    start..end
}

pub(super) fn environment(own: &[Template]) -> Result<Environment<'static>, Diagnostic> {
    let told = |name: &str| {
        let name = name.to_owned();
        move |error: minijinja::Error| problem(&name, &error, own)
    };
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
        .map_err(told("syntax"))?;
    environment.set_syntax(syntax);
    environment.add_filter("cell", |text: &str| cell(text));
    environment.add_filter("lead", |text: &str| lead(text).to_owned());
    environment.add_filter("is_literal", |text: &str| is_literal(text));
    environment.add_filter("authors", |text: &str| authors(text));
    environment.add_filter("inline", |text: &str| crate::text::lower_first(text));
    environment.set_loader(|name| Ok(text(name).map(str::to_owned)));
    for Template { name, text, .. } in own {
        environment
            .add_template_owned(name.clone(), text.clone())
            .map_err(told(name))?;
    }
    Ok(environment)
}

/// The first sentence: in the catalog it is the one that says what the answers have to do with it.
fn lead(text: &str) -> &str {
    let ends = text.match_indices(['.', '?']).map(|(at, _)| at + 1);
    let mut whole = ends.filter(|end| {
        let rest = &text[*end..];
        let next = rest.strip_prefix(' ').and_then(|next| next.chars().next());
        next.is_some_and(char::is_uppercase)
            && text[..*end].matches('(').count() == text[..*end].matches(')').count()
    });
    whole.next().map_or(text, |end| &text[..end])
}

/// Whether a value can be typed as it stands: one word, or marks that no sentence has. Text with marks of its own is prose.
fn is_literal(text: &str) -> bool {
    let code = |c: char| matches!(c, '<' | '>' | '{' | '}' | '*' | '|' | '_' | '$');
    !text.contains('`') && (!text.contains(' ') || text.contains(code))
}

/// Two authors by name, more of them by the first: `A. Alquraan et al.`
fn authors(text: &str) -> String {
    let names: Vec<&str> = text.split(", ").collect();
    match names.as_slice() {
        [first, _, _, ..] if !first.contains('(') => format!("{first} et al."),
        _ => text.to_owned(),
    }
}

/// Text inside a table cell: one line, and no bar that is not escaped.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for c in text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
    {
        if c == '|' && before != '\\' {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}

/// No line ends in a space, and there is never more than one blank line in a row nor one at the end.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = true;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() {
            if !blank {
                out.push('\n');
            }
            blank = true;
        } else {
            out.push_str(line);
            out.push('\n');
            blank = false;
        }
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_are_single_and_bars_do_not_split_cells() {
        assert_eq!(tidy("\n\na  \n\n\nb\n\n"), "a\n\nb\n");
        assert_eq!(cell("a | b\\|c\nd"), "a \\| b\\|c d");
    }

    #[test]
    fn the_first_sentence_ends_where_the_second_begins() {
        assert_eq!(
            lead("99.95% leaves 2m in 30d. One more."),
            "99.95% leaves 2m in 30d."
        );
        assert_eq!(
            lead("Only one (see 2. It says so) here. Two."),
            "Only one (see 2. It says so) here."
        );
        assert_eq!(lead("One"), "One");
        assert_eq!(lead("cart goes. cart stays."), "cart goes. cart stays.");
    }

    #[test]
    fn what_is_typed_as_it_stands_is_code() {
        for literal in ["on", "4294967295", "{'class': 'X', '<dc>': 3}", "ANY 1 (*)"] {
            assert!(is_literal(literal), "{literal}");
        }
        for words in [
            "no rising sequence in first place",
            "`periodic`, with racks",
            "1 or more",
        ] {
            assert!(!is_literal(words), "{words}");
        }
    }

    #[test]
    fn many_authors_are_named_by_the_first() {
        assert_eq!(authors("K. Kingsbury"), "K. Kingsbury");
        assert_eq!(authors("M. Herlihy, J. Wing"), "M. Herlihy, J. Wing");
        assert_eq!(authors("A. B, C. D, E. F (eds.)"), "A. B et al.");
    }

    #[test]
    fn every_template_can_be_read() {
        let environment = environment(&[]).unwrap();
        for name in names() {
            environment.get_template(name).unwrap();
        }
    }
}

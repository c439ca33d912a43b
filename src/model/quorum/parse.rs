//! Quorum expressions as text: `a*b + c*d`, `choose(2, [a, b, c])`, `majority([a, b, c])`.

use super::expr::{Expr, MOST_NODES};
use crate::model::error::ModelError;

/// How deep brackets may nest; deeper texts are refused and not followed to the end of the stack.
const DEEPEST: usize = 60;
/// Characters of a text that a message repeats.
const SHOWN: usize = 80;

/// Reads an expression. `*` binds more tightly than `+`; names that are not yet in `names` are added to it.
///
/// # Errors
/// [`ModelError::Expression`] with the place and what was expected.
pub fn parse(text: &str, names: &mut Vec<String>) -> Result<Expr, ModelError> {
    let mut reader = Reader { text, at: 0, names };
    let expr = reader.sum(0)?;
    match reader.peek() {
        None => Ok(expr),
        Some(found) => Err(reader.problem(&format!(
            "`{found}` follows, where `+`, `*` or the end was expected"
        ))),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    names: &'a mut Vec<String>,
}

impl Reader<'_> {
    fn peek(&mut self) -> Option<char> {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        self.text[self.at..].chars().next()
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn expect(&mut self, wanted: char) -> Result<(), ModelError> {
        if self.take(wanted) {
            return Ok(());
        }
        let found = self
            .peek()
            .map_or("the end".to_owned(), |found| format!("`{found}`"));
        Err(self.problem(&format!("`{wanted}` was expected, {found} found")))
    }

    fn problem(&self, problem: &str) -> ModelError {
        let at = self.text[..self.at].chars().count() + 1;
        // A text of any length may come from a file; nobody reads all of it again.
        let mut text: String = self.text.chars().take(SHOWN).collect();
        if text.len() < self.text.len() {
            text.push('…');
        }
        ModelError::Expression {
            text,
            at,
            problem: problem.to_owned(),
        }
    }

    fn sum(&mut self, depth: usize) -> Result<Expr, ModelError> {
        let mut parts = vec![self.product(depth)?];
        while self.take('+') {
            parts.push(self.product(depth)?);
        }
        if parts.len() > 1 {
            Expr::any(parts)
        } else {
            Ok(parts.swap_remove(0))
        }
    }

    fn product(&mut self, depth: usize) -> Result<Expr, ModelError> {
        let mut parts = vec![self.atom(depth)?];
        while self.take('*') {
            parts.push(self.atom(depth)?);
        }
        if parts.len() > 1 {
            Expr::all(parts)
        } else {
            Ok(parts.swap_remove(0))
        }
    }

    fn atom(&mut self, depth: usize) -> Result<Expr, ModelError> {
        if depth > DEEPEST {
            return Err(self.problem("the brackets nest too deep"));
        }
        if self.take('(') {
            let inner = self.sum(depth + 1)?;
            self.expect(')')?;
            return Ok(inner);
        }
        let name = self.word();
        if name.is_empty() {
            let found = self
                .peek()
                .map_or("the end".to_owned(), |found| format!("`{found}`"));
            return Err(self.problem(&format!("a node was expected, {found} found")));
        }
        let is_call = self.peek() == Some('(');
        match name.as_str() {
            "choose" if is_call => self.call(true, depth),
            "majority" if is_call => self.call(false, depth),
            _ => self.node(name),
        }
    }

    fn word(&mut self) -> String {
        self.peek();
        let rest = &self.text[self.at..];
        let end = rest
            .find(|c: char| !(c.is_alphanumeric() || "_-.:/".contains(c)))
            .unwrap_or(rest.len());
        self.at += end;
        rest[..end].to_owned()
    }

    fn node(&mut self, name: String) -> Result<Expr, ModelError> {
        let known = self.names.iter().position(|known| *known == name);
        if let Some(index) = known {
            return Ok(Expr::Node(index));
        }
        if self.names.len() == MOST_NODES {
            return Err(ModelError::too_large(
                "the number of nodes",
                MOST_NODES + 1,
                MOST_NODES,
            ));
        }
        self.names.push(name);
        Ok(Expr::Node(self.names.len() - 1))
    }

    /// What follows `choose` or `majority`: an optional number and nodes, in square brackets or not.
    fn call(&mut self, counted: bool, depth: usize) -> Result<Expr, ModelError> {
        self.expect('(')?;
        let start = self.at;
        let mut need = None;
        if counted {
            let word = self.word();
            need = Some(word.parse().map_err(|_| {
                self.at = start;
                self.problem(&format!("`{word}` is not a number of parts to choose"))
            })?);
            self.expect(',')?;
        }
        let bracket = self.take('[');
        let mut parts = vec![self.sum(depth + 1)?];
        while self.take(',') {
            parts.push(self.sum(depth + 1)?);
        }
        if bracket {
            self.expect(']')?;
        }
        self.expect(')')?;
        let Some(need) = need else {
            return Expr::majority(parts);
        };
        let count = parts.len();
        Expr::choose(need, parts).map_err(|_| {
            self.at = start;
            self.problem(&format!("{need} of {count} parts cannot be chosen"))
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::expr::tests::expressions;
    use super::*;

    const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

    #[test]
    fn reads_what_quoracle_writes() {
        let cases = [
            ("a*b + c*d", "((a * b) + (c * d))"),
            ("a * (b + c)", "(a * (b + c))"),
            ("choose(2, [a, b, c])", "choose(2, [a, b, c])"),
            ("choose(2, a, b, c)", "choose(2, [a, b, c])"),
            ("majority([a, b, c, d])", "choose(3, [a, b, c, d])"),
            ("majority(a)", "a"),
            ("choose(1, [a, b*c])", "(a + (b * c))"),
        ];
        for (text, printed) in cases {
            let mut names = Vec::new();
            let expr = parse(text, &mut names).unwrap();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            assert_eq!(expr.text(&names), printed, "{text}");
        }
    }

    #[test]
    fn says_where_and_what() {
        let cases = [
            (
                "a + ",
                "`a + ` is not a quorum expression: a node was expected, the end found (character 5)",
            ),
            (
                "a b",
                "`a b` is not a quorum expression: `b` follows, where `+`, `*` or the end was expected (character 3)",
            ),
            (
                "choose(4, [a, b])",
                "`choose(4, [a, b])` is not a quorum expression: 4 of 2 parts cannot be chosen (character 8)",
            ),
            (
                "choose(a, b)",
                "`choose(a, b)` is not a quorum expression: `a` is not a number of parts to choose (character 8)",
            ),
            (
                "(a",
                "`(a` is not a quorum expression: `)` was expected, the end found (character 3)",
            ),
        ];
        for (text, message) in cases {
            assert_eq!(
                parse(text, &mut Vec::new()).unwrap_err().to_string(),
                message
            );
        }
        assert!(parse(&"(".repeat(100_000), &mut Vec::new()).is_err());
    }

    proptest! {
        /// Law: what is printed reads back as an expression with the same quorums.
        #[test]
        fn round_trip(expr in expressions(6)) {
            let mut names: Vec<String> = NAMES.iter().map(|name| (*name).to_owned()).collect();
            let back = parse(&expr.text(&NAMES), &mut names).unwrap();
            prop_assert!((0..64).all(|set| back.is_met(set) == expr.is_met(set)));
        }

        /// Law: no text makes the reader panic.
        #[test]
        fn never_panics(text in "[ab(),+*\\[\\]0-9 chosemajrity]*|\\PC*") {
            let _ = parse(&text, &mut Vec::new());
        }
    }
}

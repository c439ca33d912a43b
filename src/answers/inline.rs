//! Answers on one line: `dataset = [{ name = "orders" }]`.
//!
//! Here: the author's spacing while keys come and go, and the headed form that a list takes when it has to grow.
//! Not here: which keys change (`answers::document`).

use toml_edit::{ArrayOfTables, InlineTable, Item, RawString, Value};

/// How the author of an inline table spaces it.
pub(super) struct Spacing {
    /// Behind the opening brace.
    opening: String,
    /// Behind each comma.
    between: String,
    /// Before and behind each equals sign.
    equals: (String, String),
    /// Before the closing brace.
    closing: String,
}

fn text(raw: Option<&RawString>) -> String {
    let text = raw.and_then(RawString::as_str).unwrap_or_default();
    // A comment stays with the line that it is on.
    let is_spacing = text.chars().all(char::is_whitespace);
    if is_spacing { text } else { "" }.to_owned()
}

impl Spacing {
    /// The spacing of a table; none where nothing is in it.
    pub(super) fn of(table: &InlineTable) -> Option<Self> {
        let keys: Vec<&str> = table.iter().map(|(key, _)| key).collect();
        let prefix = |key: &str| Some(text(table.key(key)?.leaf_decor().prefix()));
        let first = keys.first()?;
        let behind_key = text(table.key(first)?.leaf_decor().suffix());
        let before_value = text(table.get(first)?.decor().prefix());
        // One key alone says it by its equals sign.
        let between = match keys.get(1) {
            Some(second) => prefix(second)?,
            None => before_value.clone(),
        };
        Some(Self {
            opening: prefix(first)?,
            between,
            equals: (behind_key, before_value),
            closing: text(table.get(keys.last()?)?.decor().suffix()),
        })
    }

    /// Spaces the table so again; `before` are the keys that it had.
    pub(super) fn restore(&self, table: &mut InlineTable, before: &[String]) {
        let keys: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
        let last = keys.len().saturating_sub(1);
        for (index, name) in keys.iter().enumerate() {
            let was = before.iter().position(|known| known == name);
            if let Some(mut key) = table.key_mut(name) {
                let decor = key.leaf_decor_mut();
                match (was, index) {
                    (Some(0), 0) => {}
                    (_, 0) => decor.set_prefix(&self.opening),
                    (None | Some(0), _) => decor.set_prefix(&self.between),
                    _ => {}
                }
                if was.is_none() {
                    decor.set_suffix(&self.equals.0);
                }
            }
            if let Some(value) = table.get_mut(name) {
                let decor = value.decor_mut();
                if was.is_none() {
                    decor.set_prefix(&self.equals.1);
                }
                let is_last = was.is_some_and(|was| was + 1 == before.len());
                if index == last && !is_last {
                    decor.set_suffix(&self.closing);
                } else if index != last && (is_last || was.is_none()) {
                    decor.set_suffix("");
                }
            }
        }
    }
}

/// A list of inline tables as headed ones, which is the form that people read best; anything else stays as it is. Comments
/// between the tables, and `above` the list, stand above their heads then.
pub(super) fn headed(item: Item, above: &str) -> Item {
    let mut comments: Vec<String> = Vec::new();
    if let Item::Value(Value::Array(list)) = &item {
        let of = |text: &str| -> String {
            let lines = text.lines().map(str::trim);
            let lines = lines.filter(|line| line.starts_with('#'));
            lines.flat_map(|line| [line, "\n"]).collect()
        };
        let raw = |raw: Option<&RawString>| of(raw.and_then(RawString::as_str).unwrap_or_default());
        comments.extend(list.iter().map(|one| {
            let decor = one.decor();
            raw(decor.prefix()) + &raw(decor.suffix())
        }));
        if let Some(first) = comments.first_mut() {
            first.insert_str(0, &of(above));
        }
        if let Some(last) = comments.last_mut() {
            last.push_str(&raw(Some(list.trailing())));
        }
    }
    match item.into_array_of_tables() {
        Ok(mut tables) => {
            comment(&mut tables, &comments);
            Item::ArrayOfTables(tables)
        }
        Err(same) => same,
    }
}

fn comment(tables: &mut ArrayOfTables, comments: &[String]) {
    for (table, comments) in tables.iter_mut().zip(comments) {
        if !comments.is_empty() {
            table.decor_mut().set_prefix(format!("\n{comments}"));
        }
    }
}

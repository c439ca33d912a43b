//! The brief: Markdown from a design.
//!
//! Here: rendering with the templates of `templates/`.
//! Not here: what it says (`design`, the catalog's prose).

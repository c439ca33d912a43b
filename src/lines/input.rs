//! One line from any reader.
//!
//! Here: line ends, what is no text, what is too long, the end of input.
//! Not here: what the line means (`lines::command`).

use std::io::{BufRead, Read};

/// What came from the reader.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A whole line, without its end.
    Text(String),
    /// A line that cannot be taken, and why.
    Bad(String),
    /// There is no more; what stood behind the last line end, and why it ended if not by itself.
    End {
        cut_off: Option<String>,
        because: Option<String>,
    },
}

/// No answer needs more; a longer line is something else, and must not fill the memory.
const BYTES_MAX: usize = 64 * 1024;

/// The next line. An error of the reader, a time-out as well, is an end.
pub(super) fn next(input: &mut dyn BufRead) -> Line {
    let mut bytes = Vec::new();
    let mut limited = (&mut *input).take(BYTES_MAX as u64);
    let read = limited.read_until(b'\n', &mut bytes);
    let whole = bytes.ends_with(b"\n");
    if read.is_ok() && !whole && bytes.len() == BYTES_MAX {
        return match skip_line(input) {
            Ok(true) => Line::Bad(format!(
                "that line is longer than {BYTES_MAX} bytes; it was not taken"
            )),
            Ok(false) => end(None, None),
            Err(error) => end(None, Some(&error)),
        };
    }
    if !whole {
        let cut_off = String::from_utf8_lossy(&bytes).trim().to_owned();
        return end(Some(cut_off), read.err().as_ref());
    }
    match String::from_utf8(bytes) {
        Ok(text) => Line::Text(text.trim_end_matches(['\n', '\r']).to_owned()),
        Err(_) => Line::Bad("that line is not UTF-8 text; it was not taken".to_owned()),
    }
}

fn end(cut_off: Option<String>, error: Option<&std::io::Error>) -> Line {
    Line::End {
        cut_off: cut_off.filter(|text| !text.is_empty()),
        because: error.map(|error| format!("The input cannot be read: {error}.")),
    }
}

/// Reads to the end of a line that is too long; false when the input ends first.
fn skip_line(input: &mut dyn BufRead) -> std::io::Result<bool> {
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(false);
        }
        let found = buffer.iter().position(|byte| *byte == b'\n');
        let length = found.map_or(buffer.len(), |index| index + 1);
        input.consume(length);
        if found.is_some() {
            return Ok(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Line {
        Line::Text(text.to_owned())
    }

    fn the_end(cut_off: Option<&str>) -> Line {
        Line::End {
            cut_off: cut_off.map(str::to_owned),
            because: None,
        }
    }

    #[test]
    fn lines_end_in_either_style_and_a_cut_one_is_no_line() {
        let mut input = &b"one\r\n\ntwo\nthr"[..];
        assert_eq!(next(&mut input), text("one"));
        assert_eq!(next(&mut input), text(""));
        assert_eq!(next(&mut input), text("two"));
        assert_eq!(next(&mut input), the_end(Some("thr")));
        assert_eq!(next(&mut input), the_end(None));
    }

    #[test]
    fn what_is_no_text_or_too_long_costs_one_line_only() {
        let mut bytes = b"\xff\xfe\n".to_vec();
        bytes.extend(vec![b'x'; BYTES_MAX * 3]);
        bytes.extend(b"\nnext\n");
        let mut input = &bytes[..];
        assert!(matches!(next(&mut input), Line::Bad(problem) if problem.contains("UTF-8")));
        assert!(matches!(next(&mut input), Line::Bad(problem) if problem.contains("longer")));
        assert_eq!(next(&mut input), text("next"));
    }

    #[test]
    fn a_time_out_ends_and_is_no_answer() {
        struct Silent;
        impl Read for Silent {
            fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
                Err(std::io::ErrorKind::TimedOut.into())
            }
        }
        let line = next(&mut std::io::BufReader::new(Silent));
        assert!(
            matches!(
                line,
                Line::End {
                    cut_off: None,
                    because: Some(_)
                }
            ),
            "{line:?}"
        );
    }
}

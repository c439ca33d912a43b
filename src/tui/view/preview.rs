//! The brief as it would be now, with a sign at the lines that are new.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

use super::super::flow::{Areas, Flow};
use super::super::message::Pane;
use super::super::screen::Screen;
use super::super::theme::Theme;
use super::{Around, markdown};

/// The text, and the last flow of it, so that it is wrapped once for each text and width.
#[derive(Debug, Default)]
pub(in super::super) struct Preview {
    text: String,
    /// Lines of the text before, to tell what is new; empty at first.
    before: HashSet<String>,
    poured: RefCell<Option<(u16, bool, Rc<Flow>)>>,
}

impl Preview {
    /// Takes a new text.
    pub(in super::super) fn renew(&mut self, text: String) {
        if text != self.text {
            self.before = self.text.lines().map(str::to_owned).collect();
            self.text = text;
            self.poured.replace(None);
        }
    }

    pub(super) fn flow(&self, width: u16, titled: bool, theme: Theme) -> Rc<Flow> {
        if let Some((at, with, flow)) = &*self.poured.borrow()
            && (*at, *with) == (width, titled)
        {
            return Rc::clone(flow);
        }
        let flow = Rc::new(self.pour(width, titled, theme));
        self.poured.replace(Some((width, titled, Rc::clone(&flow))));
        flow
    }

    fn pour(&self, width: u16, titled: bool, theme: Theme) -> Flow {
        let mut flow = Flow::new(width);
        if titled {
            flow.line(Span::styled("The brief as it would be now", theme.accent()));
        }
        if self.text.is_empty() {
            flow.text(Theme::dim(), "It is being written…");
        }
        let fresh = |line: &str| {
            !self.before.is_empty() && !line.trim().is_empty() && !self.before.contains(line)
        };
        let places = markdown::put(&mut flow, &self.text, theme, |line| {
            if fresh(line) {
                Span::styled("Δ ", theme.fresh())
            } else {
                Span::raw("  ")
            }
        });
        let focus = places
            .into_iter()
            .zip(self.text.lines())
            .find(|(_, line)| fresh(line))
            .map(|(lines, _)| lines);
        if let Some(lines) = focus {
            flow.focus(lines);
        }
        flow
    }
}

/// The panel at the side.
pub(super) fn panel(
    frame: &mut Frame<'_>,
    area: Rect,
    screen: &Screen,
    around: &Around<'_>,
    areas: &mut Areas,
) {
    let flow = around.preview.flow(area.width, true, around.theme);
    let offset = screen.scrolled.get(&Pane::Preview).copied();
    flow.pour(frame.buffer_mut(), area, Pane::Preview, offset, areas);
}

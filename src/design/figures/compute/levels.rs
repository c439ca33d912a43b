//! Error budgets and the alerts that guard them.

use crate::model::slo::{Budget, BurnRateAlert, Severity, detection, recommended_alerts};
use crate::model::tail::leaf_quantile;
use crate::units::{Duration, Percent, Rate};

use super::super::{Computed, Inputs, Quantity};
use super::chance;

/// Where the recommended alerts stand in the model's list, with how they are called.
const FAST: (usize, &str) = (0, "page for 2% of the budget in 1h");
const MEDIUM: (usize, &str) = (1, "page for 5% of the budget in 6h");
const SLOW: (usize, &str) = (3, "ticket for 10% of the budget in 3d");

pub(super) fn budget(inputs: &Inputs<'_>) -> Option<Budget> {
    let slo = chance(inputs.percent("slo.availability")?)?;
    Budget::new(slo, inputs.duration("slo.window")?).ok()
}

/// Full outage within the window, `(1 - slo) · window` (Workbook 2018, ch. 5); its notes say which of the usual alerts
/// could never fire. Flatters an outage at peak, which costs more than its share of time.
pub(super) fn error_budget(inputs: &Inputs<'_>) -> Option<Computed> {
    let budget = budget(inputs)?;
    let (slo, window) = (budget.slo(), budget.window());
    let outage = Duration::from_secs_f64(budget.outage_s()).ok()?;
    let mut computed = Computed::new(
        Quantity::Duration(outage),
        format!("(1 - {slo}) × {window}"),
    );
    let alerts = recommended_alerts(budget);
    for (index, name) in [FAST, MEDIUM, SLOW] {
        match alerts.get(index) {
            None => {
                computed = computed.note(format!("no {name}: the window is only {window}"));
            }
            Some(Err(error)) => computed = computed.note(format!("no {name}: {error}")),
            Some(Ok(_)) => {}
        }
    }
    Some(computed)
}

/// The budget in failed requests, at the mean of all reads and writes: `(1 - slo) · window · peak / peak factor`
/// (Workbook 2018, ch. 2). Flatters: it takes each read and write of data for one request.
pub(super) fn error_budget_requests(inputs: &Inputs<'_>) -> Option<Computed> {
    let budget = budget(inputs)?;
    let peak = total_rate(inputs)?;
    let factor = inputs
        .number("calls.peak-factor")
        .filter(|factor| *factor >= 1.0)?;
    let mean = Rate::per_sec(peak.get() / factor).ok()?;
    Some(Computed::new(
        Quantity::Count(whole(budget.requests(mean))),
        format!(
            "(1 - {}) × {} × {} / {factor}",
            budget.slo(),
            budget.window(),
            peak.rounded(3)
        ),
    ))
}

/// Rounded down, where that leaves something.
fn whole(count: f64) -> f64 {
    if count < 1.0 { count } else { count.floor() }
}

/// All reads and writes at peak; none unless both rates of every dataset are known.
fn total_rate(inputs: &Inputs<'_>) -> Option<Rate> {
    let rates = ["dataset.read-rate", "dataset.write-rate"].map(|id| inputs.each(id));
    let mut total = 0.0;
    for rate in rates.iter().flatten() {
        total += rate.magnitude()?;
    }
    Rate::per_sec(total).ok().filter(|total| total.get() > 0.0)
}

/// The share of failing requests at which an alert fires, `consumed · window / long window · (1 - slo)`; none where it
/// could never fire (Workbook 2018, ch. 5, table 5-8). Flatters: evaluation and the way to a person come on top of its
/// times.
fn burn(inputs: &Inputs<'_>, (index, _): (usize, &str)) -> Option<Computed> {
    let budget = budget(inputs)?;
    let alert: BurnRateAlert = recommended_alerts(budget).into_iter().nth(index)?.ok()?;
    let outage = alert
        .detects_outage_after_s()
        .and_then(|after| Duration::from_secs_f64(after).ok())?;
    Some(
        Computed::new(
            Quantity::Share(Percent::new(alert.threshold()).ok()?),
            format!(
                "{} × {} / {} × (1 - {})",
                alert.consumed,
                budget.window(),
                alert.long_window,
                budget.slo()
            ),
        )
        .note(format!(
            "a full outage fires it after {}, and the interval of evaluation",
            outage.rounded(3)
        )),
    )
}

/// [`burn`] for the page that looks at an hour.
pub(super) fn burn_fast(inputs: &Inputs<'_>) -> Option<Computed> {
    burn(inputs, FAST)
}

/// [`burn`] for the page that looks at six hours.
pub(super) fn burn_medium(inputs: &Inputs<'_>) -> Option<Computed> {
    burn(inputs, MEDIUM)
}

/// [`burn`] for the ticket that looks at three days.
pub(super) fn burn_slow(inputs: &Inputs<'_>) -> Option<Computed> {
    burn(inputs, SLOW)
}

/// What a rollout step spends that fails from its first request: until the soonest alert that it sets off, and until it
/// is undone: `share · (noticed + undo) / ((1 - slo) · window)` (Workbook 2018, ch. 5 for the alert, ch. 16 for
/// canaries). Flatters: a person has to answer the alert, and not every fault fails requests.
pub(super) fn rollout_step_share(inputs: &Inputs<'_>) -> Option<Computed> {
    let budget = budget(inputs)?;
    let (exposed, undo) = (&inputs.priors().canary_share, &inputs.priors().rollback);
    let noticed = |severity: Severity| {
        let alerts = recommended_alerts(budget).into_iter().flatten();
        let alerts = alerts.filter(|alert| alert.severity == severity);
        let after = |alert: BurnRateAlert| {
            let found = detection(budget, exposed.value, alert.long_window, alert.burn_rate());
            Duration::from_secs_f64(found.ok()??.after_s).ok()
        };
        alerts.filter_map(after).min()
    };
    let page = noticed(Severity::Page);
    let soonest = page.or_else(|| noticed(Severity::Ticket))?;
    let lasts = soonest.saturating_add(undo.value);
    let spent = budget.spent_by(exposed.value, lasts, 1.0).ok()?;
    let whole = Duration::from_secs_f64(budget.outage_s()).ok()?;
    let computed = Computed::new(
        Quantity::Share(Percent::new(spent).ok()?),
        format!(
            "{} × ({} + {}) / {}",
            exposed.value,
            soonest.rounded(3),
            undo.value,
            whole.rounded(3)
        ),
    )
    .note(exposed.note())
    .note(undo.note());
    Some(if page.is_some() {
        computed
    } else {
        computed.note(
            "no page fires for so small a share: a ticket finds it, if nobody watches the step",
        )
    })
}

/// What each of the hops must have if the request needs all of them: `slo ^ (1 / depth)` (Treynor et al. 2017, for
/// parts in series). Assumes hops that are alike and fail independently; those that fail together may be worse.
pub(super) fn hop_availability(inputs: &Inputs<'_>) -> Option<Computed> {
    let slo = inputs.percent("slo.availability")?;
    let depth = inputs.count("calls.depth").filter(|depth| *depth > 1)?;
    let each = leaf_quantile(chance(slo)?, u32::try_from(depth).ok()?);
    Some(Computed::new(
        Quantity::Required(each.ratio()),
        format!("{slo} ^ (1 / {depth})"),
    ))
}

//! What fits: attempts into a share of the deadline, reads onto copies, a restore into its time, a recovery into the budget.

use quorate::answers::Answers;
use quorate::design::{Design, Medium};

use super::computed::{CATALOG, WORLD, but, computed};
use super::{CATALOGUE, ORDERS, SHOP, SYSTEM};

/// A timeout below the 99th percentile gives up on more good calls than the target allows to be slow.
#[test]
fn an_attempt_that_may_be_slow_is_not_cut_off_for_a_second() {
    let shop = SHOP.replace("deadline = \"2s\"", "deadline = \"1s\"");
    let shop = shop.replace("depth = 4", "depth = 1");
    let shop = shop.replace("users = \"global\"", "users = \"one-region\"");
    let p99 = |text: &str, orders: &str, catalogue: &str| {
        let text = text.replace("-p99 = \"300ms\"", &format!("-p99 = \"{orders}\""));
        let text = text.replace("-p99 = \"500ms\"", &format!("-p99 = \"{orders}\""));
        let text = text.replace("-p99 = \"20ms\"", &format!("-p99 = \"{catalogue}\""));
        computed(&text.replace("-p99 = \"100ms\"", &format!("-p99 = \"{catalogue}\"")))
    };
    // A share of 999.75 ms, of which the first pause takes 99.975 ms: twice 449.8875 ms.
    let cases = [
        // orders   catalogue  attempts  attempt   of orders  cuts off
        ("449ms", "20ms", 2.0, "450ms", "450ms", Some("0.99%")),
        ("450ms", "20ms", 2.0, "450ms", "958ms", None),
        ("450ms", "450ms", 1.0, "1s", "958ms", None),
        ("600ms", "450ms", 1.0, "1s", "1s", Some("0.22%")),
    ];
    for (orders, catalogue, attempts, attempt, timeout, cuts) in cases {
        let found = p99(&shop, orders, catalogue);
        let at = format!("{orders}, {catalogue}");
        let (fit, all) = (
            &found[&("retry-attempts", SYSTEM)],
            &found[&("attempt-timeout", SYSTEM)],
        );
        assert!(
            (fit.value.value() - attempts).abs() < 1e-12,
            "{at}: {}",
            fit.value
        );
        assert_eq!(all.value.to_string(), attempt, "{at}");
        let read = &found[&("read-timeout", ORDERS)];
        assert_eq!(read.value.to_string(), timeout, "{at}");
        assert!(
            read.value.value() >= orders.trim_end_matches("ms").parse::<f64>().unwrap() / 1e3,
            "{at}: cut off before its p99"
        );
        let says = read.calculation.contains("cuts off");
        assert_eq!(says, cuts.is_some(), "{at}: {}", read.calculation);
        if let Some(cuts) = cuts {
            assert!(
                read.calculation.contains(cuts),
                "{at}: {}",
                read.calculation
            );
        }
    }
    // What two attempts leave to some calls is said where the attempts are counted.
    let mixed = p99(&shop, "450ms", "20ms");
    let fit = &mixed[&("retry-attempts", SYSTEM)].calculation;
    assert!(fit.ends_with("; 1 for calls with a p99 of 450ms"), "{fit}");
    // From the deadline that is named on, two fit.
    let one = p99(&shop, "450ms", "450ms");
    let says = &one[&("retry-attempts", SYSTEM)].calculation;
    assert!(says.contains("2 from a deadline of 1.01s on"), "{says}");
    let named = shop.replace("deadline = \"1s\"", "deadline = \"1.01s\"");
    assert!(
        (p99(&named, "450ms", "450ms")[&("retry-attempts", SYSTEM)]
            .value
            .value()
            - 2.0)
            .abs()
            < 1e-12
    );
}

/// Where no layer repeats, nothing is kept back for a second attempt.
#[test]
fn who_never_repeats_has_the_whole_share_for_one_attempt() {
    let repeats = computed(SHOP);
    let never = computed(&but(SHOP, "retry-layers = 2", "retry-layers = 0"));
    let share = never[&("hop-deadline", SYSTEM)].value.value();
    let figure = |id: &str| never[&(id, SYSTEM)].value.value();
    assert!((figure("attempt-timeout") - share).abs() < 1e-12);
    assert!((figure("retry-attempts") - 1.0).abs() < 1e-12);
    assert!(repeats[&("attempt-timeout", SYSTEM)].value.value() < share / 2.0);
    assert!(repeats.contains_key(&("backoff-cap", SYSTEM)));
    assert!(!never.contains_key(&("backoff-cap", SYSTEM)));
    let write = [&never, &repeats].map(|of| of[&("write-timeout", CATALOGUE)].value.value());
    assert!(write[0] > write[1], "{write:?}");
}

/// What one copy of a partition can serve is 35k/s: 70 % of the limit of a machine.
#[test]
fn reads_that_may_be_old_are_shared_by_as_many_copies_as_they_need() {
    let reads = |rate: &str| {
        let shop = but(
            SHOP,
            "read-rate = \"20k/s\"",
            &format!("read-rate = \"{rate}\""),
        );
        computed(&shop).get(&("read-copies", CATALOGUE)).cloned()
    };
    // Two copies are kept; the standby in another region serves nobody.
    for enough in ["20k/s", "70k/s"] {
        assert_eq!(reads(enough), None, "{enough}");
    }
    for (rate, copies, cache) in [("71k/s", 3.0, "1.5%"), ("1G/s", 28_572.0, "99.993%")] {
        let found = reads(rate).unwrap();
        assert!(
            (found.value.value() - copies).abs() < 1e-9,
            "{rate}: {}",
            found.value
        );
        let says = format!("; 2 are kept, enough once a cache answers {cache}");
        assert!(found.calculation.ends_with(&says), "{}", found.calculation);
    }
    // The latest is not shared.
    let latest = but(SHOP, "read-rate = \"40k/s\"", "read-rate = \"1M/s\"");
    assert!(!computed(&latest).contains_key(&("read-copies", ORDERS)));
}

/// 6 TB over eight machines of 125 MiB a second are back after an hour and a half; a copy stands ready where that is too long, and where
/// people wait.
#[test]
fn a_copy_stands_ready_where_reading_the_backup_back_takes_too_long() {
    let ready = |within: &str, size: &str| {
        let shop = but(
            SHOP,
            "size = \"6TB\"",
            &format!("size = \"{size}\"\nrestore-time = \"{within}\""),
        );
        let (answers, _) = Answers::parse("shop.toml", &shop, &CATALOG).unwrap();
        let design = Design::of(&CATALOG, &WORLD, &answers, Medium::Markdown).unwrap();
        let mut patterns = design.datasets[0].patterns.iter();
        patterns.any(|pattern| pattern.id == "copy-to-go-back-to")
    };
    let cases = [
        // within  size    ready
        ("1h", "6TB", true),
        ("3h", "10GB", true),
        ("8h", "6TB", false),
        ("4h", "100GB", false),
    ];
    for (within, size, expected) in cases {
        assert_eq!(ready(within, size), expected, "{size} within {within}");
    }
    // Undivided, all of it goes through one machine: 1 TB in two hours, 2 TB in more than four.
    let alone = |size: &str, within: &str| {
        let shop = but(
            SHOP,
            "size = \"500GB\"",
            &format!("size = \"{size}\"\nrestore-time = \"{within}\""),
        );
        let shop = but(&shop, "growth = \"20%\"", "growth = \"0%\"");
        let (answers, _) = Answers::parse("shop.toml", &shop, &CATALOG).unwrap();
        let design = Design::of(&CATALOG, &WORLD, &answers, Medium::Markdown).unwrap();
        let mut patterns = design.datasets[1].patterns.iter();
        let found = patterns.find(|pattern| pattern.id == "copy-to-go-back-to")?;
        Some(found.summary.clone())
    };
    assert_eq!(alone("1TB", "4h"), None);
    let two = alone("2TB", "4h").unwrap();
    assert!(two.contains("reading its backup back takes 4h 2"), "{two}");
}

#[test]
fn a_recovery_by_a_person_and_a_size_that_fills_are_told() {
    let person = but(SHOP, "rto = \"1m\"", "rto = \"8h\"");
    let person = but(
        &person,
        "operators = \"platform-team\"",
        "operators = \"none-dedicated\"",
    );
    let log = but(&person, "access = \"uniform\"", "access = \"append-tail\"");
    let found = computed(&log);
    // 8 h of 43.2 min
    let spent = &found[&("recovery-budget-share", CATALOGUE)];
    assert!(
        (spent.value.value() - 480.0 / 43.2).abs() < 1e-9,
        "{}",
        spent.value
    );
    assert_eq!(spent.calculation, "8h / 43m 12s");
    // 500 GB at a quarter of 200 × 10 KiB a second
    let time = &found[&("fill-time", CATALOGUE)];
    assert!(
        (time.value.value() - 500e9 / (50.0 * 10_240.0)).abs() < 1.0,
        "{}",
        time.value
    );
    let quick = computed(SHOP);
    for id in ["recovery-budget-share", "fill-time"] {
        assert!(!quick.contains_key(&(id, CATALOGUE)), "{id}");
    }
}

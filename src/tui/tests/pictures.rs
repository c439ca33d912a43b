//! Pictures: what is drawn at each size.

use super::*;

/// Compares a picture with the one kept. How many lines of the brief lie below the screen is left out: it changes
/// with every word of the catalog.
fn same(name: &str, picture: &str) {
    let counts = vec![(r"▼ \d+ more lines ─+", "▼ … more lines ─")];
    insta::with_settings!({ filters => counts }, {
        insta::assert_snapshot!(name, picture);
    });
}

const SIZES: [(u16, u16); 3] = [(60, 18), (80, 24), (200, 60)];

/// One picture for each size.
fn pictures(name: &str, draw: impl Fn(u16, u16) -> String) {
    for (width, height) in SIZES {
        same(&format!("{name}-{width}x{height}"), &draw(width, height));
    }
}

#[test]
fn the_first_question() {
    pictures("first-question", |width, height| {
        Wizard::at(width, height).screen()
    });
}

#[test]
fn a_question_with_options() {
    pictures("options", |width, height| {
        Wizard::at(width, height).keys("Shop<enter>j").screen()
    });
}

#[test]
fn a_number_with_presets_that_is_wrong() {
    pictures("number", |width, height| {
        let mut wizard = Wizard::at(width, height);
        wizard = wizard.keys("Shop<enter>1");
        let window = spot("slo.window");
        wizard = wizard.keys("r");
        wizard = go_to(wizard, window);
        wizard.keys("3x").screen()
    });
}

#[test]
fn a_question_of_which_several_options_hold() {
    pictures("several", |width, height| {
        let wizard = Wizard::at(width, height).keys("Shop<enter>2");
        let spot = spot("incident.latency");
        go_to(wizard.keys("r"), spot).keys(" jj ").screen()
    });
}

#[test]
fn the_list_of_datasets() {
    pictures("datasets", |width, height| {
        Wizard::editing(SHOP, width, height)
            .keys("r")
            .click_contents("Data")
            .screen()
    });
}

#[test]
fn the_review() {
    pictures("review", |width, height| {
        Wizard::editing(SHOP, width, height).keys("rjj").screen()
    });
}

#[test]
fn help_why_decisions_and_contents() {
    pictures("help", |width, height| {
        Wizard::editing(SHOP, width, height).keys("<esc>?").screen()
    });
    let cases = [
        ("why", "w"),
        ("decisions", "d"),
        ("contents", "o"),
        ("preview", "p"),
    ];
    for (name, key) in cases {
        let mut wizard = Wizard::editing(SHOP, 80, 24).keys("r<enter><esc><esc>");
        wizard = wizard.click_contents("orders").keys(key);
        same(name, &wizard.screen());
    }
}

#[test]
fn an_answer_that_changes_decisions_says_which() {
    let mut wizard = go_to(
        Wizard::editing(SHOP, 140, 40).keys("r"),
        spot("dataset.reads"),
    );
    wizard = wizard.keys("4");
    let screen = wizard.screen();
    assert!(screen.contains("Δ "), "{screen}");
    assert!(screen.contains("(was "), "{screen}");
}

#[test]
fn a_window_too_small_says_so_and_keeps_the_state() {
    let wizard = Wizard::at(80, 24).keys("Shop<enter>jj");
    let mut small = wizard.resize(59, 17);
    assert!(small.screen().contains("59 × 17"), "{}", small.screen());
    let screen = small.resize(80, 24).screen();
    assert!(screen.contains("▸ 3"), "{screen}");
}

#[test]
fn any_size_can_be_drawn() {
    // The window changes in the midst of each of these, and whatever it shows stays open.
    for script in [
        "",
        "r",
        "d",
        "o",
        "?",
        "p",
        "t",
        "/word",
        "oG<enter>aorders",
    ] {
        let mut wizard = Wizard::editing(SHOP, 80, 24).keys("<esc>").keys(script);
        let (body, over) = (
            wizard.work.screen.body.clone(),
            wizard.work.screen.over.clone(),
        );
        for width in [1, 20, 60, 100, 132, 160] {
            for height in [1, 17, 18, 70] {
                wizard = wizard.resize(width, height);
                wizard.screen();
            }
        }
        assert_eq!(wizard.work.screen.body, body, "{script:?}");
        assert_eq!(wizard.work.screen.over, over, "{script:?}");
    }
}

#[test]
fn at_80x24_no_question_and_no_option_is_cut() {
    // A line of the question ends with its last word, however long it is: the card wraps.
    for (index, question) in CATALOG.questions.iter().enumerate() {
        let mut wizard = Wizard::editing(SHOP, 80, 24);
        if question.scope == crate::catalog::Scope::Service {
            continue;
        }
        let spot = Spot {
            question: index,
            sheet: 0,
        };
        wizard = wizard.say(Message::Told(crate::tui::message::Then::Land, Ok(())));
        wizard.work.tell_now(crate::interview::Event::Jump(spot));
        wizard = wizard.say(Message::Told(
            crate::tui::message::Then::LandAt(spot),
            Ok(()),
        ));
        let mut seen = String::new();
        for _ in 0..6 {
            seen.push_str(&wizard.screen());
            wizard = wizard.say(Message::Page(1));
        }
        let seen: Vec<&str> = seen.split_whitespace().collect();
        let texts = [question.ask.as_str()].into_iter().chain(
            question
                .kind
                .options()
                .iter()
                .flat_map(|option| [option.label.as_str(), option.means.as_str()]),
        );
        for text in texts {
            for word in text.split_whitespace() {
                assert!(
                    seen.contains(&word),
                    "{}: {word:?} of {text:?}",
                    question.id
                );
            }
        }
    }
}

#[test]
fn the_key_that_deletes_is_named_on_drafts_only() {
    let mut start = Start::default();
    assert_eq!(start.context(), Context::Start);
    assert!(
        keymap::bindings(start.context()).all(|binding| binding.message != Message::Remove),
        "there is nothing to delete"
    );
    start.drafts = vec![Found {
        path: PathBuf::from("/state/draft-1.toml"),
        name: None,
        answered: None,
        age_s: None,
        rescued_from: None,
    }];
    assert_eq!(start.context(), Context::Draft);
    assert!(keymap::bindings(start.context()).any(|binding| binding.message == Message::Remove));
}

#[test]
fn back_from_the_review_is_where_it_was_called() {
    for script in ["", "<tab>", "<tab><tab>"] {
        let wizard = go_to(
            Wizard::editing(SHOP, 80, 24).keys("r"),
            spot("dataset.reads"),
        );
        let mut wizard = wizard.keys(script);
        let before = wizard.screen();
        let mut wizard = wizard.keys("rjj<esc>");
        assert_eq!(wizard.screen(), before, "{script}");
    }
}

#[test]
fn the_start_screen() {
    let found = |path: &str, name: Option<&str>| Found {
        path: PathBuf::from(path),
        name: name.map(str::to_owned),
        answered: Some(12),
        age_s: Some(7300),
        rescued_from: None,
    };
    let start = Start {
        drafts: vec![
            found("/state/draft-1.toml", Some("Shop")),
            found("/state/draft-2.toml", None),
            Found {
                rescued_from: Some(PathBuf::from("/srv/billing.toml")),
                ..found("/state/draft-rescued-1.toml", Some("Billing"))
            },
        ],
        files: vec![found("checkout.toml", Some("Checkout"))],
        ..Start::default()
    };
    for (width, height) in SIZES {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal
            .draw(|frame| {
                view::start(frame, &start, Theme { color: false });
            })
            .unwrap();
        same(&format!("start-{width}x{height}"), &picture(&terminal));
    }
    let cases = [
        (0, Effect::Resume(PathBuf::from("/state/draft-1.toml"))),
        (3, Effect::Begin),
        (4, Effect::Open(PathBuf::from("checkout.toml"))),
        (5, Effect::None), // asks for a path first
    ];
    for (row, expected) in cases {
        let (_, effect) = start::update(start.clone(), &Message::Pick(row));
        assert_eq!(effect, expected);
    }
    let (asking, _) = start::update(start, &Message::Remove);
    let (_, effect) = start::update(asking, &Message::Pick(1));
    assert_eq!(
        effect,
        Effect::Discard(PathBuf::from("/state/draft-1.toml"))
    );
}

#[test]
fn without_colour_every_style_is_an_attribute() {
    let mut wizard = Wizard::editing(SHOP, 140, 40).click_contents("orders");
    wizard = wizard.keys("4");
    let mut terminal = Terminal::new(TestBackend::new(140, 40)).unwrap();
    terminal
        .draw(|frame| {
            let around = Around {
                file: "shop.toml",
                saving: Saving::Done,
                preview: wizard.work.preview(),
                beside: wizard.work.beside(),
                theme: Theme { color: false },
            };
            view::view(
                frame,
                &wizard.work.screen,
                wizard.work.session().interview(),
                &around,
            );
        })
        .unwrap();
    for cell in terminal.backend().buffer().content() {
        assert_eq!(
            (cell.fg, cell.bg),
            (ratatui::style::Color::Reset, ratatui::style::Color::Reset)
        );
    }
}

#[test]
fn the_tree_of_the_question_at_hand() {
    for (width, height) in SIZES {
        let wizard = Wizard::editing(SHOP, width, height).keys("r");
        let mut wizard = go_to(wizard, spot("dataset.reads")).keys("t");
        same(&format!("tree-{width}x{height}"), &wizard.screen());
    }
}

#[test]
fn decisions_are_gone_through_to_their_trees_and_back() {
    let wizard = go_to(
        Wizard::editing(SHOP, 80, 24).keys("r"),
        spot("dataset.reads"),
    );
    let mut wizard = wizard.keys("djj");
    let list = wizard.screen();
    let marked = list.lines().find(|line| line.contains('▸')).unwrap();
    let title = marked
        .split(['✓', '~', 'Δ'])
        .nth(1)
        .and_then(|row| row.split(':').next())
        .unwrap()
        .trim()
        .to_owned();
    wizard = wizard.keys("<enter>");
    let tree = wizard.screen();
    assert!(tree.contains(&format!(" {title} of orders ─")), "{tree}");
    assert!(tree.contains("● the path that your answers take"), "{tree}");
    wizard = wizard.keys("<tab>");
    assert!(!wizard.screen().contains(&format!(" {title} of orders ─")));
    wizard = wizard.keys("<esc>");
    assert_eq!(wizard.screen(), list);
    assert!(wizard.keys("<esc>").work.screen.over.is_none());
}

#[test]
fn in_a_wide_window_the_tree_stands_at_the_side_and_follows_the_answers() {
    let mut wizard = go_to(
        Wizard::editing(SHOP, 200, 60).keys("r"),
        spot("dataset.reads"),
    );
    wizard = wizard.keys("t");
    assert!(wizard.work.screen.over.is_none());
    let before = wizard.screen();
    assert!(
        before.contains("● the path that your answers take"),
        "{before}"
    );
    assert!(!before.contains("The brief as it would be now"), "{before}");
    let lit = |screen: &str| screen.lines().filter(|line| line.contains("● ")).count();
    let mut after = wizard.keys("4<esc>");
    let screen = after.screen();
    assert!(lit(&screen) > 2, "{screen}");
    assert_ne!(before, screen, "the path follows the answer");
    // What stands there already lies over the page, to be scrolled.
    after = after.keys("t");
    assert!(matches!(after.work.screen.over, Some(Over::Tree(..))));
    after = after.keys("<esc>p");
    assert!(after.screen().contains("The brief as it would be now"));
    assert!(after.work.screen.over.is_none());
}

#[test]
fn every_tree_can_be_seen_to_its_end() {
    let mut wizard = go_to(
        Wizard::editing(SHOP, 60, 18).keys("r"),
        spot("dataset.reads"),
    );
    wizard = wizard.keys("t");
    let count =
        crate::tui::trees::all(&wizard.work.screen, wizard.work.session().interview()).len();
    let first = wizard.work.screen.over.clone();
    for _ in 0..count {
        wizard = wizard.keys("G");
        let screen = wizard.screen();
        assert!(!screen.contains("▼"), "{screen}");
        wizard = wizard.keys("g<tab>");
    }
    assert_eq!(wizard.work.screen.over, first, "round and round");
}

/// Answers a question of the review with one of its options.
fn answered(wizard: Wizard, question: &str, option: &str) -> Wizard {
    let spot = spot(question);
    let index = CATALOG.questions[spot.question].kind.option(option);
    let number = index.expect("an option") + 1;
    go_to(wizard.keys("r"), spot).keys(&number.to_string())
}

#[test]
fn a_conflict_says_what_forbids_it_and_the_ways_out_when_it_arises() {
    let arises = |width, height| {
        let wizard = Wizard::editing(SHOP, width, height);
        answered(wizard, "dataset.conflict", "must-prevent").screen()
    };
    let wide = arises(140, 40);
    for said in [
        "! orders: Conflicts must not",
        "cannot check with",
        "→ dataset.orders.partition",
    ] {
        assert!(wide.contains(said), "{said} is not in\n{wide}");
    }
    // Without room at the side it stands below the question.
    let narrow = arises(80, 24);
    assert!(narrow.contains("! orders: Conflicts must not"), "{narrow}");
    assert!(!Wizard::editing(SHOP, 80, 24).screen().contains("! orders"));
}

#[test]
fn telling_figures_stand_beside_the_answers() {
    let shop = SHOP.replace(
        "[[dataset]]",
        "[slo]\navailability = \"99.9%\"\n\n[[dataset]]",
    );
    let mut wizard = Wizard::editing(&shop, 140, 40);
    let before = wizard.screen();
    assert!(
        before.contains("✓ Error budget: 43m 12s") || before.contains("~ Error budget: 43m 12s"),
        "{before}"
    );
}

#[test]
fn where_no_single_answer_changes_a_decision_the_pairs_are_told() {
    let names = "quorate = 1\n[system]\nname = \"names\"\nsituation = \"kickoff\"\n[failure]\nsurvive = \"region\"\n\
        [[dataset]]\nname = \"usernames\"\nreads = \"latest\"\nconflict = \"must-prevent\"\nwriters = \"any-region\"\n\
        partition = \"refuse\"\nrpo = \"0s\"\nregion-rpo = \"0s\"\n";
    let mut wizard = Wizard::editing(names, 200, 60).keys("r");
    let catalog = wizard.work.session().interview().catalog();
    let decision = catalog.decision("failover").unwrap();
    let which = crate::tui::trees::Which { decision, sheet: 0 };
    wizard.work.screen.over = Some(Over::Tree(which, None));
    let screen = wizard.keys("G").screen();
    assert!(
        screen.contains("No single answer would change it."),
        "{screen}"
    );
    let told = screen
        .lines()
        .skip_while(|line| !line.contains("Would change with other answers to both of"))
        .nth(1);
    let pair = told.unwrap_or_else(|| panic!("{screen}"));
    assert!(pair.contains(" and ") && pair.contains(" → "), "{pair}");
}

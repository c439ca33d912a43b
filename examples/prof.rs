use quorate::{answers::*, catalog::*, derive::World, design::*, engine};
use std::time::Instant;
#[allow(clippy::disallowed_methods)]
fn main() {
    let t = Instant::now();
    let s = Sources::embedded();
    println!("sources {:?}", t.elapsed());
    let t = Instant::now();
    println!("digest {} {:?}", s.digest().len(), t.elapsed());
    let t = Instant::now();
    let mut n = 0;
    for (_, text) in s.files() {
        n += toml::de::DeTable::parse(text).unwrap().get_ref().len();
    }
    println!("parse {n} {:?}", t.elapsed());
    let t = Instant::now();
    let c = Catalog::load(&s).unwrap();
    println!("load {:?}", t.elapsed());
    let w = World::embedded();
    let t = Instant::now();
    w.zone_round_trip();
    w.one_machine();
    println!("world {:?}", t.elapsed());
    for a in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&a).unwrap();
        let (ans, _) = Answers::parse(&a, &text, &c).unwrap();
        let e = engine::evaluate(&c, &w, &ans);
        let t = Instant::now();
        for _ in 0..100 {
            engine::evaluate(&c, &w, &ans);
        }
        println!("evaluate {:?}", t.elapsed() / 100);
        let t = Instant::now();
        let d = Design::from_evaluation(&c, &w, &ans, &e, Medium::Markdown).unwrap();
        println!("design {:?}", t.elapsed());
        let t = Instant::now();
        println!(
            "figures {} {:?}",
            figures::figures(&c, &w, &ans, &e).len(),
            t.elapsed()
        );
        let t = Instant::now();
        println!(
            "render {} {:?}",
            quorate::brief::render(&d).unwrap().len(),
            t.elapsed()
        );
        let t = Instant::now();
        let i = quorate::interview::Interview::new(&c, &w, ans);
        println!("interview {:?} {:?}", i.progress(), t.elapsed());
    }
}

//! Stories of streams, as a game's designer would tell them.

use footlights_crowd::{Config, EventType, Happening, Phase};

use crate::stage::{FIRST, FIRST_STREAMER, audience, crowd, opening, pass};

#[test]
fn a_house_opens_and_an_interesting_stage_keeps_it() {
    let mut crowd = crowd(&Config::default(), 10_000);
    let came = crowd.open(&opening(FIRST, FIRST_STREAMER, Phase::Rising, &[("combat", 0.7), ("adventure", 0.5)])).unwrap();
    assert_eq!(came, 100);
    for minute in 0..60 {
        pass(&mut crowd, 1);
        let view = crowd.view(FIRST).unwrap();
        println!("{minute} {} draws {} engagement {:.2} engaged {}", view.audience, view.draws, view.engagement, view.engaged);
    }
    crowd.react(FIRST, &Happening::of(EventType::Achievement, 0.9)).unwrap();
    pass(&mut crowd, 5);
    println!("{}", audience(&crowd, FIRST));
    println!("{:?}", crowd.composition(FIRST).unwrap());
    println!("{:#?}", crowd.notables(FIRST).unwrap().iter().take(3).collect::<Vec<_>>());
    println!("{:?}", crowd.end(FIRST).unwrap());
    println!("{:?}", crowd.status());
}

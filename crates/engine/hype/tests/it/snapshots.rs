//! Snapshots: they go on where the original does, or are refused with a reason.

use footlights_hype::{Config, Hype, Rules, SNAPSHOT_VERSION, SnapshotRefusal};
use proptest::prelude::*;

use crate::properties::{Happening, apply, happenings, rules};
use crate::story::{hype, play};

fn moods() -> Rules {
    Config::moods().check().expect("valid")
}

fn an_evening() -> Hype {
    let mut session = hype(Config::moods());
    play(
        &mut session,
        "0:00 present 60\n0:01 12 feel excited weighing 30\n9:00 20 feel amused weighing 50\n9:01 6 feel excited weighing 6",
    );
    session
}

#[test]
fn format_1_is_what_it_was() {
    // A change of this number is a new format: raise SNAPSHOT_VERSION and keep reading, or refuse, this one.
    assert_eq!((SNAPSHOT_VERSION, format!("{:016x}", an_evening().state_hash())), (1, "4ed2e6a22b16484b".to_owned()));
}

#[test]
fn another_format_other_rules_and_other_files_are_refused_by_name() {
    let good = an_evening().snapshot();
    assert_eq!(Hype::restore(moods(), &good), Ok(an_evening()));
    assert_eq!(Hype::restore(moods(), b"PNG"), Err(SnapshotRefusal::NotASnapshot));
    let mut newer = good.clone();
    newer[4] = 2;
    assert_eq!(Hype::restore(moods(), &newer), Err(SnapshotRefusal::Version { found: 2 }));
    let classic = Config::classic().check().expect("valid");
    assert_eq!(Hype::restore(classic, &good), Err(SnapshotRefusal::OtherConfig));
}

#[test]
fn every_cut_and_every_changed_byte_is_noticed() {
    let good = an_evening().snapshot();
    for length in 0..good.len() {
        assert!(Hype::restore(moods(), &good[..length]).is_err(), "cut at {length}");
    }
    for index in 0..good.len() {
        let mut spoiled = good.clone();
        spoiled[index] ^= 0x10;
        assert!(Hype::restore(moods(), &spoiled).is_err(), "byte {index}");
    }
    let mut longer = good;
    longer.push(0);
    assert!(Hype::restore(moods(), &longer).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_restored_one_goes_on_as_the_original(rules in rules(), story in happenings(), cut in 0..100_usize) {
        let (before, after) = story.split_at(story.len() * cut / 100);
        let mut original = Hype::new(rules.clone());
        let mut at = 0;
        let go = |hype: &mut Hype, at: &mut i64, part: &[(u32, Happening)]| -> Vec<_> {
            part.iter().flat_map(|(gap, what)| { *at += i64::from(*gap); apply(hype, *at, what) }).collect()
        };
        go(&mut original, &mut at, before);
        let mut restored = Hype::restore(rules, &original.snapshot()).expect("own snapshot");
        prop_assert_eq!(&restored, &original);
        let mut later = at;
        prop_assert_eq!(go(&mut original, &mut at, after), go(&mut restored, &mut later, after));
        prop_assert_eq!(original.snapshot(), restored.snapshot());
    }

    #[test]
    fn no_bytes_make_it_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..400), frame in any::<bool>()) {
        if frame {
            // Behind a right head the body is read, though the sum is hardly ever right.
            bytes.splice(0..0, an_evening().snapshot()[..16].iter().copied());
        }
        prop_assert!(Hype::restore(moods(), &bytes).is_err());
    }
}

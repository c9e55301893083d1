//! Stories: evenings as a room would tell them.

use footlights_hype::{Config, Status};

use crate::story::{hype, play, tells};

#[test]
fn a_classic_evening_fills_up_and_is_celebrated() {
    let mut room = hype(Config::classic());
    tells(
        &mut room,
        "0:00 ada donates 5
         1:00 bob subscribes 2
         5:30 somebody cheers 500
         6:00 ada donates 135
         6:01 wait",
        "0:00 train 1 by Donation, until 5:00
         0:00 Level1 50 % full, score 500.0, until 5:00
         0:00 ada conducts
         1:00 reached Level2
         1:00 Level2 25 % full, score 1500.0, until 6:00
         1:00 bob conducts
         5:30 Level2 50 % full, score 2000.0, until 10:30
         6:00 reached Level3
         6:00 reached Level4
         6:00 reached Level5
         6:00 celebrated
         6:00 Level5 100 % full, score 15500.0, until 11:00
         6:00 ada conducts
         6:00 ended, Completed, after 360 s, peak Level5, given 15500.0",
    );
}

#[test]
fn a_classic_train_nobody_feeds_expires_after_five_minutes_and_the_next_gift_starts_another() {
    let mut room = hype(Config::classic());
    tells(
        &mut room,
        "0:00 ada donates 1
         4:59 bob donates 1
         9:58 wait
         9:59 cyd donates 1",
        "0:00 train 1 by Donation, until 5:00
         0:00 Level1 10 % full, score 100.0, until 5:00
         0:00 ada conducts
         4:59 Level1 20 % full, score 200.0, until 9:59
         9:59 ended, Idle, after 599 s, peak Level1, given 200.0
         9:59 train 2 by Donation, until 14:59
         9:59 Level1 10 % full, score 100.0, until 14:59
         9:59 cyd conducts",
    );
}

#[test]
fn a_twitch_train_takes_three_gifts_of_two_people_and_only_levels_buy_time() {
    let mut room = hype(Config::twitch());
    tells(
        &mut room,
        "0:00 ada cheers 400
         0:10 ada cheers 400
         0:20 ada cheers 400
         0:30 bob cheers 99
         0:40 bob cheers 100
         4:00 bob cheers 600
         5:00 cyd cheers 100
         9:00 cyd cheers 100
         10:00 ada cheers 10000
         125:00 wait",
        "0:40 train 1 by Cheer, until 5:40
         0:40 Level1 65 % full, score 1300.0, until 5:40
         0:40 ada conducts
         4:00 Level1 95 % full, score 1900.0, until 5:40
         5:00 reached Level2
         5:00 Level2 0 % full, score 2000.0, until 10:00
         9:00 Level2 2 % full, score 2100.0, until 10:00
         10:00 ended, LevelTimeOut, after 560 s, peak Level2, given 2100.0",
    );
    assert!(matches!(room.status(), Status::Cooling { .. }), "the 10,000 came too late, and into the cooldown");
    tells(&mut room, "130:00 wait", "130:00 another may start");
}

#[test]
fn skipped_levels_are_all_told_and_all_pay() {
    let mut room = hype(Config::twitch());
    play(&mut room, "0:00 ada cheers 100\n0:01 bob cheers 100");
    tells(
        &mut room,
        "0:02 cyd cheers 43000",
        "0:02 train 1 by Cheer, until 5:02
         0:02 reached Level2
         0:02 reached Level3
         0:02 reached Level4
         0:02 reached Level5
         0:02 reached Level6
         0:02 Level6 3 % full, score 43200.0, until 5:02
         0:02 cyd conducts",
    );
}

#[test]
fn a_crowd_that_goes_wild_makes_a_train_and_its_calming_down_ends_it() {
    let mut session = hype(Config::moods());
    tells(
        &mut session,
        "0:00 present 100
         0:00 6 feel excited weighing 5.5
         0:05 6 feel excited weighing 5.5
         0:10 14 feel excited weighing 13
         0:15 10 feel excited weighing 9
         6:00 wait",
        "0:05 train 1 by Excited, until 5:05
         0:05 reached Level2
         0:05 Level2 7 % full, score 11.0, until 5:05
         0:10 fell to Level1
         0:10 reached Level2 again
         0:10 Level2 86 % full, score 22.9, until 5:10
         0:15 reached Level3
         0:15 Level3 20 % full, score 29.6, until 5:15
         0:25 fell to Level2
         1:10 fell to Level1
         3:00 ended, Decayed, after 175 s, peak Level3, given 33.0",
    );
}

#[test]
fn a_small_house_needs_five_of_one_mind_and_a_large_one_a_tenth() {
    let mut small = hype(Config::moods());
    let said =
        play(&mut small, "0:00 present 20\n0:00 4 feel excited weighing 4\n0:05 4 feel excited weighing 4\n0:10 4 feel excited weighing 4");
    assert_eq!(said, "", "twelve votes, but of four people");
    assert!(play(&mut small, "0:11 5 feel excited weighing 5").starts_with("0:11 train 1 by Excited"));
    let mut large = hype(Config::moods());
    assert_eq!(play(&mut large, "0:00 present 5000\n0:00 499 feel excited weighing 450"), "");
    assert!(play(&mut large, "0:05 1 feel excited weighing 1").starts_with("0:05 train 1 by Excited"));
}

#[test]
fn moods_of_three_minds_start_nothing_and_old_ones_are_forgotten() {
    let mut session = hype(Config::moods());
    let story =
        "0:00 8 feel excited weighing 8\n0:01 8 feel amused weighing 8\n0:02 8 feel hostile weighing 8\n0:16 8 feel excited weighing 8";
    assert_eq!(play(&mut session, story), "");
    assert_eq!(session.status(), Status::Ready);
}

#[test]
fn another_mood_feeds_the_running_train_only_when_it_would_have_started_one() {
    let mut session = hype(Config::moods());
    play(&mut session, "0:00 10 feel excited weighing 9");
    tells(
        &mut session,
        "0:01 9 feel amused weighing 9
         0:02 1 feel amused weighing 1",
        "0:02 reached Level2
         0:02 Level2 60 % full, score 19.0, until 5:02",
    );
    assert_eq!(session.trains(), 1);
}

#[test]
fn a_world_first_makes_a_legend_and_ten_minutes_end_even_that() {
    let mut session = hype(Config::moods());
    let said = play(&mut session, "0:00 12 feel excited weighing 140");
    assert!(said.contains("0:00 reached Legendary") && said.contains("0:00 celebrated"), "{said}");
    let fed: String = (1..=120).map(|beat| format!("{}:{:02} 20 feel excited weighing 30\n", beat * 5 / 60, beat * 5 % 60)).collect();
    let said = play(&mut session, &fed);
    assert!(said.contains("10:00 ended, TooLong, after 600 s, peak Legendary"), "{said}");
    assert_eq!(said.matches("celebrated").count(), 0, "once a train");
    assert!(said.contains("10:00 train 2 by Excited"), "the next beat of a house that is still wild starts another");
}

#[test]
fn a_train_falls_one_level_a_tick_however_little_is_left() {
    let mut config = Config::moods();
    config.decay.rate = 0.9;
    let mut session = hype(config);
    play(&mut session, "0:00 12 feel excited weighing 140");
    let said = play(&mut session, "0:10 wait");
    assert_eq!(said, "0:05 fell to Level5\n0:10 fell to Level4\n", "14 points would be level 2");
    assert!(play(&mut session, "0:15 wait").starts_with("0:15 ended, Decayed"), "below a point it ends at whatever level");
}

#[test]
fn the_session_ends_and_the_train_with_it() {
    let mut session = hype(Config::moods());
    play(&mut session, "0:00 inject 30");
    let said = play(&mut session, "0:03 session ends");
    assert_eq!(said, "0:03 ended, SessionEnded, after 3 s, peak Level3, given 30.0\n");
    assert_eq!(play(&mut session, "9:00 wait"), "");
}

#[test]
fn a_refund_takes_points_and_the_baton_but_no_level() {
    let mut room = hype(Config::classic());
    play(&mut room, "0:00 ada donates 5\n0:10 bob donates 8");
    tells(
        &mut room,
        "0:20 bob donates 8 back from 0:10
         0:30 cyd donates 6",
        "0:20 Level2 0 % full, score 500.0, until 5:10
         0:20 ada conducts
         0:30 Level2 5 % full, score 1100.0, until 5:30
         0:30 cyd conducts",
    );
    assert_eq!(room.top(None, 10).len(), 2, "bob has given nothing");
}

#[test]
fn a_refund_before_the_kick_off_is_no_gift_any_more() {
    let mut room = hype(Config::twitch());
    assert_eq!(play(&mut room, "0:00 ada cheers 500\n0:01 ada cheers 500 back from 0:00\n0:02 bob cheers 500\n0:03 bob cheers 500"), "");
    assert!(play(&mut room, "0:04 cyd cheers 500").starts_with("0:04 train 1"));
}

#[test]
fn history_keeps_the_last_and_the_best() {
    let mut config = Config::classic();
    config.history = 2;
    let mut room = hype(config);
    play(&mut room, "0:00 ada donates 50\n10:00 ada donates 1\n20:00 ada donates 1\n30:00 wait");
    assert_eq!(room.history().map(|train| train.train).collect::<Vec<_>>(), [3, 2]);
    let best = room.best().expect("three have ended");
    assert_eq!((best.train, best.contributors, best.top[0].points.floor()), (1, 1, 5_000));
}

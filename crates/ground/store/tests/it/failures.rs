//! Each position of a batch fails in turn; neighbours never notice.

use footlights_base::{ErrorKind, EventId, Failure, Rejection, Topic};
use footlights_store::{Read as _, Sql, Stop, Store, Tx, params};

use crate::bed::{ADD_TIP, ADD_TOTAL, Bed, COUNT_TIPS, PUT_TOTAL, RAISE_TIP, RAISE_TOTAL, TIP, TOTAL};

/// How a command goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    /// A constraint says no, which is an error of the database.
    Error,
    /// A write hits no row.
    Miss,
    /// The domain says no, after writes.
    Refusal,
    /// A read is no SQL.
    Read,
}

fn topic() -> Topic {
    Topic::new("session", "a")
}

fn no() -> Rejection {
    Rejection::new(ErrorKind::Conflict, "no", "No.")
}

fn fail(tx: &mut Tx<'_>, wrong: Wrong) -> Result<(), Stop> {
    match wrong {
        Wrong::Error => tx.run(RAISE_TOTAL, params!["a", -1_000_000_i64]),
        Wrong::Miss => tx.must(RAISE_TOTAL, params!["nobody", 1_i64], 1, no()),
        Wrong::Refusal => Err(no().into()),
        Wrong::Read => tx.count(crate::bed::NONSENSE, params![]).map(drop),
    }
}

/// Four writes; before the one at `at` something goes wrong.
async fn command(store: Store, number: u8, at: Option<(usize, Wrong)>) -> Result<(), Failure> {
    let run = move |tx: &mut Tx<'_>| {
        for position in 0..5 {
            if let Some((_, wrong)) = at.filter(|(at, _)| *at == position) {
                fail(tx, wrong)?;
            }
            match position {
                0 => tx.run(ADD_TOTAL, params!["a"])?,
                1 => tx.must(RAISE_TOTAL, params!["a", 1_i64], 1, no())?,
                2 => {
                    tx.run(ADD_TIP, params![EventId::from_bytes([number; 16]), "s", 1_i64, "note", 0.5, false, Option::<Vec<u8>>::None])?
                }
                3 => tx.publish(Bed::event(&topic())).map(drop)?,
                _ => {}
            }
        }
        Ok(())
    };
    store.write("command", topic(), run).await
}

async fn each_position_fails_in_turn(bed: Bed) {
    let mut done = 0_i64;
    let mut number = 0;
    for wrong in [Wrong::Error, Wrong::Miss, Wrong::Refusal, Wrong::Read] {
        for at in 0..5 {
            // The total must exist for a constraint on it to fail.
            let victim = usize::from(number > 0);
            let commands = (0..4).map(|n| {
                number += 1;
                command(bed.store.clone(), number, (n == victim).then_some((at, wrong)))
            });
            let ended = bed.together(&topic(), commands.collect()).await;
            for (n, one) in ended.into_iter().enumerate() {
                match (n == victim, wrong) {
                    (false, _) => one.unwrap_or_else(|failure| panic!("{wrong:?} before {at} harmed its neighbour {n}: {failure}")),
                    (true, Wrong::Error) if done == 0 && at == 0 => drop(one),
                    (true, Wrong::Error | Wrong::Read) => assert_eq!(one.expect_err("an error").kind(), ErrorKind::Internal),
                    (true, Wrong::Miss | Wrong::Refusal) => assert_eq!(one.expect_err("a refusal").rejection(), Some(&no())),
                }
            }
            done = bed.number(TOTAL, "a").await.expect("there");
            assert_eq!(bed.number(COUNT_TIPS, "").await, Some(done), "{wrong:?} before {at}");
            assert_eq!(bed.seen.sequences(&topic()), (1..=done).collect::<Vec<_>>(), "{wrong:?} before {at}");
        }
    }
    assert!((3 * 20..=3 * 20 + 1).contains(&done), "{done}");
}

async fn a_read_in_a_batch_sees_the_writes_before_it(bed: Bed) {
    let raise = |n: usize| {
        let store = bed.store.clone();
        async move {
            let run = move |tx: &mut Tx<'_>| {
                tx.run(ADD_TOTAL, params!["b"])?;
                tx.run(RAISE_TOTAL, params!["b", 1_i64])?;
                let total: i64 = tx.one(TOTAL, params!["b"])?.get(0)?;
                if n % 3 == 1 { Err(no().into()) } else { Ok(total) }
            };
            store.write("raise", topic(), run).await
        }
    };
    let totals = bed.together(&topic(), (0..9).map(raise).collect()).await;
    let totals: Vec<i64> = totals.into_iter().filter_map(Result::ok).collect();
    assert_eq!(totals, [1, 2, 3, 4, 5, 6], "a refused one leaves no trace");
}

/// Rows of many commands may travel as one statement, but what names their table comes behind them.
async fn rows_of_one_batch_come_back_as_they_went_and_are_found_by_the_next(bed: Bed) {
    let id = |n: usize| EventId::from_bytes([u8::try_from(n).expect("few"); 16]);
    let note = |n: usize| n.is_multiple_of(3).then(|| format!("note {n}"));
    let command = |n: usize| {
        let store = bed.store.clone();
        async move {
            let run = move |tx: &mut Tx<'_>| match n {
                // In the midst: raises what the command before it has added.
                5 => tx.must(RAISE_TIP, params![id(4)], 1, no()),
                _ => {
                    let amount = i64::try_from(n).expect("few");
                    tx.run(
                        ADD_TIP,
                        params![id(n), "s", amount, note(n), 0.5, n.is_multiple_of(2), n.is_multiple_of(4).then(|| vec![7_u8; n])],
                    )
                }
            };
            store.write("row", topic(), run).await
        }
    };
    for ended in bed.together(&topic(), (0..12).map(command).collect()).await {
        ended.expect("done");
    }
    for n in (0..12).filter(|n| *n != 5) {
        let read = bed.store.read("row", move |tx| {
            let row = tx.one(TIP, params![id(n)])?;
            Ok((row.get::<i64>(2)?, row.get::<Option<String>>(3)?, row.get::<bool>(5)?, row.get::<Option<Vec<u8>>>(6)?))
        });
        let (amount, words, sealed, extra) = read.await.expect("there");
        assert_eq!(amount, i64::try_from(n).expect("few") + i64::from(n == 4));
        assert_eq!((words, sealed, extra), (note(n), n % 2 == 0, (n % 4 == 0).then(|| vec![7_u8; n])));
    }
}

/// Of writes that say all the earlier ones said only the last may travel, but never past what stands on it.
async fn of_overwriting_writes_the_last_one_counts_for_each_row(bed: Bed) {
    let add = |tx: &mut Tx<'_>| ["a", "b", "c"].iter().try_for_each(|id| tx.run(ADD_TOTAL, params![*id]));
    bed.store.write("add", topic(), add).await.expect("added");
    let command = |n: usize| {
        let store = bed.store.clone();
        async move {
            let total = i64::try_from(n).expect("few");
            let run = move |tx: &mut Tx<'_>| match n {
                // In the midst: stands on what the command before it has written.
                5 => tx.run(RAISE_TOTAL, params!["c", 100_i64]),
                7 => {
                    tx.overwrite(PUT_TOTAL, params!["a", 1_000_i64])?;
                    Err(no().into())
                }
                _ => {
                    tx.overwrite(PUT_TOTAL, params![if n.is_multiple_of(2) { "a" } else { "b" }, total])?;
                    if n == 4 { tx.overwrite(PUT_TOTAL, params!["c", total]) } else { Ok(()) }
                }
            };
            store.write("overwrite", topic(), run).await
        }
    };
    for (n, ended) in bed.together(&topic(), (0..12).map(command).collect()).await.into_iter().enumerate() {
        assert_eq!(ended.is_ok(), n != 7);
    }
    for (id, total) in [("a", 10), ("b", 11), ("c", 104)] {
        assert_eq!(bed.number(TOTAL, id).await, Some(total), "{id}");
    }
}

async fn wrong_parameters_are_a_defect(bed: Bed) {
    const TWO: Sql = Sql::new("TWO", "UPDATE tests_total SET total = $2 WHERE id = $1");
    bed.store.write("make", topic(), |tx| tx.run(ADD_TOTAL, params!["a"])).await.expect("made");
    let too_few = bed.store.write("few", topic(), |tx| tx.run(TWO, params!["a"])).await;
    assert_eq!(too_few.expect_err("one is missing").kind(), ErrorKind::Internal);
    bed.store.write("right", topic(), |tx| tx.run(TWO, params!["a", 1_i64])).await.expect("the lane goes on");
    let too_many = bed.store.write("many", topic(), |tx| tx.run(TWO, params!["a", 1_i64, 2_i64])).await;
    assert_eq!(too_many.expect_err("one too many").kind(), ErrorKind::Internal);
    let another_kind = bed.store.write("kind", topic(), |tx| tx.run(TWO, params!["a", "one"])).await;
    assert_eq!(another_kind.expect_err("text for a number").kind(), ErrorKind::Internal);
    bed.store.write("right", topic(), |tx| tx.run(TWO, params!["a", 1_i64])).await.expect("the lane goes on");
}

on_both!(
    each_position_fails_in_turn,
    a_read_in_a_batch_sees_the_writes_before_it,
    rows_of_one_batch_come_back_as_they_went_and_are_found_by_the_next,
    of_overwriting_writes_the_last_one_counts_for_each_row,
    wrong_parameters_are_a_defect
);

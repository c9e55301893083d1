//! A year of tips as it would stand in the tables, put there without the commands that would make it.

use std::time::Duration;

use footlights_base::{Chance, Timestamp};
use footlights_companion::{GoalId, SessionId, TipId};
use footlights_store::{Keys, Sql, Store, params};
use footlights_surface::Caller;

/// How many people give; a few give most.
pub(super) const TIPPERS: u32 = 20_000;
/// Tips added in one transaction.
const BATCH: i64 = 5_000;
/// Goals that were reached.
const GOALS: i64 = 2_000;
const DAY: Duration = Duration::from_secs(86_400);

const ADD_TIP: Sql = Sql::new(
    "BENCH_ADD_TIP",
    "INSERT INTO companion_tip (id, tenant_id, creator_id, session_id, platform, amount_cents, currency, tipper_name, search, source, held,
        refunded_cents, created_at) VALUES ($1, $2, $3, $4, 'other', $5, 'USD', $6, '', 'manual', 0, 0, $7)",
);
const ADD_GOAL: Sql = Sql::new(
    "BENCH_ADD_GOAL_REACHED",
    "INSERT INTO companion_goal_reached (goal_id, completions, tenant_id, creator_id, session_id, title, unit, currency, target, laps,
        made_at, reached_at) VALUES ($1, 1, $2, $3, $4, 'A goal', 'money', 'USD', 1000, 1, $5, $5)",
);

/// Where rows go, and in whose name.
pub(super) struct Book<'a> {
    pub(super) store: &'a Store,
    pub(super) chance: &'a Chance,
    pub(super) creator: &'a Caller,
    pub(super) session: SessionId,
}

impl Book<'_> {
    /// So many tips, evenly over a stretch of time that ends at a moment. The tips themselves, the middle one's id.
    pub(super) async fn tips(&self, count: i64, length: Duration, end: Timestamp) -> anyhow::Result<TipId> {
        let (tenant, account, session) = (self.creator.tenant, self.creator.account, self.session);
        let (first, step_us) = (end.minus(length).as_millis(), i64::try_from(length.as_micros())? / count);
        let mut middle = TipId::random(self.chance);
        let mut begin = 0;
        while begin < count {
            let of = BATCH.min(count - begin);
            let rows: Vec<(TipId, u32, i64)> = (0..of).map(|_| (TipId::random(self.chance), self.tipper(), self.amount())).collect();
            if begin <= count / 2 {
                middle = rows[0].0;
            }
            let write = move |tx: &mut footlights_store::Tx<'_>| {
                for (number, (id, tipper, cents)) in (begin..).zip(&rows) {
                    let at = Timestamp::from_millis(first + number * step_us / 1_000);
                    tx.run(ADD_TIP, params![id, tenant, account, session, *cents, format!("Tipper {tipper}"), at])?;
                }
                Ok(())
            };
            self.store.write("bench.fill", Keys::none(), write).await?;
            begin += of;
        }
        Ok(middle)
    }

    /// Goals that were reached over the year.
    pub(super) async fn goals(&self, end: Timestamp) -> anyhow::Result<()> {
        let (tenant, account, session) = (self.creator.tenant, self.creator.account, self.session);
        let ids: Vec<GoalId> = (0..GOALS).map(|_| GoalId::random(self.chance)).collect();
        let write = move |tx: &mut footlights_store::Tx<'_>| {
            for (number, id) in (1_u32..).zip(&ids) {
                tx.run(ADD_GOAL, params![id, tenant, account, session, end.minus(DAY * 365 / u32::try_from(GOALS).unwrap_or(1) * number)])?;
            }
            Ok(())
        };
        Ok(self.store.write("bench.fill", Keys::none(), write).await?)
    }

    /// A cube leaves most tips to few tippers.
    fn tipper(&self) -> u32 {
        let share = self.chance.unit();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below the number of tippers")]
        let tipper = (share * share * share * f64::from(TIPPERS)) as u32;
        tipper
    }

    fn amount(&self) -> i64 {
        100 + i64::try_from(self.chance.u64() % 900).unwrap_or(0)
    }
}

//! Makes the kept sums of every creator anew from the tips, and says which were not what they should have been.
//! For operators: `footlights rebuild`.

use std::collections::BTreeSet;

use footlights_base::{AccountId, Failure, Timestamp};
use sha2::{Digest as _, Sha256};

use super::seal_tips::Sealing;
use crate::Companion;
use crate::model::SessionId;
use crate::model::analytics::{Minutes, Range, Sheet, SpanKind, pack_sums, pack_tippers};
use crate::store::minutes;
use crate::store::rollup::{self, Sealed, Which};

/// Creators looked at in one read.
const CREATORS_PER_PAGE: u32 = 100;

/// What a rebuild came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Creators whose sums were made anew.
    pub creators: u64,
    /// Kept sums that were compared.
    pub compared: u64,
    /// Those that differed, were missing or too many; the first hundred.
    pub differences: Vec<String>,
}

/// Differences that are told.
const TOLD_MAX: usize = 100;
/// How often it is done over where tips are refunded meanwhile.
const TRIES_MAX: u32 = 3;

impl Companion {
    /// Rebuilds the sums of every creator. `progress` hears of each creator.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn rebuild_sums(&self, progress: impl Fn(AccountId) + Send) -> Result<Rebuilt, Failure> {
        let mut rebuilt = Rebuilt::default();
        let mut after = AccountId::from_bytes([0; 16]);
        loop {
            let page = self.store.read("companion.creators", move |tx| rollup::creators(tx, after, CREATORS_PER_PAGE)).await?;
            let Some(last) = page.last() else { return Ok(rebuilt) };
            after = *last;
            for creator in page {
                progress(creator);
                self.rebuild_of(creator, &mut rebuilt).await?;
            }
        }
    }

    async fn rebuild_of(&self, creator: AccountId, rebuilt: &mut Rebuilt) -> Result<(), Failure> {
        let mut found = self.compare(creator).await?;
        for _ in 1..TRIES_MAX {
            if found.is_quiet || found.differences.is_empty() {
                break;
            }
            // A tip was refunded in between: what is different may be that.
            found = self.compare(creator).await?;
        }
        rebuilt.creators += 1;
        rebuilt.compared += found.compared;
        let room = TOLD_MAX.saturating_sub(rebuilt.differences.len());
        rebuilt.differences.extend(found.differences.into_iter().take(room));
        Ok(())
    }

    async fn compare(&self, creator: AccountId) -> Result<Compared, Failure> {
        // What is old enough is summed up first, so that both sides reach equally far.
        while self.seal_tips(creator).await? == Sealing::Advanced {}
        let (seen, before) = self.everything(creator).await?;
        let end = Timestamp::from_millis(seen.reach.sealed);
        self.write_on_stage("companion.forget_sums", creator, move |tx, _live| {
            rollup::forget(tx, creator)?;
            minutes::forget(tx, creator)
        })
        .await?;
        while self.seal_until(creator, end).await? == Sealing::Advanced {}
        let (now, after) = self.everything(creator).await?;
        let told = |sum: &KeptSum, was: &str| {
            let KeptSum { what, net_cents, tip_count, .. } = sum;
            format!("{creator}: {what}: {net_cents} in {tip_count} tips {was}")
        };
        let wrong = before.difference(&after).map(|sum| told(sum, "was kept and is not so"));
        let missing = after.difference(&before).map(|sum| told(sum, "was not kept"));
        Ok(Compared {
            // Forgetting counts as one change.
            is_quiet: now.version == seen.version + 1,
            compared: after.iter().map(|sum| sum.sums).sum(),
            differences: wrong.chain(missing).take(TOLD_MAX).collect(),
        })
    }

    async fn everything(&self, creator: AccountId) -> Result<(Sealed, BTreeSet<KeptSum>), Failure> {
        let read = self.store.read("companion.every_sum", move |tx| {
            let mut all = BTreeSet::new();
            for kind in SpanKind::EACH {
                let mut from = Timestamp::from_millis(0);
                while let Some(since) = rollup::first(tx, creator, kind, from)? {
                    // Slices are cut as they come: a day of them is one sum.
                    let range = kind.around(since);
                    all.extend(
                        rollup::merged(tx, creator, kind, range)?.iter().map(|(which, sheet)| KeptSum::of(kind, range, *which, sheet)),
                    );
                    from = range.to;
                }
            }
            let mut session = SessionId::from_bytes([0; 16]);
            while let Some(next) = minutes::next_session(tx, creator, session)? {
                all.insert(KeptSum::of_session(next, &minutes::of_session(tx, creator, next)?));
                session = next;
            }
            Ok((rollup::sealed(tx, creator)?, all))
        });
        read.await
    }
}

/// What one pass over a creator's sums came to.
struct Compared {
    /// Nobody refunded anything in between.
    is_quiet: bool,
    compared: u64,
    differences: Vec<String>,
}

/// A day or month of sums, or a session by minutes, in a form that can be compared without keeping all of it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct KeptSum {
    what: String,
    net_cents: i64,
    tip_count: i64,
    /// How many sums it stands for.
    sums: u64,
    digest: [u8; 32],
}

impl KeptSum {
    fn of(kind: SpanKind, range: Range, (platform, currency): Which, sheet: &Sheet) -> Self {
        let mut digest = Sha256::new_with_prefix(pack_sums(range.from, &sheet.sums));
        digest.update(pack_tippers(range.from, &sheet.tippers));
        Self {
            what: format!("{} {} {} {currency}", kind.as_str(), range.from, platform.as_str()),
            net_cents: sheet.sums.values().map(|sums| sums.net_cents()).sum(),
            tip_count: sheet.sums.values().map(|sums| sums.tip_count).sum(),
            sums: u64::try_from(sheet.len()).unwrap_or(u64::MAX),
            digest: digest.finalize().into(),
        }
    }

    fn of_session(session: SessionId, minutes: &Minutes) -> Self {
        // From the same moment each time, however slices are cut.
        let (since, total) = (Timestamp::from_millis(0), minutes.total());
        Self {
            what: format!("session {session}"),
            net_cents: total.net_cents,
            tip_count: total.tip_count,
            sums: u64::try_from(minutes.len()).unwrap_or(u64::MAX),
            digest: Sha256::digest(minutes.pack(since)).into(),
        }
    }
}

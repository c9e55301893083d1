//! Makes the kept sums of every creator anew from the tips, and says which were not what they should have been.
//! For operators: `footlights rebuild`.

use std::collections::BTreeSet;

use footlights_base::{AccountId, Failure};
use footlights_store::Tx;

use super::seal_tips::Sealing;
use crate::Companion;
use crate::events::creator_topic;
use crate::store::rollup::{self, KeptSum};

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
        // What is old enough is summed up first, so that both sides reach equally far.
        while self.seal_tips(creator).await? == Sealing::Advanced {}
        let before = self.everything(creator).await?;
        self.store.write("companion.forget_sums", creator_topic(creator), move |tx: &mut Tx<'_>| rollup::forget(tx, creator)).await?;
        while self.seal_tips(creator).await? == Sealing::Advanced {}
        let after = self.everything(creator).await?;
        rebuilt.creators += 1;
        rebuilt.compared += u64::try_from(after.len()).unwrap_or(u64::MAX);
        let room = TOLD_MAX.saturating_sub(rebuilt.differences.len());
        let told = |sum: &KeptSum, was: &str| {
            let (span, begins, platform, currency, rest, cents, tips) = sum;
            format!("{creator}: {span} {begins} {platform} {currency} {rest}: {cents} in {tips} tips {was}")
        };
        let wrong = before.difference(&after).map(|sum| told(sum, "was kept and is not so"));
        let missing = after.difference(&before).map(|sum| told(sum, "was not kept"));
        rebuilt.differences.extend(wrong.chain(missing).take(room));
        Ok(())
    }

    async fn everything(&self, creator: AccountId) -> Result<BTreeSet<KeptSum>, Failure> {
        let read = self.store.read("companion.every_sum", move |tx| rollup::everything(tx, creator)).await?;
        Ok(read.into_iter().collect())
    }
}

//! Finds a creator's menu for what works on her behalf, from memory where it was read lately.

use std::sync::Arc;

use footlights_base::{AccountId, Failure};

use crate::Companion;
use crate::menus::Menu;
use crate::store::menu;

impl Companion {
    /// A creator's menu as it is, or was a moment ago.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn menu_of(&self, creator: AccountId) -> Result<Arc<Menu>, Failure> {
        let now = self.now();
        let before = match self.menus.hint(creator, now) {
            Ok(menu) => return Ok(menu),
            Err(before) => before,
        };
        let items = self.store.read("companion.find_menu", move |tx| menu::list(tx, creator)).await?;
        let menu = Arc::new(Menu::new(creator, items));
        self.menus.learn(&menu, now, before);
        Ok(menu)
    }
}

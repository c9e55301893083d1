//! `footlights openapi` and the list of codes: what the generated files of the project are made of.

use tokio_util::sync::CancellationToken;

use crate::config::Settings;
use crate::ground::Ground;
use crate::{house, http};

/// The OpenAPI document. The routes need their systems, so these are opened on an empty database that is thrown away.
pub(super) async fn text() -> anyhow::Result<String> {
    let folder = tempfile::tempdir()?;
    let settings = Settings { data_dir: folder.path().into(), ..Settings::default() };
    let ground = Ground::open(&settings).await?;
    let stop = CancellationToken::new();
    let house = house::open(&settings, "http://127.0.0.1:7300", &ground, stop.clone()).await?;
    let text = http::document_text(&http::document(house.rest()));
    stop.cancel();
    ground.store.close().await;
    Ok(text)
}

/// All codes of all crates, as `docs/codes.md` has them.
pub(super) fn codes() -> String {
    footlights_surface::codes_page(&[
        ("surface", footlights_surface::CODES),
        ("identity", footlights_identity::CODES),
        ("companion", footlights_companion::CODES),
    ])
}

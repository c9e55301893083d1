//! The overlay's look: seen, changed by who has seen it, checked, told to open overlays.

use footlights_companion::{THEME_UPDATED, Theme, ThemeCorner};
use footlights_surface::{Role, Roles, Scopes};

use crate::stage::{Stage, caller, code, creator, fields, token};

on_both!(a_theme_is_changed_by_who_has_seen_it, what_is_wrong_is_named, a_theme_is_its_creators);

async fn a_theme_is_changed_by_who_has_seen_it(stage: Stage) {
    let ann = creator(1);
    let first = stage.companion.get_theme(&ann).await.expect("read");
    assert_eq!(first, Theme::default());
    let wanted = Theme { corner: ThemeCorner::TopLeft, scale: 1.5, css: ".name { color: red }".into(), ..first };
    let second = stage.companion.set_theme(&ann, wanted.clone()).await.expect("changed");
    assert_eq!(second, Theme { version: 1, ..wanted.clone() });
    assert_eq!(code(stage.companion.set_theme(&ann, wanted).await), "document_changed");
    let third = stage.companion.set_theme(&ann, Theme { sound: false, ..second.clone() }).await.expect("changed again");
    assert_eq!((third.version, third.sound), (2, false));
    assert_eq!(stage.companion.get_theme(&ann).await.expect("read"), third);
    let told = stage.published(THEME_UPDATED);
    assert_eq!(told.len(), 2, "a refused change is told to nobody");
    assert_eq!((&told[0]["theme"]["corner"], &told[1]["theme"]["version"]), (&"top-left".into(), &2.into()));
}

async fn what_is_wrong_is_named(stage: Stage) {
    let wrong = Theme { lamp: "red".into(), scale: 2.1, safe_area: 500, css: ".x { background: url(//evil) }".into(), ..Theme::default() };
    let expected = [
        ("/lamp".to_owned(), "not_valid"),
        ("/scale".to_owned(), "not_valid"),
        ("/safeArea".to_owned(), "not_valid"),
        ("/css".to_owned(), "not_valid"),
    ];
    assert_eq!(fields(stage.companion.set_theme(&creator(1), wanted(wrong)).await), expected);
    assert_eq!(stage.companion.get_theme(&creator(1)).await.expect("read"), Theme::default());
}

fn wanted(theme: Theme) -> Theme {
    Theme { version: 0, ..theme }
}

async fn a_theme_is_its_creators(stage: Stage) {
    stage.companion.set_theme(&creator(1), Theme { sound: false, ..Theme::default() }).await.expect("changed");
    assert!(stage.companion.get_theme(&creator(2)).await.expect("read").sound);
    let viewer = caller(3, Roles::new([Role::Viewer]), Scopes::All);
    assert_eq!(code(stage.companion.get_theme(&viewer).await), "role_required");
    assert_eq!(code(stage.companion.set_theme(&viewer, Theme::default()).await), "role_required");
    let reader = token(1, &["overlay:read"]);
    assert!(!stage.companion.get_theme(&reader).await.expect("read").sound);
    assert_eq!(code(stage.companion.set_theme(&reader, Theme::default()).await), "scope_required");
}

//! How a creator's overlay looks: colours, place, size, which parts are shown, and style rules of her own.

mod css;

use footlights_base::FieldError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use footlights_surface::words;

/// How much smaller or larger everything may be drawn.
const SCALE: std::ops::RangeInclusive<f64> = 0.5..=2.0;
/// The widest border that is kept free, in pixels of a picture 1080 pixels high.
const SAFE_AREA_MAX: u32 = 200;

words!(
    /// The letters of the overlay.
    ThemeFont {
        /// The one that comes with the overlay.
        Inter = "Inter",
        /// The machine's own.
        System = "system",
        /// With serifs.
        Serif = "serif",
        /// All letters equally wide.
        Mono = "mono",
    }
);

words!(
    /// Where alerts stand.
    ThemeCorner {
        /// In the middle of the lower edge.
        Bottom = "bottom",
        /// In the middle of the upper edge.
        Top = "top",
        /// At the left of the lower edge.
        BottomLeft = "bottom-left",
        /// At the right of the lower edge.
        BottomRight = "bottom-right",
        /// At the left of the upper edge.
        TopLeft = "top-left",
        /// At the right of the upper edge.
        TopRight = "top-right",
    }
);

/// Which parts of the overlay are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[schema(as = OverlayWidgets)]
pub struct ThemeWidgets {
    /// Alerts.
    pub alerts: bool,
    /// Goals, as rows of lamps.
    pub goals: bool,
    /// The latest tip and the session's total.
    pub ticker: bool,
    /// Who has given most in this session.
    pub leader: bool,
    /// The tip menu.
    pub menu: bool,
}

impl Default for ThemeWidgets {
    fn default() -> Self {
        Self { alerts: true, goals: true, ticker: true, leader: true, menu: false }
    }
}

/// The look of an overlay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[schema(as = OverlayTheme)]
pub struct Theme {
    /// The version that was seen; 0 while it was never changed.
    pub version: i64,
    /// The colour of light: `#rgb` or `#rrggbb`.
    pub lamp: String,
    /// The colour of words: `#rgb` or `#rrggbb`.
    pub ink: String,
    /// The letters.
    pub font: ThemeFont,
    /// How large everything is drawn: 0.5 to 2.
    pub scale: f64,
    /// Where alerts stand.
    pub corner: ThemeCorner,
    /// The border that is kept free, in pixels of a picture 1080 pixels high: 0 to 200.
    pub safe_area: u32,
    /// Whether anything is heard.
    pub sound: bool,
    /// Which parts are shown.
    pub widgets: ThemeWidgets,
    /// Style rules of her own: at most 16 KiB, loading nothing but `url(/media/…)`.
    pub css: String,
}

impl Default for Theme {
    fn default() -> Self {
        Self {
            version: 0,
            lamp: "#ffb454".to_owned(),
            ink: "#fff8ee".to_owned(),
            font: ThemeFont::Inter,
            scale: 1.0,
            corner: ThemeCorner::Bottom,
            safe_area: 60,
            sound: true,
            widgets: ThemeWidgets::default(),
            css: String::new(),
        }
    }
}

impl Theme {
    /// What is wrong with it, field by field.
    pub(crate) fn faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        let mut fault = |field: &'static str, code: &'static str, detail: String| {
            faults.push(FieldError { field: field.into(), code, detail: detail.into() });
        };
        for (field, colour) in [("/lamp", &self.lamp), ("/ink", &self.ink)] {
            if !is_colour(colour) {
                fault(field, "not_valid", "A colour is written #rgb or #rrggbb.".to_owned());
            }
        }
        if !SCALE.contains(&self.scale) {
            fault("/scale", "not_valid", format!("From {} to {}.", SCALE.start(), SCALE.end()));
        }
        if self.safe_area > SAFE_AREA_MAX {
            fault("/safeArea", "not_valid", format!("From 0 to {SAFE_AREA_MAX}."));
        }
        if let Some((code, detail)) = css::fault(&self.css) {
            fault("/css", code, detail);
        }
        faults
    }
}

fn is_colour(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or_default();
    matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::Theme;

    #[test]
    fn the_theme_nobody_has_changed_is_a_good_one() {
        assert_eq!(Theme::default().faults(), []);
    }

    #[test]
    fn each_wrong_field_is_named() {
        let wrong = Theme {
            lamp: "red".into(),
            ink: "#12345".into(),
            scale: f64::NAN,
            safe_area: 201,
            css: "@import 'x';".into(),
            ..Theme::default()
        };
        let fields: Vec<_> = wrong.faults().into_iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["/lamp", "/ink", "/scale", "/safeArea", "/css"]);
        for good in ["#fff", "#A0b1C2"] {
            assert_eq!(Theme { lamp: good.into(), ..Theme::default() }.faults(), [], "{good}");
        }
    }
}

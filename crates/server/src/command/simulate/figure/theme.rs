//! The colours of the look, for the house in the dark and by day.
//!
//! Owns: from a name to a colour. Does not know: what is drawn in it. The values are the tokens of the studio's style sheet, in sRGB.

/// A colour by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Ink {
    Floor,
    Board,
    Edge,
    Text,
    Ink2,
    Ink3,
    Lamp,
    Cool,
    Good,
    Plum,
    Live,
    Amused,
    Critical,
    Bored,
}

/// Night or day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Theme {
    Dark,
    Light,
}

/// Name, dark, light.
const COLOURS: [(Ink, &str, u32, u32); 14] = [
    (Ink::Floor, "floor", 0x1d_17_12, 0xfe_fc_f9),
    (Ink::Board, "board", 0x28_20_1a, 0xf3_ef_e6),
    (Ink::Edge, "edge", 0x3d_33_2c, 0xdc_d7_cd),
    (Ink::Text, "ink", 0xf3_ee_e6, 0x24_1b_13),
    (Ink::Ink2, "ink-2", 0xb9_b0_a3, 0x56_4b_42),
    (Ink::Ink3, "ink-3", 0x94_8a_7f, 0x6c_61_58),
    (Ink::Lamp, "lamp", 0xfe_b4_3a, 0xa7_5c_00),
    (Ink::Cool, "cool", 0x6b_c3_f4, 0x02_62_9c),
    (Ink::Good, "good", 0x61_da_92, 0x00_6e_3b),
    (Ink::Plum, "plum", 0xd7_8a_db, 0x8e_3b_94),
    (Ink::Live, "live", 0xff_63_67, 0xc2_15_2f),
    (Ink::Amused, "amused", 0xec_e3_6d, 0xab_90_17),
    (Ink::Critical, "critical", 0xc8_7d_52, 0x78_38_18),
    (Ink::Bored, "bored", 0x6b_61_57, 0xa7_9d_91),
];

/// Lines in the order of importance: one lamp, then cool, good, plum; what comes after them stays in the background.
pub(in super::super) const LINES: [Ink; 4] = [Ink::Lamp, Ink::Cool, Ink::Good, Ink::Plum];

/// What members feel, in the order of [`super::super::record::MOODS`].
pub(in super::super) const MOOD_INKS: [Ink; 8] =
    [Ink::Lamp, Ink::Good, Ink::Amused, Ink::Plum, Ink::Cool, Ink::Critical, Ink::Live, Ink::Bored];

impl Ink {
    /// The name as style sheets have it.
    pub(in super::super) fn name(self) -> &'static str {
        COLOURS[self as usize].1
    }

    /// Red, green, blue.
    pub(in super::super) fn rgb(self, theme: Theme) -> [u8; 3] {
        let (_, _, dark, light) = COLOURS[self as usize];
        let [_, red, green, blue] = if theme == Theme::Dark { dark } else { light }.to_be_bytes();
        [red, green, blue]
    }
}

/// All colours of a theme as custom properties of a style sheet.
pub(in super::super) fn properties(theme: Theme) -> String {
    let one = |(ink, name, _, _): &(Ink, &str, u32, u32)| {
        let [red, green, blue] = ink.rgb(theme);
        format!("--{name}:#{red:02x}{green:02x}{blue:02x};")
    };
    COLOURS.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::{COLOURS, Ink, LINES, MOOD_INKS, Theme};

    #[test]
    fn the_table_is_in_the_order_of_the_names() {
        assert!(COLOURS.iter().enumerate().all(|(index, (ink, ..))| *ink as usize == index));
        assert_eq!(Ink::Lamp.rgb(Theme::Dark), [0xfe, 0xb4, 0x3a]);
    }

    /// The contrast of two colours as WCAG reckons it.
    fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let bright = |rgb: [u8; 3]| 0.212_6 * linear(rgb[0]) + 0.715_2 * linear(rgb[1]) + 0.072_2 * linear(rgb[2]) + 0.05;
        bright(one).max(bright(other)) / bright(one).min(bright(other))
    }

    #[test]
    fn text_and_lines_are_readable_by_night_and_by_day() {
        for theme in [Theme::Dark, Theme::Light] {
            let floor = Ink::Floor.rgb(theme);
            for ink in [Ink::Text, Ink::Ink2, Ink::Ink3].into_iter().chain(LINES) {
                assert!(contrast(ink.rgb(theme), floor) >= 4.5, "{ink:?} {theme:?}");
            }
            for ink in MOOD_INKS {
                assert!(contrast(ink.rgb(theme), floor) >= 2.5, "{ink:?} {theme:?}");
            }
        }
    }
}

//! `theme`: the owner's colours, checked and completed so that text stays readable on them.

use super::value::{Checked, Whole};
use crate::{
    json::{self, Cursor, Decode, Node},
    object,
    popup::Scheme,
    text,
};
use alloc::{string::String, vec::Vec};

object! {
    /// How the pop-up looks.
    pub section Theme {
        /// Colour of buttons and accents; default a calm blue.
        brand: Option<Colour> = "brand",
        /// Corner radius in CSS pixels, 0–32; default 12.
        radius: Option<Radius> = "radius",
        /// `inherit` for the page's own font (default), `system`, or a list of font names.
        font: Option<Font> = "font",
        /// `auto` (default), `light` or `dark`.
        scheme: Option<Scheme> = "scheme",
    }
}

/// An sRGB colour, written `#rgb` or `#rrggbb`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Colour([u8; 3]);

/// The surfaces of popup.css that coloured text stands on.
const LIGHT_SURFACE: Colour = Colour([0xff, 0xff, 0xff]);
const DARK_SURFACE: Colour = Colour([0x1b, 0x1e, 0x26]);
/// WCAG 2.2 §1.4.3: contrast of text, at least.
const TEXT_CONTRAST: f64 = 4.5;

impl Colour {
    const WHITE: Colour = Colour([0xff; 3]);
    const BLACK: Colour = Colour([0; 3]);
    const DEFAULT_BRAND: Colour = Colour([0x1d, 0x4e, 0xd8]);

    fn parse(text: &str) -> Option<Colour> {
        let digits = text.strip_prefix("#")?;
        let number = text::number(digits, 16)?;
        match digits.len() {
            3 => Some(Colour([number >> 8, number >> 4, number].map(|digit| (digit & 15) as u8 * 17))),
            6 => Some(Colour([number >> 16, number >> 8, number].map(|channel| channel as u8))),
            _ => None,
        }
    }

    fn to_css(self) -> String {
        let mut out = String::from("#");
        for channel in self.0 {
            text::push_hex(&mut out, u64::from(channel), 2);
        }
        out
    }

    /// Relative luminance, 0–1 (WCAG 2.2). The sRGB curve is the cubic fit of Chilliant (2012), within 0.003 of the exact one, without `pow`.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            c * (c * (c * 0.305_306_011 + 0.682_171_111) + 0.012_522_878)
        };
        let [red, green, blue] = self.0;
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    fn contrast(self, other: Colour) -> f64 {
        let (a, b) = (self.luminance() + 0.05, other.luminance() + 0.05);
        if a > b { a / b } else { b / a }
    }

    /// Moves `twentieths` of the way to another colour.
    fn mixed(self, other: Colour, twentieths: u16) -> Colour {
        let mix = |from: u8, to: u8| ((u16::from(from) * (20 - twentieths) + u16::from(to) * twentieths) / 20) as u8;
        let ([r, g, b], [or, og, ob]) = (self.0, other.0);
        Colour([mix(r, or), mix(g, og), mix(b, ob)])
    }

    /// This colour, moved towards another just as far as text in it needs to be readable on a surface.
    fn readable_on(self, surface: Colour, towards: Colour) -> Colour {
        // Above the bar by what the cubic fit can be wrong.
        let readable = |colour: Colour| colour.contrast(surface) >= TEXT_CONTRAST + 0.3;
        let mut twentieths = 0;
        while twentieths < 20 && !readable(self.mixed(towards, twentieths)) {
            twentieths += 1;
        }
        self.mixed(towards, twentieths)
    }
}

impl Decode for Colour {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        let Some(text) = node.text(cursor) else { return false };
        let colour = Colour::parse(text);
        if colour.is_none() {
            cursor.issue(node.at, "expected a colour such as \"#1d4ed8\"");
        }
        json::set(self, colour)
    }
}

/// A corner radius.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Radius(u8);

impl Whole for Radius {
    const BOUNDS: (i64, i64) = (0, 32);

    #[inline(always)]
    fn set(&mut self, whole: i64) {
        self.0 = whole as u8;
    }
}

/// A font list that is safe to hand to CSS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Font(String);

impl Checked for Font {
    const ACCEPTED: &'static str = "expected \"inherit\", \"system\" or a list of font names: letters, digits, spaces, commas, quotes";

    #[inline(always)]
    fn is_fit(text: &str) -> bool {
        is_font_list(text)
    }

    #[inline(always)]
    fn text(&mut self) -> &mut String {
        &mut self.0
    }
}

fn is_font_list(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || !b.is_ascii() || matches!(b, b' ' | b',' | b'-' | b'_' | b'"' | b'\'');
    (1..=200).contains(&text.len()) && text.bytes().all(plain)
}

impl Theme {
    /// The custom properties of the pop-up: names of popup.css, values computed from checked parts only.
    #[must_use]
    pub fn properties(&self) -> Vec<(&'static str, String)> {
        let brand = self.brand.unwrap_or(Colour::DEFAULT_BRAND);
        let on_brand = if brand.contrast(Colour::WHITE) >= brand.contrast(Colour::BLACK) { Colour::WHITE } else { Colour::BLACK };
        let mut radius = String::new();
        crate::json::push_integer(&mut radius, self.radius.map_or(12, |Radius(pixels)| i64::from(pixels)));
        radius.push_str("px");
        let font = match &self.font {
            None => "inherit",
            Some(Font(list)) if list == "system" => "system-ui,sans-serif",
            Some(Font(list)) => list,
        };
        alloc::vec![
            ("--limen-brand", brand.to_css()),
            ("--limen-on-brand", on_brand.to_css()),
            ("--limen-brand-strong", brand.readable_on(LIGHT_SURFACE, Colour::BLACK).to_css()),
            ("--limen-brand-strong-dark", brand.readable_on(DARK_SURFACE, Colour::WHITE).to_css()),
            ("--limen-radius", radius),
            ("--limen-font", font.into()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn exact_luminance(Colour(channels): Colour) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(channels[0]) + 0.7152 * linear(channels[1]) + 0.0722 * linear(channels[2])
    }

    fn exact_contrast(a: Colour, b: Colour) -> f64 {
        let (a, b) = (exact_luminance(a) + 0.05, exact_luminance(b) + 0.05);
        a.max(b) / a.min(b)
    }

    #[test]
    fn colours_are_read_and_written() {
        assert_eq!(Colour::parse("#1d4ed8").map(Colour::to_css).as_deref(), Some("#1d4ed8"));
        assert_eq!(Colour::parse("#f0a").map(Colour::to_css).as_deref(), Some("#ff00aa"));
        for bad in ["red", "#12", "#12345", "#gggggg", "#+1+1+1", "1d4ed8", "url(x)", "#é1"] {
            assert_eq!(Colour::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn text_is_readable_on_and_in_any_brand_colour(r: u8, g: u8, b: u8) {
            let theme = Theme { brand: Some(Colour([r, g, b])), ..Theme::default() };
            let value = |name: &str| {
                let properties = theme.properties();
                Colour::parse(&properties.iter().find(|(key, _)| *key == name).expect("a property").1).expect("a colour")
            };
            prop_assert!(exact_contrast(value("--limen-on-brand"), value("--limen-brand")) >= TEXT_CONTRAST, "on brand");
            prop_assert!(exact_contrast(value("--limen-brand-strong"), LIGHT_SURFACE) >= TEXT_CONTRAST);
            prop_assert!(exact_contrast(value("--limen-brand-strong-dark"), DARK_SURFACE) >= TEXT_CONTRAST);
        }
    }
}

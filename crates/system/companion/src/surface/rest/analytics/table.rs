//! Tips as a table that spreadsheets open: CSV by RFC 4180 in UTF-8 with a byte order mark, sent page by page.
//!
//! A cell of people's own words that a spreadsheet could take for a formula gets an apostrophe before it (OWASP, CSV
//! injection); amounts are plain decimals.

use axum::body::{Body, Bytes};
use axum::response::{IntoResponse as _, Response};
use footlights_base::{Currency, Failure};
use futures_util::stream;
use http::{HeaderName, HeaderValue, header};

use crate::model::ExportedTip;
use crate::usecase::export_tips::TipPages;

/// The first line.
const HEADINGS: [&str; 12] =
    ["time", "amount", "refunded", "currency", "tokens", "tipper", "message", "platform", "source", "session", "tip", "external id"];
/// Tells spreadsheets that this is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Where the stream stands.
enum At {
    Headings(TipPages),
    Rows(TipPages),
    Over,
}

/// The whole table, read as it is sent. A failure on the way cuts the answer off, so that nobody takes it for whole.
pub(super) fn stream(pages: TipPages) -> Response {
    let rows = stream::try_unfold(At::Headings(pages), |at| async move {
        match at {
            At::Headings(pages) => {
                let line = written(|table| table.write_record(HEADINGS))?;
                let text = [BYTE_ORDER_MARK.as_bytes(), &line].concat();
                Ok::<_, Failure>(Some((Bytes::from(text), At::Rows(pages))))
            }
            At::Rows(mut pages) => match pages.next().await? {
                Some(tips) => Ok(Some((Bytes::from(lines(&tips)?), At::Rows(pages)))),
                None => Ok(Some((Bytes::new(), At::Over))),
            },
            At::Over => Ok(None),
        }
    });
    let mut response = Body::from_stream(rows).into_response();
    let said: [(HeaderName, &'static str); 3] = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"tips.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    response.headers_mut().extend(said.map(|(name, value)| (name, HeaderValue::from_static(value))));
    response
}

fn lines(tips: &[ExportedTip]) -> Result<Vec<u8>, Failure> {
    written(|table| tips.iter().try_for_each(|tip| table.write_record(cells(tip))))
}

fn written(write: impl FnOnce(&mut csv::Writer<Vec<u8>>) -> Result<(), csv::Error>) -> Result<Vec<u8>, Failure> {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    write(&mut table).map_err(footlights_base::Error::internal)?;
    Ok(table.into_inner().map_err(footlights_base::Error::internal)?)
}

fn cells(tip: &ExportedTip) -> [String; 12] {
    let words = |text: &Option<String>| harmless(text.as_deref().unwrap_or(""));
    [
        tip.created_at.to_string(),
        decimal(tip.amount_cents, tip.currency),
        decimal(tip.refunded_cents, tip.currency),
        tip.currency.to_string(),
        tip.amount_tokens.map(|tokens| tokens.to_string()).unwrap_or_default(),
        words(&tip.tipper_name),
        words(&tip.message),
        tip.platform.as_str().to_owned(),
        tip.source.as_str().to_owned(),
        tip.session_id.to_string(),
        tip.id.to_string(),
        words(&tip.external_id),
    ]
}

/// An amount that is never negative, such as `5.00`.
fn decimal(minor: i64, currency: Currency) -> String {
    let digits = currency.decimals() as usize;
    let text = format!("{minor:0>width$}", width = digits + 1);
    let (whole, rest) = text.split_at(text.len() - digits);
    if digits == 0 { whole.to_owned() } else { format!("{whole}.{rest}") }
}

/// Words that no spreadsheet runs.
fn harmless(text: &str) -> String {
    let is_formula = text.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if is_formula || text.starts_with(['\t', '\r', '\n']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use footlights_base::Currency;

    use super::{decimal, harmless, written};

    #[test]
    fn amounts_are_plain_decimals() {
        let in_yen: Currency = "JPY".parse().expect("a currency");
        assert_eq!(
            (decimal(5, Currency::USD), decimal(123_456, Currency::USD), decimal(0, Currency::USD)),
            ("0.05".into(), "1234.56".into(), "0.00".into())
        );
        assert_eq!(decimal(500, in_yen), "500");
    }

    #[test]
    fn no_cell_is_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =cmd|' /C calc'!A0", "＝1"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        assert_eq!(harmless("a=b"), "a=b");
    }

    #[test]
    fn lines_end_and_quotes_double_as_rfc_4180_has_it() {
        let text = written(|table| table.write_record(["a \"b\", c", "line\nbreak", ""])).expect("written");
        assert_eq!(String::from_utf8(text).expect("text"), "\"a \"\"b\"\", c\",\"line\nbreak\",\r\n");
    }
}

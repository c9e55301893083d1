//! The numbers behind the curves, as CSV.
//!
//! Owns: columns and their order. Does not know: curves as drawings. Names of streams begin with a letter or a digit, so that no cell is a
//! formula to a spreadsheet.

use super::bands::{Band, Banded};
use super::record::{MOODS, Record};

/// The file: a row a point and streamer of one run, or a row a point, streamer and measure with quantiles of many.
///
/// # Errors
/// None that a writer into memory has.
pub(super) fn file(records: &[Record], streamers: &[Banded]) -> anyhow::Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    match records {
        [record] => one(&mut out, record)?,
        _ => many(&mut out, &records[0], streamers)?,
    }
    Ok(out.into_inner()?)
}

fn one(out: &mut csv::Writer<Vec<u8>>, record: &Record) -> anyhow::Result<()> {
    let mut heads: Vec<String> =
        ["seconds", "stream", "audience", "engagement", "followers", "hype_level", "hype_score"].map(str::to_owned).into();
    heads.extend(MOODS.iter().map(|mood| mood.name().to_lowercase()));
    out.write_record(&heads)?;
    for curve in &record.curves {
        for (point, audience) in curve.audience.iter().enumerate() {
            let mut row = vec![format!("{:.0}", record.seconds_at(point)), curve.name.clone(), cell(*audience, 0)];
            row.extend([cell(curve.engagement[point], 4), cell(curve.followers[point], 0)]);
            row.extend([cell(curve.level[point], 0), cell(curve.score[point], 2)]);
            row.extend(curve.moods[point].iter().map(|count| cell(*count, 0)));
            out.write_record(&row)?;
        }
    }
    Ok(())
}

fn many(out: &mut csv::Writer<Vec<u8>>, record: &Record, streamers: &[Banded]) -> anyhow::Result<()> {
    out.write_record(["seconds", "stream", "measure", "p05", "p25", "p50", "p75", "p95"])?;
    for one in streamers {
        let measures: [(&str, &Band, usize); 4] = [
            ("audience", &one.audience, 0),
            ("engagement", &one.engagement, 4),
            ("followers", &one.followers, 0),
            ("hype_level", &one.level, 0),
        ];
        for (measure, band, decimals) in measures {
            for point in 0..band.of[2].len() {
                let mut row = vec![format!("{:.0}", record.seconds_at(point)), one.name.clone(), measure.to_owned()];
                row.extend(band.of.iter().map(|quantile| cell(quantile[point], decimals)));
                out.write_record(&row)?;
            }
        }
    }
    Ok(())
}

/// Empty where nothing was.
fn cell(value: f32, decimals: usize) -> String {
    if value.is_nan() { String::new() } else { format!("{value:.decimals$}") }
}

//! Counts right and wrong: confusion, precision, recall and F1 by class.

use std::fmt::Write as _;

use footlights_base::SentimentCategory;

/// Eight categories and none.
const CLASSES: usize = 9;

/// What was said of what.
#[derive(Default)]
pub(crate) struct Confusion {
    /// By true class, by answer.
    counts: [[u32; CLASSES]; CLASSES],
}

fn index(label: Option<SentimentCategory>) -> usize {
    label.map_or(CLASSES - 1, SentimentCategory::index)
}

fn name(class: usize) -> &'static str {
    SentimentCategory::ALL.get(class).map_or("None", |category| category.name())
}

impl Confusion {
    pub(crate) fn add(&mut self, truth: Option<SentimentCategory>, answer: Option<SentimentCategory>) {
        self.counts[index(truth)][index(answer)] += 1;
    }

    fn in_truth(&self, class: usize) -> u32 {
        self.counts[class].iter().sum()
    }

    fn in_answers(&self, class: usize) -> u32 {
        self.counts.iter().map(|row| row[class]).sum()
    }

    fn ratio(part: u32, whole: u32) -> f64 {
        if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) }
    }

    /// The harmonic mean of precision and recall of a class.
    fn f1(&self, class: usize) -> f64 {
        let right = 2 * self.counts[class][class];
        Self::ratio(right, self.in_truth(class) + self.in_answers(class))
    }

    /// The mean F1 of the classes that occur.
    pub(crate) fn macro_f1(&self) -> f64 {
        let occurring: Vec<f64> = (0..CLASSES).filter(|class| self.in_truth(*class) > 0).map(|class| self.f1(class)).collect();
        occurring.iter().sum::<f64>() / f64::from(u32::try_from(occurring.len()).unwrap_or(1).max(1))
    }

    /// The same without the class of lines that feel nothing.
    pub(crate) fn macro_f1_of_moods(&self) -> f64 {
        let occurring: Vec<f64> = (0..CLASSES - 1).filter(|class| self.in_truth(*class) > 0).map(|class| self.f1(class)).collect();
        occurring.iter().sum::<f64>() / f64::from(u32::try_from(occurring.len()).unwrap_or(1).max(1))
    }

    /// A table for the terminal.
    pub(crate) fn table(&self) -> String {
        let mut out = String::new();
        let used: Vec<usize> = (0..CLASSES).filter(|class| self.in_truth(*class) + self.in_answers(*class) > 0).collect();
        let _ = write!(out, "{:<11}", "truth");
        used.iter().for_each(|class| _ = write!(out, "{:>6.5}", name(*class)));
        let _ = writeln!(out, "{:>7}{:>7}{:>7}{:>7}", "prec", "recall", "f1", "lines");
        for class in &used {
            let _ = write!(out, "{:<11}", name(*class));
            used.iter().for_each(|answer| _ = write!(out, "{:>6}", self.counts[*class][*answer]));
            let right = self.counts[*class][*class];
            let (precision, recall) = (Self::ratio(right, self.in_answers(*class)), Self::ratio(right, self.in_truth(*class)));
            let _ = writeln!(out, "{precision:>7.2}{recall:>7.2}{:>7.2}{:>7}", self.f1(*class), self.in_truth(*class));
        }
        out
    }
}

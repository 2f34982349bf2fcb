//! A sparkline: how some days went, without axes; the words beside it carry the numbers.

use askama::Template;

use super::scale::Scale;

const WIDTH: i64 = 240;
const HEIGHT: i64 = 48;
const MARGIN: i64 = 5;

/// A line without axes and a dot at its end.
#[derive(Debug, Template)]
#[template(path = "chart/spark.html")]
pub(crate) struct Spark {
    description: String,
    width: i64,
    height: i64,
    path: String,
    end: Option<(i64, i64)>,
}

impl Spark {
    pub(crate) fn new(description: String, values: &[i64]) -> Self {
        let scale = Scale::around(values.iter().copied(), true, 5);
        let last = i64::try_from(values.len()).unwrap_or(1).max(2) - 1;
        let places = (0..).zip(values).map(|(at, value)| {
            let x = MARGIN + at * (WIDTH - 2 * MARGIN) / last;
            (x, scale.place(*value, HEIGHT - MARGIN, MARGIN))
        });
        let places: Vec<(i64, i64)> = places.collect();
        let path: Vec<String> = places.iter().map(|(x, y)| format!("{x},{y}")).collect();
        Self { description, width: WIDTH, height: HEIGHT, path: path.join(" "), end: places.last().copied() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_stays_inside_whatever_the_days_were() {
        for values in [&[][..], &[0], &[0, 0, 0], &[3, -2, 900]] {
            let spark = Spark::new(String::new(), values);
            assert_eq!(spark.path.matches(',').count(), values.len());
            assert!(spark.end.is_none_or(|(x, y)| (0..=WIDTH).contains(&x) && (0..=HEIGHT).contains(&y)), "{values:?}");
        }
    }
}

//! Lines over time, with round numbers at the side and each line's name at its end.

use askama::Template;

use super::scale::Scale;

pub(super) const WIDTH: i64 = 800;
const HEIGHT: i64 = 460;
/// Room for the numbers at the side, the names at the end, and the days below.
const LEFT: i64 = 110;
const RIGHT: i64 = 290;
const TOP: i64 = 24;
const BOTTOM: i64 = 50;
/// Names closer than this would touch.
const NAME_HEIGHT: i64 = 30;
const DAYS_NAMED_MAX: usize = 5;

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stroke {
    /// One of up to five series, from 1.
    Series(usize),
    /// Another season, thin and grey behind the others.
    Behind,
}

impl Stroke {
    fn class(self) -> String {
        match self {
            Self::Series(number) => format!("series-{}", (number.max(1) - 1) % 5 + 1),
            Self::Behind => "series-behind".to_owned(),
        }
    }
}

/// One line: a value or a gap for each day of the chart.
#[derive(Debug, Clone)]
pub(crate) struct Series {
    pub(crate) name: String,
    pub(crate) stroke: Stroke,
    pub(crate) values: Vec<Option<i64>>,
}

/// A chart of lines, laid out.
#[derive(Debug, Template)]
#[template(path = "chart/lines.html")]
pub(crate) struct Lines {
    title: String,
    description: String,
    width: i64,
    height: i64,
    left: i64,
    right: i64,
    ticks: Vec<Tick>,
    days: Vec<Day>,
    drawn: Vec<Drawn>,
}

#[derive(Debug)]
struct Tick {
    y: i64,
    label: String,
}

#[derive(Debug)]
struct Day {
    x: i64,
    label: String,
}

#[derive(Debug)]
struct Drawn {
    class: String,
    path: String,
    /// Values with a gap on both sides, which a line would not show.
    dots: Vec<(i64, i64)>,
    name: String,
    name_y: i64,
}

impl Lines {
    /// Lays out a chart. `days` name the columns; `write` writes a number of the axis.
    pub(crate) fn new(
        title: String,
        description: String,
        days: &[String],
        series: &[Series],
        from_zero: bool,
        write: impl Fn(i64) -> String,
    ) -> Self {
        let scale = Scale::around(series.iter().flat_map(|line| line.values.iter().flatten().copied()), from_zero, 5);
        let x = |at: usize| place_of(at, days.len());
        let y = |value: i64| scale.place(value, HEIGHT - BOTTOM, TOP);
        let mut drawn: Vec<Drawn> = series.iter().filter_map(|line| draw(line, x, y)).collect();
        spread_names(&mut drawn);
        let every = days.len().div_ceil(DAYS_NAMED_MAX).max(1);
        let named = days.iter().enumerate().filter(|(at, _)| at % every == 0);
        Self {
            title,
            description,
            width: WIDTH,
            height: HEIGHT,
            left: LEFT,
            right: WIDTH - RIGHT,
            ticks: scale.ticks().map(|tick| Tick { y: y(tick), label: write(tick) }).collect(),
            days: named.map(|(at, label)| Day { x: x(at), label: label.clone() }).collect(),
            drawn,
        }
    }

    /// There is nothing to show.
    pub(crate) fn is_empty(&self) -> bool {
        self.drawn.is_empty()
    }
}

fn place_of(at: usize, of: usize) -> i64 {
    let (at, last) = (i64::try_from(at).unwrap_or(0), i64::try_from(of).unwrap_or(1).max(2) - 1);
    LEFT + at * (WIDTH - LEFT - RIGHT) / last
}

fn draw(line: &Series, x: impl Fn(usize) -> i64, y: impl Fn(i64) -> i64) -> Option<Drawn> {
    let value_at = |at: usize| line.values.get(at).copied().flatten();
    let last = line.values.iter().rev().flatten().next()?;
    let (mut path, mut dots) = (String::new(), Vec::new());
    for at in 0..line.values.len() {
        let Some(value) = value_at(at) else { continue };
        let (starts, ends) = (at == 0 || value_at(at - 1).is_none(), value_at(at + 1).is_none());
        if starts && ends {
            dots.push((x(at), y(value)));
        } else {
            path.push(if starts { 'M' } else { 'L' });
            path += &[x(at), y(value)].map(|place| place.to_string()).join(" ");
        }
    }
    Some(Drawn { class: line.stroke.class(), path, dots, name: line.name.clone(), name_y: y(*last) })
}

/// Moves names apart that would touch, downwards, and up again where they leave the picture.
fn spread_names(drawn: &mut [Drawn]) {
    let mut order: Vec<usize> = (0..drawn.len()).collect();
    order.sort_by_key(|&at| drawn[at].name_y);
    for pair in 1..order.len() {
        let above = drawn[order[pair - 1]].name_y;
        let name = &mut drawn[order[pair]];
        name.name_y = name.name_y.max(above + NAME_HEIGHT);
    }
    let mut lowest = HEIGHT - BOTTOM + NAME_HEIGHT / 2;
    for &at in order.iter().rev() {
        drawn[at].name_y = drawn[at].name_y.min(lowest);
        lowest = drawn[at].name_y - NAME_HEIGHT;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(lines: &[&[Option<i64>]]) -> Lines {
        let days: Vec<String> = (0..4).map(|day| format!("day {day}")).collect();
        let series: Vec<Series> = (1..)
            .zip(lines)
            .map(|(number, values)| Series {
                name: format!("line {number}"),
                stroke: Stroke::Series(number),
                values: values.to_vec(),
            })
            .collect();
        Lines::new("title".into(), "description".into(), &days, &series, true, |value| value.to_string())
    }

    #[test]
    fn missing_values_are_gaps_and_a_lonely_value_is_a_dot() {
        let chart = chart(&[&[Some(0), Some(10), None, Some(5)]]);
        let line = &chart.drawn[0];
        assert_eq!(line.path.matches('M').count(), 1, "{}", line.path);
        assert_eq!(line.path.matches('L').count(), 1, "{}", line.path);
        assert_eq!(line.dots.len(), 1);
    }

    #[test]
    fn names_never_touch_and_stay_in_the_picture() {
        let chart = chart(&[&[Some(0); 4], &[Some(0); 4], &[Some(1); 4], &[Some(100); 4]]);
        let mut places: Vec<i64> = chart.drawn.iter().map(|line| line.name_y).collect();
        places.sort_unstable();
        assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= NAME_HEIGHT), "{places:?}");
        assert!(places.iter().all(|place| (0..HEIGHT).contains(place)), "{places:?}");
    }

    #[test]
    fn a_line_without_values_is_not_drawn() {
        assert!(chart(&[&[None; 4], &[]]).is_empty());
        assert!(chart(&[&[None; 4]]).render().expect("a chart renders").contains("</svg>"));
    }
}

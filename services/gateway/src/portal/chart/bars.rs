//! Bars side by side, one below the other, each with its name and number written on it.

use askama::Template;

use super::{lines::WIDTH, scale::Scale};

const NAME_HEIGHT: i64 = 34;
const BAR_HEIGHT: i64 = 26;
const ROW_HEIGHT: i64 = NAME_HEIGHT + BAR_HEIGHT + 14;

/// One bar; `part` of `value` is drawn full, the rest pale.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    pub(crate) name: String,
    pub(crate) value: i64,
    pub(crate) part: i64,
    pub(crate) label: String,
}

/// A chart of bars, laid out.
#[derive(Debug, Template)]
#[template(path = "chart/bars.html")]
pub(crate) struct Bars {
    title: String,
    description: String,
    width: i64,
    height: i64,
    drawn: Vec<Drawn>,
}

#[derive(Debug)]
struct Drawn {
    name: String,
    label: String,
    name_y: i64,
    bar_y: i64,
    value_width: i64,
    part_width: i64,
}

impl Bars {
    pub(crate) fn new(title: String, description: String, bars: Vec<Bar>) -> Self {
        let scale = Scale::around(bars.iter().map(|bar| bar.value.max(0)), true, 5);
        let height = i64::try_from(bars.len()).unwrap_or(0) * ROW_HEIGHT;
        let drawn = (0..).zip(bars).map(|(row, bar)| Drawn {
            name: bar.name,
            label: bar.label,
            name_y: row * ROW_HEIGHT + NAME_HEIGHT - 8,
            bar_y: row * ROW_HEIGHT + NAME_HEIGHT,
            value_width: scale.place(bar.value.max(0), 0, WIDTH),
            part_width: scale.place(bar.part.clamp(0, bar.value.max(0)), 0, WIDTH),
        });
        Self { title, description, width: WIDTH, height, drawn: drawn.collect() }
    }

    /// There is nothing to show.
    pub(crate) fn is_empty(&self) -> bool {
        self.drawn.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_full_part_is_never_longer_than_its_bar() {
        let bar = |value, part| Bar { name: "cam".into(), value, part, label: String::new() };
        let chart = Bars::new("t".into(), "d".into(), vec![bar(100, 50), bar(10, 40), bar(-5, -9)]);
        assert!(chart.drawn.iter().all(|bar| bar.part_width <= bar.value_width));
        assert_eq!((chart.drawn[0].value_width, chart.drawn[0].part_width), (WIDTH, WIDTH / 2));
        assert_eq!(chart.drawn[2].value_width, 0);
    }
}

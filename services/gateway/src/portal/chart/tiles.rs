//! The map of squares: one commune, one square near its true place, coloured by quantile in five steps of one hue.

use askama::Template;

const SIDE: i64 = 64;
const GAP: i64 = 4;
const COLUMNS: i64 = 11;
const ROWS: i64 = 12;
const STEPS: usize = 5;

/// One commune; no value where there is no data.
#[derive(Debug, Clone)]
pub(crate) struct Tile {
    pub(crate) column: u8,
    pub(crate) row: u8,
    /// Two or three letters.
    pub(crate) letters: String,
    /// What a pointer and a screen reader are told.
    pub(crate) words: String,
    pub(crate) link: String,
    pub(crate) value: Option<i64>,
}

/// A map, laid out.
#[derive(Debug, Template)]
#[template(path = "chart/tiles.html")]
pub(crate) struct Tiles {
    title: String,
    description: String,
    width: i64,
    height: i64,
    side: i64,
    drawn: Vec<Drawn>,
    /// For each step that occurs: its class, and the numbers it reaches from and to.
    pub(crate) legend: Vec<(String, i64, i64)>,
}

#[derive(Debug)]
struct Drawn {
    x: i64,
    y: i64,
    class: String,
    letters: String,
    words: String,
    link: String,
}

impl Tiles {
    pub(crate) fn new(title: String, description: String, tiles: Vec<Tile>) -> Self {
        let mut sorted: Vec<i64> = tiles.iter().filter_map(|tile| tile.value).collect();
        sorted.sort_unstable();
        let step_of = |value: i64| sorted.partition_point(|other| *other < value) * STEPS / sorted.len().max(1) + 1;
        let class_of =
            |value: Option<i64>| value.map_or("step-none".to_owned(), |value| format!("step-{}", step_of(value)));
        let drawn = tiles.into_iter().map(|tile| Drawn {
            x: i64::from(tile.column) * (SIDE + GAP),
            y: i64::from(tile.row) * (SIDE + GAP),
            class: class_of(tile.value),
            letters: tile.letters,
            words: tile.words,
            link: tile.link,
        });
        let drawn = drawn.collect();
        let legend = (1..=STEPS).filter_map(|step| {
            let mut of_step = sorted.iter().copied().filter(|value| step_of(*value) == step);
            let first = of_step.next()?;
            Some((format!("step-{step}"), first, of_step.next_back().unwrap_or(first)))
        });
        let legend = legend.collect();
        let (width, height) = (COLUMNS * (SIDE + GAP) - GAP, ROWS * (SIDE + GAP) - GAP);
        Self { title, description, width, height, side: SIDE, drawn, legend }
    }
}

/// Letters for a square: the first of each word, "QB" for Quản Bạ; the whole of a number, "HG2" for Hà Giang 2.
pub(crate) fn letters_of(name: &str) -> String {
    let first = |word: &str| {
        if word.bytes().all(|b| b.is_ascii_digit()) { word.to_owned() } else { word.chars().take(1).collect() }
    };
    name.split_whitespace().map(first).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(values: &[Option<i64>]) -> Tiles {
        let tiles = (0..).zip(values).map(|(column, value)| Tile {
            column,
            row: 0,
            letters: String::new(),
            words: String::new(),
            link: String::new(),
            value: *value,
        });
        Tiles::new("t".into(), "d".into(), tiles.collect())
    }

    #[test]
    fn communes_are_coloured_by_fifths_and_those_without_data_are_hatched() {
        let values: Vec<Option<i64>> = (1..=10).map(Some).chain([None]).collect();
        let classes: Vec<String> = map(&values).drawn.into_iter().map(|tile| tile.class).collect();
        assert_eq!(classes[..4], ["step-1", "step-1", "step-2", "step-2"]);
        assert_eq!(classes[9..], ["step-5", "step-none"]);
    }

    #[test]
    fn equal_values_share_a_colour_and_the_legend_names_only_steps_that_occur() {
        let tiles = map(&[Some(7), Some(7), Some(7), Some(9)]);
        assert_eq!(tiles.drawn[0].class, tiles.drawn[2].class);
        assert_eq!(tiles.legend.len(), 2);
        assert_eq!((tiles.legend[0].1, tiles.legend[0].2), (7, 7));
        assert!(map(&[None]).legend.is_empty());
    }

    #[test]
    fn a_square_has_the_letters_of_its_name() {
        assert_eq!(
            (letters_of("Quản Bạ"), letters_of("Hà Giang 2"), letters_of("Pờ Ly Ngài")),
            ("QB".into(), "HG2".into(), "PLN".into())
        );
    }
}

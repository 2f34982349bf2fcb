//! Charts as SVG: lines, bars and sparklines from whole numbers, drawn in whole units of the picture. Pure.

mod bars;
mod lines;
mod scale;
mod spark;
mod tiles;

pub(crate) use bars::{Bar, Bars};
pub(crate) use lines::{Lines, Series, Stroke};
pub(crate) use spark::Spark;
pub(crate) use tiles::{Tile, Tiles, letters_of};

//! A workbook to fill in: headers with help, an example, drop-downs.

use rust_xlsxwriter::{Color, DataValidation, Format, FormatAlign, Formula, Note, Workbook, Worksheet, XlsxError};

use crate::{
    fault::shortened,
    layout::{Column, Kind, Layout},
    value::Value,
};

/// A workbook could not be written: more rows than Excel has, or a layout that breaks its rules.
#[derive(Debug, thiserror::Error)]
#[error("could not write the workbook")]
pub struct NotWritten(#[from] XlsxError);

/// The hidden sheet that drop-downs take their values from: a list of its own would be cut at 255 characters.
pub(crate) const CHOICES_SHEET: &str = "Danh mục";
/// Rows below the header that offer drop-downs.
const CHOICE_ROWS: u32 = 10_000;
/// Excel holds 32,767 characters in a cell.
const CELL_LENGTH_MAX: usize = 32_000;
/// Header, example and a lighter shade for what is optional.
const REQUIRED_BACKGROUND: Color = Color::RGB(0x00CF_E8D5);
const OPTIONAL_BACKGROUND: Color = Color::RGB(0x00EE_F3F0);
const EXAMPLE_COLOR: Color = Color::RGB(0x0080_8080);

/// A workbook with the sheets of `layouts`, to download and fill in. The example row may stay: [`crate::read`] knows
/// it.
pub fn template(layouts: &[Layout]) -> Result<Vec<u8>, NotWritten> {
    let mut workbook = Workbook::new();
    let mut choices = Worksheet::new();
    choices.set_name(CHOICES_SHEET)?.set_hidden(true);
    let mut lists: u16 = 0;
    for layout in layouts {
        let sheet = workbook.add_worksheet().set_name(layout.sheet)?;
        sheet.set_freeze_panes(1, 0)?;
        for (at, column) in (0u16..).zip(layout.columns) {
            write_column(sheet, at, column)?;
            if !column.choices.is_empty() {
                choices.write_column(0, lists, column.choices.iter().copied())?;
                let validation = drop_down(lists, column.choices.len())?;
                sheet.add_data_validation(1, at, CHOICE_ROWS, at, &validation)?;
                lists += 1;
            }
        }
    }
    if lists > 0 {
        workbook.push_worksheet(choices);
    }
    Ok(workbook.save_to_buffer()?)
}

fn write_column(sheet: &mut Worksheet, at: u16, column: &Column) -> Result<(), XlsxError> {
    let star = if column.required { " *" } else { "" };
    let background = if column.required { REQUIRED_BACKGROUND } else { OPTIONAL_BACKGROUND };
    let header = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top).set_background_color(background);
    let width = column.header.chars().count().max(column.example.chars().count()) + 4;
    let width = u8::try_from(width.clamp(12, 40)).map_or(40.0, f64::from);
    sheet.set_column_width(at, width)?;
    sheet.set_column_format(at, &kind_format(column.kind))?;
    sheet.write_with_format(0, at, format!("{}{star}", column.header), &header)?;
    if !column.help.is_empty() {
        sheet.insert_note(0, at, &Note::new(column.help).add_author_prefix(false))?;
    }
    let format = kind_format(column.kind).set_italic().set_font_color(EXAMPLE_COLOR);
    if let Some(example) = Value::example(column) {
        write_value(sheet, 1, at, &example, &format)?;
    }
    if at == 0 {
        let note = "Dòng này là ví dụ. Có thể để nguyên, xoá đi hoặc gõ đè lên.";
        sheet.insert_note(1, at, &Note::new(note).add_author_prefix(false))?;
    }
    Ok(())
}

fn drop_down(list: u16, values: usize) -> Result<DataValidation, XlsxError> {
    let column = rust_xlsxwriter::utility::column_number_to_name(list);
    let source = format!("='{CHOICES_SHEET}'!${column}$1:${column}${values}");
    DataValidation::new()
        .allow_list_formula(Formula::new(source))
        .set_error_title("Không có trong danh mục")?
        .set_error_message("Hãy chọn một giá trị trong danh sách.")
}

/// How cells of this kind are shown.
pub(crate) fn kind_format(kind: Kind) -> Format {
    let format = Format::new();
    match kind {
        Kind::Text => format.set_num_format("@"),
        Kind::Date => format.set_num_format("dd/mm/yyyy"),
        Kind::Whole | Kind::Money => format.set_num_format("#,##0"),
        Kind::Decimal => format,
    }
}

/// Writes a value as what it is; text never becomes a formula.
pub(crate) fn write_value(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    value: &Value,
    format: &Format,
) -> Result<(), XlsxError> {
    match value {
        Value::Text(text) | Value::Error(text) => {
            sheet.write_string_with_format(row, column, shortened(text, CELL_LENGTH_MAX), format)?
        }
        Value::Number(number) => sheet.write_number_with_format(row, column, *number, format)?,
        Value::Moment(moment) => sheet.write_datetime_with_format(row, column, moment, format)?,
        Value::Truth(truth) => sheet.write_boolean_with_format(row, column, *truth, format)?,
    };
    Ok(())
}

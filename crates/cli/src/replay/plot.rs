//! The curve of a replay: how well interest foretells (ROC), or, where no outcomes are known, how many visitors reach how much interest.

use super::Column;
use limen_replay::Figures;
use plotters::prelude::{BLACK, BLUE, ChartBuilder, IntoDrawingArea, IntoFont, LineSeries, PathElement, RED, SVGBackend, WHITE};
use std::{error::Error, fs, path::Path};
use textplots::{Chart, Plot, Shape};

/// What is drawn.
struct Curve {
    title: &'static str,
    x: &'static str,
    y: &'static str,
    /// Where the x axis ends; y ends at 1.
    end: f64,
    points: Vec<(f64, f64)>,
}

impl Curve {
    fn of(figures: &Figures) -> Curve {
        let roc = figures.forecast.roc();
        if !roc.is_empty() {
            let (x, y) = ("reached it without converting", "converted and had reached it");
            return Curve { title: "Every threshold of interest (ROC)", x, y, end: 1.0, points: roc };
        }
        let end = figures.reach.last().map_or(1, |(interest, _)| (*interest).max(1));
        let mut points = vec![(0.0, 1.0)];
        points.extend(figures.reach.iter().map(|(interest, share)| (f64::from(*interest), *share)));
        Curve { title: "Visitors by highest interest", x: "interest", y: "share that reaches it", end: f64::from(end), points }
    }
}

/// For a terminal.
pub(super) fn text(column: &Column<'_>) -> String {
    let Curve { title, x, y, end, points } = Curve::of(&column.figures);
    let points: Vec<(f32, f32)> = points.into_iter().map(|(x, y)| (x as f32, y as f32)).collect();
    let shape = Shape::Lines(&points);
    let mut chart = Chart::new_with_y_range(100, 60, 0.0, end as f32, 0.0, 1.0);
    let chart = chart.lineplot(&shape);
    chart.axis();
    chart.figures();
    format!("{title}: {y} over {x}\n{chart}")
}

/// As a picture; a second config's curve in red.
pub(super) fn write(path: &Path, columns: &[Column<'_>]) -> Result<(), Box<dyn Error>> {
    let curves: Vec<Curve> = columns.iter().map(|column| Curve::of(&column.figures)).collect();
    let Some(Curve { title, x, y, .. }) = curves.first() else { return Ok(()) };
    let end = curves.iter().map(|curve| curve.end).fold(1.0, f64::max);
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (720, 540)).into_drawing_area();
        area.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&area)
            .caption(*title, ("sans-serif", 20).into_font())
            .margin(16)
            .x_label_area_size(44)
            .y_label_area_size(56)
            .build_cartesian_2d(0.0..end, 0.0..1.0)?;
        chart.configure_mesh().x_desc(*x).y_desc(*y).draw()?;
        for ((curve, column), color) in curves.iter().zip(columns).zip([BLUE, RED]) {
            chart
                .draw_series(LineSeries::new(curve.points.iter().copied(), &color))?
                .label(column.name.as_str())
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], color));
        }
        chart.configure_series_labels().background_style(WHITE).border_style(BLACK).draw()?;
        area.present()?;
    }
    Ok(fs::write(path, svg)?)
}

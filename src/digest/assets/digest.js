// Draws the chart of a page with the option that also draws the picture in the message. Without this script its words stand
// there instead, and the table below holds the same figures.

/** Colours of the option, and what stands for them on this page, by day and by night. */
const inks = {
  '#ffffff': '--surface',
  '#1f2933': '--text',
  '#52606d': '--muted',
  '#e4e7eb': '--line',
  '#0b6e63': '--accent',
  '#8cc4bc': '--accent-line',
  '#7b4b00': '--warn',
};

const style = getComputedStyle(document.documentElement);

function coloured(option) {
  const written = Object.entries(inks).reduce(
    (text, [ink, name]) => text.replaceAll(`"${ink}"`, JSON.stringify(style.getPropertyValue(name).trim() || ink)),
    option,
  );
  return JSON.parse(written);
}

const night = matchMedia('(prefers-color-scheme: dark)');

for (const box of document.querySelectorAll('[data-trend]')) {
  const points = JSON.parse(box.dataset.points);
  const chart = globalThis.echarts.init(box);
  const draw = () => {
    const option = coloured(box.dataset.trend);
    option.textStyle.fontFamily = getComputedStyle(document.body).fontFamily;
    // Drawn into the chart: as markup it would need styles of its own, which pages of ours refuse.
    option.tooltip = {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      formatter: ([point]) => points[point.dataIndex],
    };
    chart.setOption(option, true);
  };
  draw();
  night.addEventListener('change', draw);
  new ResizeObserver(() => chart.resize()).observe(box);
}

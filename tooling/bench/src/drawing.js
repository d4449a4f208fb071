// @ts-check

/** Of lines and bars, for people who do not tell red from green, on white and on black. */
export const COLOURS = ['#2f81f7', '#d4761f', '#2da44e', '#a475f9'];

/**
 * An SVG image with the colours of our pictures, on a ground of its own, light or dark as the reader has it.
 *
 * @param {{ width: number, height: number, title: string, subtitle?: string }} size
 * @param {readonly string[]} shapes
 */
export function svg({ width, height, title, subtitle = '' }, shapes) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif" font-size="12">
<title>${title}</title>
<style>
.paper { fill: #ffffff } text { fill: #24292f } .quiet { fill: #6e7781 } .end { text-anchor: end } .middle { text-anchor: middle }
.title { font-size: 17px; font-weight: 600 } .head { font-weight: 600 } .axis { stroke: #8c959f } .grid { stroke: #d0d7de; stroke-width: 0.6 }
.before { stroke: #57606a; stroke-width: 2 } .ahead { fill: ${COLOURS[0]} } .behind { fill: ${COLOURS[1]} } polyline { fill: none; stroke-width: 1.8; stroke-linejoin: round }
@media (prefers-color-scheme: dark) { .paper { fill: #0d1117 } text { fill: #e6edf3 } .quiet { fill: #8b949e } .axis { stroke: #6e7681 } .grid { stroke: #30363d } .before { stroke: #b1bac4 } }
</style>
<rect class="paper" width="${width}" height="${height}" rx="8"/>
${label(20, 32, title, 'title')}${label(20, 52, subtitle, 'quiet')}
${shapes.join('\n')}
</svg>
`;
}

/**
 * @param {number} x
 * @param {number} y of the line that the letters stand on
 * @param {string} text
 * @param {string} [look]
 */
export function label(x, y, text, look = '') {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" class="${look}">${escaped}</text>`;
}

/**
 * @param {number} x1
 * @param {number} y1
 * @param {number} x2
 * @param {number} y2
 * @param {string} [look]
 */
export function line(x1, y1, x2, y2, look = 'axis') {
  const [from, to] = [`x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}"`, `x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}"`];
  return `<line ${from} ${to} class="${look}"/>`;
}

/**
 * About how wide a text is.
 *
 * @param {string} text
 */
export function widthOf(text) {
  return 6.5 * text.length;
}

// @ts-check

/**
 * An SVG image with the colours of our pictures.
 *
 * @param {{ width: number, height: number, title: string }} size
 * @param {readonly string[]} shapes
 */
export function svg({ width, height, title }, shapes) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<style>
text { fill: #24292f } .end { text-anchor: end } .title { font-size: 15px } .axis { stroke: #8c959f } polyline { fill: none; stroke-width: 1.5 }
.ahead { fill: #2f81f7 } .behind { fill: #d4761f }
.line0 { stroke: #2f81f7; fill: #2f81f7 } .line1 { stroke: #d4761f; fill: #d4761f } .line2 { stroke: #2da44e; fill: #2da44e } .line3 { stroke: #a475f9; fill: #a475f9 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } }
text.line0, text.line1, text.line2, text.line3 { stroke: none } polyline.line0, polyline.line1, polyline.line2, polyline.line3 { fill: none }
</style>
${label(10, 20, title, 'title')}
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
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" class="${look}">${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`;
}

/**
 * @param {number} x1
 * @param {number} y1
 * @param {number} x2
 * @param {number} y2
 */
export function axis(x1, y1, x2, y2) {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" class="axis"/>`;
}

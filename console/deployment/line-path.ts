// A line of figures as an SVG path: where there is none, the line is broken.

export const linePath = (line: readonly (number | null)[], top: number, width: number, height: number): string => {
  const step = width / Math.max(1, line.length - 1)
  let pen = 'M'
  return line
    .map((value, index) => {
      if (value === null) {
        pen = 'M'
        return ''
      }
      const [x, y] = [index * step, height - (Math.min(value, top) / top) * (height - 2) - 1]
      const point = `${pen}${rounded(x)} ${rounded(y)}`
      pen = 'L'
      return point
    })
    .join('')
}

/** A round figure above all of them. */
export const topOf = (values: readonly (number | null)[], least: number): number => {
  const most = Math.max(least, ...values.filter(value => value !== null))
  const unit = 10 ** Math.floor(Math.log10(most))
  return [1, 2, 5, 10].map(times => times * unit).find(round => round >= most) ?? most
}

const rounded = (value: number) => Math.round(value * 10) / 10

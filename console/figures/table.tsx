import type { ComponentChildren } from 'preact'

export type TableProps = {
  label: string
  head: readonly string[]
  rows: readonly { key: string; cells: readonly ComponentChildren[] }[]
}

/** The first column names the row; what is too wide for a phone is scrolled, with the keyboard too. */
export const Table = ({ label, head, rows }: TableProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a mouse
  <section class="table-scroll" aria-label={label} tabIndex={0}>
    <table class="table small">
      <thead>
        <tr>
          {head.map(title => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells: [name, ...cells] }) => (
          <tr key={key}>
            <th scope="row">{name}</th>
            {cells.map((cell, n) => (
              <td key={head[n + 1]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
)

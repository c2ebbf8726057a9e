import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

type CardProps = { title: string; aside?: ComponentChildren; class?: string; children?: ComponentChildren }

/** A part of a page with a heading of its own. */
export const Card = ({ title, aside, class: more = '', children }: CardProps) => {
  const id = useId()
  return (
    <section class={`card ${more}`} aria-labelledby={id}>
      <div class="card-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  )
}

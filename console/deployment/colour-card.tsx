// One colour: where it is, what it runs, and how it answers.
import type { ComponentChildren } from 'preact'
import type { Figures } from '../../client/types.ts'
import { msText, percentText, shortDigest } from '../format.ts'
import { Copy } from '../parts/copy.tsx'
import { OutsideLink } from '../parts/outside-link.tsx'
import { usePreferences } from '../reader.ts'
import { useWords } from '../words.ts'
import type { Check } from './story.ts'
import { errorRateOf } from './verdict.ts'

type ColourProps = {
  name: 'blue' | 'green'
  url: string | null
  digest: string | null | undefined
  /** Its short name; of what another tool has pushed its tag. */
  commit: string | undefined
  figures: Figures | null | undefined
  checks: readonly Check[]
  /** The longest bar, in milliseconds. */
  scale: number
  over: boolean
  /** Why there is none. */
  absent: string | undefined
}

export const Colour = ({ name, url, digest, commit, figures, checks, scale, over, absent }: ColourProps) => {
  const { deployment: words } = useWords()
  return (
    <section class={`colour-card ${name}`} aria-label={words[name]}>
      <h3>
        <span class={`colour ${name}`}>{words[name]}</span>
        <span class="muted">{name === 'blue' ? words.blueRole : words.greenRole}</span>
      </h3>
      {absent !== undefined && !digest ? (
        <p class="muted absent">{absent}</p>
      ) : (
        <dl class="about">
          <Fact term={words.address}>
            {url ? <OutsideLink href={url}>{url}</OutsideLink> : <span class="muted">–</span>}
          </Fact>
          <Fact term={words.commit}>{commit ? <span class="mono">{commit}</span> : <span class="muted">–</span>}</Fact>
          <Fact term={words.image}>
            {digest ? (
              <>
                <span class="mono">{shortDigest(digest)}</span>
                <Copy text={digest} what={`${words.image}, ${words[name]}`} />
              </>
            ) : (
              <span class="muted">–</span>
            )}
          </Fact>
          <Fact term={words.checks}>
            <Checks checks={checks} over={over} />
          </Fact>
          <Measures figures={figures} scale={scale} />
        </dl>
      )}
    </section>
  )
}

const Fact = ({ term, title, children }: { term: string; title?: string; children: ComponentChildren }) => (
  <div class="fact">
    <dt title={title}>{term}</dt>
    <dd>{children}</dd>
  </div>
)

/** As many as fit a phone. */
const shownChecks = 20

const Checks = ({ checks, over }: Pick<ColourProps, 'checks' | 'over'>) => {
  const { deployment: words } = useWords()
  if (checks.length === 0) return <span class="muted">{over ? '–' : words.noChecks}</span>
  const shown = checks.slice(-shownChecks)
  return (
    <span class="pulses" role="img" aria-label={words.checksText(shown.filter(({ ok }) => ok).length, shown.length)}>
      {shown.map(({ at, ok, latencyMs }, index) => (
        <span
          key={`${at} ${index}`}
          class={ok ? 'pulse good' : 'pulse bad'}
          title={latencyMs === null ? undefined : msText(latencyMs)}
        />
      ))}
    </span>
  )
}

const Measures = ({ figures, scale }: Pick<ColourProps, 'figures' | 'scale'>) => {
  const { deployment: words } = useWords()
  const { locale } = usePreferences()
  const rate = figures ? errorRateOf(figures) : null
  const time = (ms: number | null | undefined) =>
    ms === null || ms === undefined ? <Unmeasured /> : <Measure share={ms / scale} text={msText(ms)} />
  return (
    <>
      <Fact term={words.p50} title={words.p50Means}>
        {time(figures?.p50Ms)}
      </Fact>
      <Fact term={words.p95} title={words.p95Means}>
        {time(figures?.p95Ms)}
      </Fact>
      <Fact term={words.errors}>
        {figures && rate !== null ? (
          <Measure
            share={rate}
            bad
            text={percentText(rate, locale)}
            more={words.errorsText(figures.errors.toLocaleString(locale), figures.requests.toLocaleString(locale))}
          />
        ) : (
          <Unmeasured />
        )}
      </Fact>
    </>
  )
}

const Measure = ({ share, text, more, bad = false }: { share: number; text: string; more?: string; bad?: boolean }) => (
  <span class="measure">
    <span class="measure-text figure">{text}</span>
    <span class={bad ? 'measure-bar bad' : 'measure-bar'} aria-hidden="true">
      <span style={{ transform: `scaleX(${Math.min(1, share)})` }} />
    </span>
    {more !== undefined && <span class="measure-more muted figure">{more}</span>}
  </span>
)

const Unmeasured = () => <span class="muted">{useWords().deployment.notMeasured}</span>

// Blue and green side by side: what each is, how it answers, and how much of the traffic it has.
import type { ComponentChildren } from 'preact'
import type { Evidence, Figures, Share } from '../../client/types.ts'
import { msText, percentText, shortCommit, shortDigest } from '../format.ts'
import { Card } from '../parts/card.tsx'
import { Copy } from '../parts/copy.tsx'
import { OutsideLink } from '../parts/outside-link.tsx'
import { Ago } from '../parts/time.tsx'
import { usePreferences } from '../preferences.ts'
import { useWords } from '../words.ts'
import { HistoryCharts } from './charts.tsx'
import type { NowProps } from './now.tsx'
import { blueOf } from './service.ts'
import { type Check, isOver } from './story.ts'
import { errorRateOf, verdictText } from './verdict.ts'

export const Colours = ({ followed, state, service }: NowProps) => {
  const { deployment: words } = useWords()
  const { story, figures } = followed
  const evidence = figures?.evidence ?? state.evidence
  const share = shareOf(followed, state)
  const blue = blueOf(service, state)
  const checks = checksOf(followed)
  const scale = Math.max(1, evidence?.blue?.p95Ms ?? 0, evidence?.green?.p95Ms ?? 0)
  const measuredAt = figures?.measuredAt ?? state.measuredAt
  const hasBlue = state.blueUrl !== null
  return (
    <Card
      title={words.colours}
      class="colours"
      aside={
        measuredAt &&
        !isOver(story) && (
          <span class="muted">
            {words.measured} <Ago at={measuredAt} />
          </span>
        )
      }
    >
      <ShareBar share={share} />
      <div class="colour-pair">
        <Colour
          name="blue"
          url={state.blueUrl}
          digest={blue?.imageDigest}
          commit={blue?.commitHash}
          figures={evidence?.blue}
          checks={checks.blue}
          scale={scale}
          over={isOver(story)}
          absent={hasBlue ? undefined : words.noBlue}
        />
        <Colour
          name="green"
          url={state.greenUrl}
          digest={state.imageDigest ?? story.digest}
          commit={story.commit?.hash ?? state.commitHash}
          figures={evidence?.green}
          checks={checks.green}
          scale={scale}
          over={isOver(story)}
          absent={story.greenStarted || state.greenUrl ? undefined : words.noGreen}
        />
      </div>
      {/* Whoever has failed is not praised for its figures. */}
      {story.status !== 'FAILED' && <Verdict evidence={evidence} hasBlue={hasBlue} />}
      {/* Their place is kept from the beginning, so that nothing jumps when there are figures. */}
      {(figures || (hasBlue && !isOver(story))) && <HistoryCharts history={figures?.history ?? []} />}
    </Card>
  )
}

type ColourProps = {
  name: 'blue' | 'green'
  url: string | null
  digest: string | null | undefined
  commit: string | null | undefined
  figures: Figures | null | undefined
  checks: readonly Check[]
  /** The longest bar, in milliseconds. */
  scale: number
  over: boolean
  /** Why there is none. */
  absent: string | undefined
}

const Colour = ({ name, url, digest, commit, figures, checks, scale, over, absent }: ColourProps) => {
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
          <Fact term={words.commit}>
            {commit ? <span class="mono">{shortCommit(commit)}</span> : <span class="muted">–</span>}
          </Fact>
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

const ShareBar = ({ share }: { share: Share }) => {
  const { deployment: words } = useWords()
  const { locale } = usePreferences()
  const [blue, green] = [percentText(share.blue, locale), percentText(share.green, locale)]
  return (
    <div class="share">
      <div class="share-text">
        <span>
          {words.blue} <strong class="figure">{blue}</strong>
        </span>
        <span class="muted">{words.share}</span>
        <span>
          {words.green} <strong class="figure">{green}</strong>
        </span>
      </div>
      <div class="share-bar" role="img" aria-label={`${words.share}: ${words.shareText(blue, green)}`}>
        <span class="share-blue" style={{ flexGrow: share.blue }} />
        <span class="share-green" style={{ flexGrow: share.green }} />
      </div>
    </div>
  )
}

const Verdict = ({ evidence, hasBlue }: { evidence: Evidence | null; hasBlue: boolean }) => {
  const words = useWords()
  const { locale } = usePreferences()
  if (!evidence)
    return <p class="verdict info">{hasBlue ? words.deployment.verdictLater : words.deployment.verdictNone}</p>
  const { title, why, tone } = verdictText(evidence, words, locale)
  return (
    <p class={`verdict ${tone}`}>
      <strong>{title}.</strong> <span class="figure">{why}</span>
    </p>
  )
}

/** As measured; else by what the events say: it moves as a whole. */
const shareOf = ({ story, figures }: NowProps['followed'], state: NowProps['state']): Share => {
  const measured = isOver(story) ? null : (figures?.share ?? state.share)
  if (measured) return measured
  if (story.rolledBack || story.finalService === 'blue') return { blue: 1, green: 0 }
  if (story.switchedAt && story.status !== 'FAILED') return { blue: 0, green: 1 }
  return state.blueUrl === null ? { blue: 0, green: 0 } : { blue: 1, green: 0 }
}

/** What is pushed knows both colours; before there is any, the five before the switch are green's. */
const checksOf = ({ story, figures }: NowProps['followed']) => {
  const of = (color: 'blue' | 'green') => figures?.checks.filter(check => check.color === color) ?? []
  const green = of('green')
  return { blue: of('blue'), green: green.length > 0 ? green : story.checks }
}

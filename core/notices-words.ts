// What a notice says: a line of text with `{name}`s in it, Panda's own or a target's.
import type { Notice, NoticeKind } from './notices.ts'
import type { Locale } from './vocabulary.ts'

/** Everything that a template can name. */
export const templateNames = [
  ...['kind', 'status', 'service', 'owner', 'repo', 'branch', 'environment', 'by', 'deploymentId'],
  ...['commit', 'commitMessage', 'waitingFor', 'url', 'duration', 'healthy', 'errorCode', 'reason'],
  ...['consoleUrl', 'apiUrl'],
] as const

export type Templates = Partial<Record<NoticeKind, string>>

const words: Record<Locale, Record<NoticeKind, string>> = {
  en: {
    started: '{service} ({environment}): deployment of {commit} started by {by}',
    waiting: '{service} ({environment}): {commit} waits for the {waitingFor}: {consoleUrl}',
    succeeded: '{service} ({environment}): {commit} is deployed, in {duration}, healthy {healthy}',
    failed: '{service} ({environment}): deployment of {commit} failed: {errorCode}, {reason}',
    cancelled: '{service} ({environment}): deployment of {commit} was cancelled: {reason}',
    rolledBack: '{service} ({environment}): rolled back, {commit} serves',
    alarm: '{service} ({environment}): alarm: {errorCode}, {reason}',
  },
  ko: {
    started: '{service} ({environment}): {by} 님이 {commit} 배포를 시작했습니다',
    waiting: '{service} ({environment}): {commit} 배포가 {waitingFor} 대기 중입니다: {consoleUrl}',
    succeeded: '{service} ({environment}): {commit} 배포 완료, {duration}, 정상 {healthy}',
    failed: '{service} ({environment}): {commit} 배포 실패: {errorCode}, {reason}',
    cancelled: '{service} ({environment}): {commit} 배포가 취소되었습니다: {reason}',
    rolledBack: '{service} ({environment}): {commit}(으)로 롤백되었습니다',
    alarm: '{service} ({environment}): 경보: {errorCode}, {reason}',
  },
}

const waits = {
  en: { switch: 'traffic switch', approval: 'approval' },
  ko: { switch: '트래픽 전환', approval: '승인' },
} as const

/** One line; `escaped` is for what is put in, not for the template: that is an admin's own. */
export const lineOf = (
  notice: Notice,
  locale: Locale,
  template?: string,
  escaped = (value: string) => value,
): string => {
  const fields = fieldsOf(notice, locale)
  return (template ?? words[locale][notice.kind]).replace(placeholder, (_, name: string) => escaped(fields[name] ?? ''))
}

/** Names in it that there are not. */
export const unknownNames = (template: string): string[] =>
  [...template.matchAll(placeholder)].flatMap(([, name = '']) =>
    (templateNames as readonly string[]).includes(name) ? [] : [name],
  )

const placeholder = /\{(\w+)\}/g
const nothing = '–'
/** A commit's subject, and an error's first lines: the whole is where the links lead. */
const longestValue = 300

const fieldsOf = (notice: Notice, locale: Locale): Record<string, string> => ({
  kind: notice.kind,
  status: notice.status,
  service: `${notice.owner}/${notice.repo}`,
  owner: notice.owner,
  repo: notice.repo,
  branch: notice.branch,
  environment: notice.environment,
  by: notice.by,
  deploymentId: notice.deploymentId,
  commit: notice.commitHash?.slice(0, 7) ?? notice.imageTag ?? nothing,
  commitMessage: cut(notice.commitMessage?.split('\n')[0]),
  waitingFor: notice.waitingFor ? waits[locale][notice.waitingFor] : nothing,
  url: notice.url ?? nothing,
  duration: notice.durationSeconds === null ? nothing : durationOf(notice.durationSeconds, locale),
  healthy: notice.healthy ? `${notice.healthy.running}/${notice.healthy.desired}` : nothing,
  errorCode: notice.errorCode ?? nothing,
  reason: cut(notice.reason ?? undefined),
  consoleUrl: notice.links.console,
  apiUrl: notice.links.api,
})

const cut = (text: string | undefined) => {
  if (!text) return nothing
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text
}

const durationOf = (seconds: number, locale: Locale) => {
  const [minutes, rest] = [Math.floor(seconds / 60), Math.round(seconds % 60)]
  const [m, s] = locale === 'ko' ? ['분', '초'] : ['min', 's']
  return minutes > 0 ? `${minutes} ${m} ${rest} ${s}` : `${rest} ${s}`
}

/** Labels beside the line. */
export const labels: Record<Locale, Record<'branch' | 'commit' | 'by' | 'url' | 'healthy' | 'open', string>> = {
  en: { branch: 'Branch', commit: 'Commit', by: 'By', url: 'Address', healthy: 'Healthy', open: 'Open in Panda' },
  ko: { branch: '브랜치', commit: '커밋', by: '배포자', url: '주소', healthy: '정상', open: 'Panda에서 열기' },
}

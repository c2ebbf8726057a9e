import type { Gates } from '../../client/types.ts'
import { both } from './both.ts'

type Counts = NonNullable<Gates['scan']>['counts']
type CheckStates = Record<NonNullable<Gates['checks']>[number]['state'], string>

export const gatesWords = both({
  en: {
    title: 'Gates',
    open: 'Checking',
    passed: 'Passed',
    stopped: 'Not passed',
    notScanned: (why: string) => `The image was NOT scanned: ${why}`,
    blocking: (count: number) => (count === 1 ? '1 finding stops the release' : `${count} findings stop the release`),
    clean: 'No finding stops the release',
    counts: ({ critical, high, medium, low, other }: Counts) =>
      `${critical} critical, ${high} high, ${medium} medium, ${low} low, ${other} other.`,
    waived: (count: number) => `${count} let through by waivers.`,
    fixedIn: (version: string) => `fixed in ${version}`,
    waiver: (who: string, until: string) =>
      who === '' ? `Waived until ${until}.` : `Waived by ${who} until ${until}.`,
    checks: {
      passed: 'has passed',
      failed: 'has failed',
      pending: 'has not ended yet',
      missing: 'has not been reported yet',
    } as CheckStates,
  },
  ko: {
    title: '배포 조건',
    open: '확인 중',
    passed: '통과',
    stopped: '통과하지 못함',
    notScanned: (why: string) => `이미지가 스캔되지 않았습니다: ${why}`,
    blocking: (count: number) => `${count}건 때문에 배포할 수 없습니다`,
    clean: '배포를 막는 취약점이 없습니다',
    counts: ({ critical, high, medium, low, other }: Counts) =>
      `심각 ${critical}, 높음 ${high}, 중간 ${medium}, 낮음 ${low}, 기타 ${other}.`,
    waived: (count: number) => `${count}건은 예외로 통과했습니다.`,
    fixedIn: (version: string) => `${version}에서 수정됨`,
    waiver: (who: string, until: string) => (who === '' ? `${until}까지 예외.` : `${who} 님이 ${until}까지 예외로 둠.`),
    checks: {
      passed: '통과',
      failed: '실패',
      pending: '아직 끝나지 않음',
      missing: '아직 보고되지 않음',
    } as CheckStates,
  },
})

// What ECR's scan of an image has found: basic scanning, which CreateRepository has asked for on push (aws/images.ts), or
// enhanced where the account has that. https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
import {
  DescribeImageScanFindingsCommand,
  type DescribeImageScanFindingsResponse,
  type EnhancedImageScanFinding,
  type ImageScanFinding,
} from '@aws-sdk/client-ecr'
import type { Customer, Images, ScanLook } from '../core/ports.ts'
import { type Counts, countsOf, type Finding, ratedAs } from '../core/scan.ts'
import type { Clients } from './clients.ts'
import { asked, unless } from './fault.ts'

/** Of 1,000 findings each: what is beyond is counted, and cannot be waived. */
const mostPages = 10

export const imageFindings = (clients: Pick<Clients, 'customer'>): Pick<Images, 'findings'> => ({
  findings: (at, repository, digest) =>
    look(clients, at, { repositoryName: repository, imageId: { imageDigest: digest } }),
})

type Image = { repositoryName: string; imageId: { imageDigest: string } }

const look = async (clients: Pick<Clients, 'customer'>, at: Customer, image: Image): Promise<ScanLook> => {
  const ecr = clients.customer(at).ecr()
  const findings: Finding[] = []
  let counts: Record<string, number> = {}
  let nextToken: string | undefined
  for (let page = 0; page < mostPages; page++) {
    const command = new DescribeImageScanFindingsCommand({ ...image, maxResults: 1_000, nextToken })
    const sent = asked('ecr:DescribeImageScanFindings', () => ecr.send(command))
    const answer = await unless(['ScanNotFoundException'], sent)
    if (!answer) return { state: 'absent' }
    const unready = notReady(answer)
    if (unready) return unready
    counts = answer.imageScanFindings?.findingSeverityCounts ?? counts
    findings.push(...findingsIn(answer))
    nextToken = answer.nextToken
    if (!nextToken) break
  }
  return { state: 'scanned', findings, counts: atLeast(countsOf(findings), counts) }
}

const notReady = ({ imageScanStatus: said }: DescribeImageScanFindingsResponse): ScanLook | undefined => {
  const status = said?.status ?? 'PENDING'
  if (status === 'COMPLETE' || status === 'ACTIVE') return undefined
  if (status === 'IN_PROGRESS' || status === 'PENDING') return { state: 'scanning' }
  return { state: 'unscanned', reason: [status, said?.description].filter(Boolean).join(': ') }
}

const findingsIn = ({ imageScanFindings: said }: DescribeImageScanFindingsResponse): Finding[] => [
  ...(said?.findings ?? []).map(basic),
  ...(said?.enhancedFindings ?? []).map(enhanced),
]

const basic = ({ name, severity, attributes = [] }: ImageScanFinding): Finding => {
  const of = (key: string) => attributes.find(one => one.key === key)?.value ?? null
  // AWS documents the first two; the third is the pretend region's.
  const facts = { package: of('package_name'), version: of('package_version'), fixedVersion: of('fixed_in_version') }
  return { id: name ?? 'unnamed', severity: ratedAs(severity), ...facts }
}

const enhanced = ({ severity, title, packageVulnerabilityDetails: of }: EnhancedImageScanFinding): Finding => {
  const [first] = of?.vulnerablePackages ?? []
  return {
    id: of?.vulnerabilityId ?? title ?? 'unnamed',
    severity: ratedAs(severity),
    package: first?.name ?? null,
    version: first?.version ?? null,
    fixedVersion: first?.fixedInVersion ?? null,
  }
}

/** ECR's own counts know of what was not read; never fewer than was seen. */
const atLeast = (seen: Counts, said: Record<string, number>): Counts => {
  const of = (key: keyof Counts) => Math.max(seen[key], said[key.toUpperCase()] ?? 0)
  return { critical: of('critical'), high: of('high'), medium: of('medium'), low: of('low'), other: seen.other }
}

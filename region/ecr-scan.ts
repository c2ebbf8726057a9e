// The pretend ECR's basic scanning: of what is pushed into a repository that scans on push, by whatever scanner the place
// has. https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-basic.html
import { AwsError } from './aws-error.ts'
import type { Caller, Commands, Kernel, ScannedFinding } from './kernel.ts'

type At = Pick<Caller, 'accountId' | 'region'>
type Pushed = { repository: string; digest: string }
type Scan = Pushed & {
  at: At
  status: 'IN_PROGRESS' | 'COMPLETE' | 'FAILED' | 'UNSUPPORTED_IMAGE'
  description: string
  completedAt: number
  findings: ScannedFinding[]
}
type Asked = {
  repositoryName: string
  imageId: { imageDigest?: string }
  maxResults?: number
  nextToken?: string
}
type Needs = Pick<Kernel, 'shelf' | 'timeline' | 'emit' | 'background' | 'world'>

const scans = 'ecr.scan'
const keyOf = ({ accountId, region }: At, { repository, digest }: Pushed) =>
  `${accountId}/${region}/${repository}:${digest}`

/** Each image once: what it holds does not change. */
export const scanOnPush = (kernel: Needs, at: At, { repository, digest }: Pushed): void => {
  const pushed = { repository, digest }
  const before = kernel.shelf.get<Scan>(scans, keyOf(at, pushed))
  if (before && before.status !== 'FAILED') return
  const scan: Scan = { ...pushed, at, status: 'IN_PROGRESS', description: '', completedAt: 0, findings: [] }
  kernel.shelf.put(scans, keyOf(at, pushed), scan)
  run(kernel, scan)
}

/** Those that an end of the process has cut off begin anew. */
export const resumeScans = (kernel: Needs): void => {
  for (const [, scan] of kernel.shelf.list<Scan>(scans)) if (scan.status === 'IN_PROGRESS') run(kernel, scan)
}

const run = (kernel: Needs, scan: Scan): void => {
  const ended = (end: Pick<Scan, 'status' | 'description' | 'findings'>) => {
    kernel.shelf.put<Scan>(scans, keyOf(scan.at, scan), { ...scan, ...end, completedAt: kernel.timeline.now() })
    kernel.emit(eventOf(kernel, { ...scan, ...end }))
  }
  const { scanner } = kernel.world
  if (!scanner) {
    ended({ status: 'UNSUPPORTED_IMAGE', description: 'nothing here can scan images', findings: [] })
    return
  }
  kernel.background(`scan of ${scan.digest}`, async () => {
    try {
      const findings = await scanner(scan.digest)
      ended({ status: 'COMPLETE', description: 'The scan was completed successfully.', findings })
    } catch (fault) {
      ended({ status: 'FAILED', description: fault instanceof Error ? fault.message : String(fault), findings: [] })
    }
  })
}

export const scanCommands = (kernel: Needs): Commands => ({
  // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImageScanFindings.html
  DescribeImageScanFindings: async ({ repositoryName, imageId, maxResults = 100, nextToken }: Asked, caller) => {
    const digest = imageId.imageDigest ?? ''
    const scan = kernel.shelf.get<Scan>(scans, keyOf(caller, { repository: repositoryName, digest }))
    if (!scan)
      throw new AwsError(
        'ScanNotFoundException',
        `Image scan does not exist for the image with '{imageDigest:'${digest}'}' in the repository with name '${repositoryName}' in the registry with id '${caller.accountId}'`,
      )
    const { status, description, findings, completedAt } = scan
    const from = Number(nextToken ?? 0)
    const page = findings.slice(from, from + maxResults)
    return {
      ...{ registryId: caller.accountId, repositoryName, imageId, imageScanStatus: { status, description } },
      ...(status === 'COMPLETE' && {
        imageScanFindings: {
          imageScanCompletedAt: new Date(completedAt),
          findings: page.map(shown),
          findingSeverityCounts: countsOf(findings),
        },
      }),
      ...(from + maxResults < findings.length && { nextToken: String(from + maxResults) }),
    }
  },
})

const shown = ({ id, severity, ...of }: ScannedFinding) => {
  const facts = { package_name: of.package, package_version: of.version, fixed_in_version: of.fixedVersion }
  const attributes = Object.entries(facts).flatMap(([key, value]) => (value ? [{ key, value }] : []))
  return { name: id, severity, attributes }
}

/** Only those that there are. */
const countsOf = (findings: ScannedFinding[]) => {
  const counts: Record<string, number> = {}
  for (const { severity } of findings) counts[severity] = (counts[severity] ?? 0) + 1
  return counts
}

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html */
const eventOf = ({ timeline }: Pick<Kernel, 'timeline'>, { at, repository, digest, status, findings }: Scan) => ({
  source: 'aws.ecr',
  'detail-type': 'ECR Image Scan',
  account: at.accountId,
  region: at.region,
  time: new Date(timeline.now()).toISOString(),
  resources: [`arn:aws:ecr:${at.region}:${at.accountId}:repository/${repository}`],
  detail: {
    'scan-status': status,
    'repository-name': repository,
    'finding-severity-counts': countsOf(findings),
    'image-digest': digest,
    'image-tags': [],
  },
})

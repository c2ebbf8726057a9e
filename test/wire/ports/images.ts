import { match, rejects, deepStrictEqual as same } from 'node:assert'
import { createHash } from 'node:crypto'
import {
  CompleteLayerUploadCommand,
  DeleteRepositoryCommand,
  type ECRClient,
  InitiateLayerUploadCommand,
  PutImageCommand,
  UploadLayerPartCommand,
} from '@aws-sdk/client-ecr'
import { images as imagesOver } from '../../../aws/images.ts'
import { imageRules } from '../../../core/image-life.ts'
import { type Suite, soon } from '../suite.ts'

export const images: Suite = {
  port: 'images',
  operations: ['ensure', 'find', 'findings', 'keep', 'hasRules', 'setRules', 'password'],
  async run({ clients, at, name }, check, later) {
    const ecr = clients.customer(at).ecr()
    const port = imagesOver(clients)
    const repository = name()
    const tags = { 'panda:wire': 'mine' }
    await check('ensure', async () => {
      const made = await port.ensure(at, repository, tags)
      later(`repository ${repository}`, () =>
        ecr.send(new DeleteRepositoryCommand({ repositoryName: repository, force: true })),
      )
      match(made.uri, new RegExp(`/${repository}$`))
      same(await port.ensure(at, repository, tags), made, 'what is there is there')
      await rejects(port.ensure(at, repository, { 'panda:wire': 'theirs' }), { name: 'NameTaken' })
    })
    await check('find', async () => {
      same(await port.find(at, repository, { tag: 'none' }), undefined)
      same(await port.find(at, `${repository}-none`, { tag: 'v1' }), undefined)
      const digest = await pushed(ecr, repository, 'v1')
      const found = await soon(async () => {
        const answer = await port.find(at, repository, { tag: 'v1' })
        same(answer?.digest, digest)
        return answer
      })
      same(await port.find(at, repository, { digest }), found)
    })
    await check('findings', async () => {
      const found = await port.find(at, repository, { tag: 'v1' })
      // No layers, no operating system: a scan that ends ends as one that cannot be.
      const { state } = await port.findings(at, repository, found?.digest ?? '')
      match(state, /^(?:absent|scanning|scanned|unscanned)$/)
      const nobody = await port
        .findings(at, repository, `sha256:${'0'.repeat(64)}`)
        .catch(({ kind }) => ({ state: kind }))
      match(nobody.state, /^(?:absent|missing)$/)
    })
    await check('keep', async () => {
      const digest = await pushed(ecr, repository, 'v2')
      for (let twice = 0; twice < 2; twice++) await port.keep(at, repository, 'panda-keep-wire-', [digest])
      await soon(async () =>
        same((await port.find(at, repository, { tag: 'panda-keep-wire-0' }))?.digest, digest, 'one tag, however often'),
      )
      same(await port.find(at, repository, { tag: 'panda-keep-wire-1' }), undefined)
    })
    await check('hasRules', async () => same(await port.hasRules(at, repository), false))
    await check('setRules', async () => {
      await port.setRules(at, repository, imageRules)
      await soon(async () => same(await port.hasRules(at, repository), true))
    })
    await check('password', async () => {
      const { registry, password } = await port.password(at, repository)
      match(registry, /^[\w.:-]+$/)
      match(password, /./)
    })
  },
}

/** The least that is an image: a configuration, and no layers. */
const pushed = async (ecr: ECRClient, repositoryName: string, imageTag: string): Promise<string> => {
  const config = Buffer.from(
    JSON.stringify({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [] } }),
  )
  const manifest = {
    schemaVersion: 2,
    mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      size: config.length,
      digest: sha256(config),
    },
    layers: [],
  }
  const { uploadId } = await ecr.send(new InitiateLayerUploadCommand({ repositoryName }))
  const part = { partFirstByte: 0, partLastByte: config.length - 1, layerPartBlob: config }
  await ecr.send(new UploadLayerPartCommand({ repositoryName, uploadId, ...part }))
  await ecr.send(new CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests: [sha256(config)] }))
  const imageManifest = JSON.stringify(manifest)
  const { image } = await ecr.send(new PutImageCommand({ repositoryName, imageTag, imageManifest }))
  return image?.imageId?.imageDigest ?? sha256(Buffer.from(imageManifest))
}

const sha256 = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

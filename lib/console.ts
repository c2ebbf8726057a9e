// The web console and the customers' template: a private bucket behind CloudFront, and the API under the same address, so
// that the page needs no address of it, and no CORS.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Duration, RemovalPolicy, Stage } from 'aws-cdk-lib'
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3'
import { Source } from 'aws-cdk-lib/aws-s3-deployment'
import { Construct } from 'constructs'
import { bundlePageSync } from '../console/bundle.ts'
import { contentSecurityPolicy } from '../console/policy.ts'
import { accept } from './accept.ts'
import type { HttpApi } from './http-api.ts'
import type { LiveApi } from './live-api.ts'
import { onboardingTemplate } from './onboarding-template.ts'
import type { Place } from './place.ts'
import { Publication } from './publication.ts'

const template = 'onboarding.json'

type Needs = { http: HttpApi; live: LiveApi }

export class Console extends Construct {
  readonly distribution: Distribution

  constructor(scope: Construct, place: Place, { http, live }: Needs) {
    super(scope, 'Console')
    const bucket = this.bucket()
    const secured = { viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS }
    const forwarded = {
      ...secured,
      origin: new HttpOrigin(http.domain),
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    }
    this.distribution = new Distribution(this, 'Distribution', {
      comment: place.named('panda'),
      defaultRootObject: 'index.html',
      defaultBehavior: {
        ...secured,
        origin: S3BucketOrigin.withOriginAccessControl(bucket),
        responseHeadersPolicy: this.headers(live),
      },
      additionalBehaviors: { '/api/*': forwarded, '/api-docs': forwarded, '/health': forwarded },
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
    })
    this.acceptFindings()
    const files = [Source.data(template, JSON.stringify(onboardingTemplate(), null, 2)), Source.asset(this.page())]
    new Publication(this, place, { files, bucket })
  }

  get address() {
    return `https://${this.distribution.domainName}`
  }

  get templateAddress() {
    return `${this.address}/${template}`
  }

  /** The folder that the page is bundled into. */
  private page() {
    const folder = join(Stage.of(this)!.outdir, 'console')
    mkdirSync(folder, { recursive: true })
    for (const [path, { body }] of Object.entries(bundlePageSync())) writeFileSync(join(folder, path), body)
    return folder
  }

  /** What it holds comes from this repository: it goes with the stack, in prod too. */
  private bucket() {
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    })
    accept(bucket, { S1: 'Only CloudFront reads it, and everybody may read what it holds' })
    return bucket
  }

  private headers(live: LiveApi) {
    const policy = contentSecurityPolicy(live.api.attrApiEndpoint)
    return new ResponseHeadersPolicy(this, 'Headers', {
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: policy, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override: true },
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: 'permissions-policy', value: 'camera=(), geolocation=(), microphone=()', override: true },
          { header: 'cross-origin-opener-policy', value: 'same-origin', override: true },
        ],
      },
    })
  }

  private acceptFindings() {
    accept(this.distribution, {
      CFR1: 'Panda is for whoever has an identity, wherever they are',
      CFR2: 'Static files; calls behind it are authorized and throttled. A firewall would cost more than all the rest idle',
      CFR3: 'Calls are in the API’s own access log; of static files nobody needs to know who read them',
      CFR4: 'Without a domain of its own it has CloudFront’s certificate, whose least TLS cannot be set',
    })
  }
}

import * as schemas from '../../core/schemas.ts'
import type { ErrorCode } from '../../core/vocabulary.ts'
import { approve, listApprovals, reject, skipApproval } from '../calls/approvals.ts'
import { data, get, post, type Route } from './route.ts'

const known: readonly ErrorCode[] = ['DEPLOYMENT_NOT_FOUND']

export const approvals: readonly Route[] = [
  get('/api/v1/approvals', 'listApprovals', 'Deployments that wait for reviewers, longest first', 'viewer', {
    within: 'list',
    run: data(listApprovals),
  }),
  post('/api/v1/deploy/{id}/approve', 'approve', 'Agree to a release, as one of its reviewers', 'approver', {
    within: 'deployment',
    params: schemas.byId,
    body: schemas.approveBody,
    errors: [...known, 'NOT_AWAITING_APPROVAL', 'AUTHOR_MAY_NOT_APPROVE'],
    run: data(approve),
  }),
  post('/api/v1/deploy/{id}/reject', 'reject', 'Refuse a release: it fails, and what served serves', 'approver', {
    within: 'deployment',
    params: schemas.byId,
    body: schemas.rejectBody,
    errors: [...known, 'NOT_AWAITING_APPROVAL'],
    run: data(reject),
  }),
  post(
    '/api/v1/deploy/{id}/skip-approval',
    'skipApproval',
    'In an emergency: release without reviewers and without the wait',
    'admin',
    {
      within: 'deployment',
      params: schemas.byId,
      body: schemas.skipApprovalBody,
      errors: [...known, 'NOT_AWAITING_APPROVAL'],
      run: data(skipApproval),
    },
  ),
]

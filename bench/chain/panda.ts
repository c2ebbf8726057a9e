// The real chain: what lambdas/api.ts makes its handler of.
import { apiHandler } from '../../lambdas/handlers/api.ts'
import { context, watch } from './asked.ts'
import { measure } from './measure.ts'

void measure(apiHandler(context, watch))

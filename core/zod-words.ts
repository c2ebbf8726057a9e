// The small form of zod says "Invalid input" to everything unless it is given its words. Its other form brings them along.

import { config } from 'zod/v4/core'
import en from 'zod/v4/locales/en.js'

config(en())

import { writeMultiplied } from './corpus.ts'
await writeMultiplied('/tmp/h-s3/old', 20000)

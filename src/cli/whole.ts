/** The note that says: the catalogue holds everything that is in the files. */
export const WHOLE = 'whole'

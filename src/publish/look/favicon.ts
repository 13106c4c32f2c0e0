// The mark of stet, a word with dots under it: let it stand.

export const favicon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><style>.p{fill:#fbfaf6}.i{stroke:#1e1c19}@media (prefers-color-scheme:dark){.p{fill:#1b1c1e}.i{stroke:#e6e2d9}}</style><rect class="p" width="32" height="32" rx="6"/><path class="i" d="M7 10h18M7 16h18" stroke-width="3" fill="none"/><g fill="#b3351f"><circle cx="8.5" cy="24" r="2"/><circle cx="13.5" cy="24" r="2"/><circle cx="18.5" cy="24" r="2"/><circle cx="23.5" cy="24" r="2"/></g></svg>
`

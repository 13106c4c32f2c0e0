// A workflow for GitHub: polls hourly, commits what came, builds the site and publishes it as Pages, as the
// predecessor did.

export const githubFiles = (): [path: string, text: string][] => [
  [
    '.github/workflows/stet.yml',
    `# Polls the sources every hour, commits what is new, and publishes the site.
# Once: Settings → Pages → Source: GitHub Actions.
name: stet
on:
  schedule:
    # Not at the full hour: everybody else's jobs run then.
    - cron: '23 * * * *'
  workflow_dispatch:
  push:
    branches: [main]
    paths: [stet.yml]
permissions:
  contents: write
  pages: write
  id-token: write
concurrency:
  group: stet
  cancel-in-progress: false
jobs:
  poll:
    runs-on: ubuntu-latest
    timeout-minutes: 50
    environment:
      name: github-pages
      url: \${{ steps.deployment.outputs.page_url }}
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with:
          node-version: 24
      # What is derived from the files, so that a run need not start from nothing; losing it costs one full poll.
      - uses: actions/cache@v4
        with:
          path: |
            .stet
            _site
          key: stet-\${{ github.run_id }}
          restore-keys: stet-
      - run: npm install --global stet
      - name: Poll
        # 4: some sources failed. They are named in the log and tried again; what came is kept all the same.
        run: stet poll --once || [ $? -eq 4 ]
      - name: Push
        run: |
          git pull --rebase --autostash
          git push
      - uses: actions/configure-pages@v5
        id: pages
      - name: Build
        run: stet build --url "\${{ steps.pages.outputs.base_url }}/"
      - uses: actions/upload-pages-artifact@v4
        with:
          path: _site
      - uses: actions/deploy-pages@v4
        id: deployment
`,
  ],
]

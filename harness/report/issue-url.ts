/** The address of `org/repo#1`, or of a URL; undefined for anything else. */
export function issueUrl(tracked: string): string | undefined {
  if (tracked.startsWith("https://")) return tracked;
  const [, repository, number] = /^([\w.-]+\/[\w.-]+)#(\d+)$/.exec(tracked) ?? [];
  return repository && `https://github.com/${repository}/issues/${number}`;
}

/** The address of `org/repo#1`, `complement-crypto:TestName`, `MSC1`, or of a URL; undefined for anything else. */
export function issueUrl(tracked: string): string | undefined {
  if (tracked.startsWith("https://")) return tracked;
  const [, test] = /^complement-crypto:(Test\w+)$/.exec(tracked) ?? [];
  if (test) return `https://github.com/search?q=repo%3Amatrix-org%2Fcomplement-crypto+${test}&type=code`;
  const [, proposal] = /^MSC(\d+)$/.exec(tracked) ?? [];
  if (proposal) return `https://github.com/matrix-org/matrix-spec-proposals/pull/${proposal}`;
  const [, repository, number] = /^([\w.-]+\/[\w.-]+)#(\d+)$/.exec(tracked) ?? [];
  return repository && `https://github.com/${repository}/issues/${number}`;
}

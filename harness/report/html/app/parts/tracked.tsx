import { issueUrl } from "../../../issue-url.ts";

/** An issue, MSC or test that a story stands for, as a link where it has an address. */
export function Tracked({ name }: { name: string }) {
  const url = issueUrl(name);
  return url ? <a href={url}>{name}</a> : <span>{name}</span>;
}

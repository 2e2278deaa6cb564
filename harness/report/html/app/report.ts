import { createContext, useContext } from "react";
import type { Result, Summary } from "../../summary.ts";
import type { Note } from "../payload.ts";

/** A result with its place in the report. */
export interface Listed extends Result {
  index: number;
  key: string;
  note: Note;
}

export interface Report {
  summary: Summary;
  listed: Listed[];
}

export const ReportContext = createContext<Report | undefined>(undefined);

export function useReport(): Report {
  const report = useContext(ReportContext);
  if (!report) throw new Error("There is no report around this component.");
  return report;
}

import { useEffect, useState } from "react";
import { type PlayDetail, playElement } from "../../payload.ts";
import type { Listed } from "../report.ts";
import { unpack } from "../unpack.ts";

/** Unpacks one result's journal and judgement. Undefined until that is done. */
export function useDetail(play: Listed): PlayDetail | undefined {
  const [detail, setDetail] = useState<PlayDetail>();
  useEffect(() => {
    let wanted = true;
    unpack<PlayDetail>(playElement(play.index)).then((unpacked) => wanted && setDetail(unpacked));
    return () => {
      wanted = false;
    };
  }, [play]);
  return detail;
}
